/**
 * Wraps a text at spaces, and words that are too long after `-` and `=`; a piece that is still too long stays whole.
 *
 * @param text The text, on one line.
 * @param width The columns of a line.
 * @param indent The beginning of every line but the first.
 */
export function wrap(text: string, width: number, indent = ""): string[] {
  const pieces = text.split(" ").flatMap((word) => {
    const parts = indent.length + word.length > width ? word.match(/[^=-]*[=-]+|[^=-]+/g) : null;
    return parts ? [...parts.slice(0, -1), `${parts.at(-1)} `] : [`${word} `];
  });
  const lines: string[] = [];
  for (const piece of pieces) {
    const line = lines.at(-1);
    if (line !== undefined && (line + piece).trimEnd().length <= width) {
      lines[lines.length - 1] = line + piece;
    } else lines.push(line === undefined ? piece : indent + piece);
  }
  return lines.map((line) => line.trimEnd());
}
