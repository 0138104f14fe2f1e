import { maximum } from "../../descriptors/extremes.ts";
import { Markdown, markdownInline } from "../escapes/markdown.ts";

/** The content of a cell: plain text, which is escaped, or Markdown, which is not. */
export type MarkdownCell = string | Markdown;

/**
 * Renders a table in Markdown.
 *
 * @param heads The heads of the columns.
 * @param rows The rows, of as many cells as heads; the first cell is a label.
 * @returns The lines, padded: the first column is left-aligned, the others are right-aligned.
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
 * Renders a table of sentences in Markdown.
 *
 * @param heads The heads of the columns.
 * @param rows The rows, of as many cells as heads.
 * @returns The lines, without padding.
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

/** Escapes the bars of a cell; those after an odd number of backslashes are escaped already. */
function written(cell: MarkdownCell): string {
  const { text } = cell instanceof Markdown ? cell : { text: markdownInline(cell) };
  return text.replace(/(?<!\\)((?:\\\\)*)\|/g, "$1\\|");
}
