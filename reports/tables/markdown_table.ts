import { maximum } from "../../descriptors/extremes.ts";
import { Markdown, markdownInline } from "../escapes/markdown.ts";

/** The content of a cell: plain text, which is escaped, or Markdown, which is not. */
export type MarkdownCell = string | Markdown;

/**
 * Lays a table out in Markdown.
 *
 * @param heads The columns' heads.
 * @param rows As many cells as there are heads; the first is a label.
 * @returns The lines, padded: the first column left, the others right.
 */
export function markdownTable(
  heads: readonly MarkdownCell[],
  rows: readonly (readonly MarkdownCell[])[],
): string {
  const cells = [heads, ...rows].map((row) => row.map(written));
  const widths = heads.map((_, i) => Math.max(4, maximum(cells.map((row) => row[i].length))));
  const [head, ...body] = cells.map((row) =>
    row.map((text, i) => i ? text.padStart(widths[i]) : text.padEnd(widths[i]))
  );
  const rule = widths.map((width, i) => i ? `${"-".repeat(width - 1)}:` : "-".repeat(width));
  return [head, rule, ...body].map(line).join("\n");
}

/**
 * Lays a table of sentences out in Markdown.
 *
 * @param heads The columns' heads.
 * @param rows As many cells as there are heads.
 * @returns The lines, not padded.
 */
export function markdownProseTable(
  heads: readonly MarkdownCell[],
  rows: readonly (readonly MarkdownCell[])[],
): string {
  const [head, ...body] = [heads, ...rows].map((row) => row.map(written));
  return [head, head.map(() => "---"), ...body].map(line).join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** A cell out of which no bar breaks: those behind an odd number of backslashes cannot. */
function written(cell: MarkdownCell): string {
  const { text } = cell instanceof Markdown ? cell : { text: markdownInline(cell) };
  return text.replace(/(?<!\\)((?:\\\\)*)\|/g, "$1\\|");
}
