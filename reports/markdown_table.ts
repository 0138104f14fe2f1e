/**
 * Lays a table out in Markdown.
 *
 * @param heads The columns' heads.
 * @param rows As many cells as there are heads; the first is a label.
 * @returns The lines, padded: the first column left, the others right.
 */
export function markdownTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const cells = [heads, ...rows].map((row) => row.map((text) => text.replaceAll("|", "\\|")));
  const widths = heads.map((_, i) => Math.max(4, ...cells.map((row) => row[i].length)));
  const [head, ...body] = cells.map((row) =>
    row.map((text, i) => i ? text.padStart(widths[i]) : text.padEnd(widths[i]))
  );
  const rule = widths.map((width, i) => i ? `${"-".repeat(width - 1)}:` : "-".repeat(width));
  return [head, rule, ...body].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
