import { markdownTable } from "./markdown_table.ts";
import picocolors from "picocolors";
import type { PublishedTable } from "../suites/record.ts";
import type { Comparison } from "./comparison.ts";
import { type Sheet, sheets } from "./sheet.ts";
import type { SheetCell } from "./sheet_cells.ts";

/** How tables are laid out in a terminal. */
export interface TerminalOptions {
  /** Whether escape sequences for colour and weight are written; nothing is said by them alone. */
  readonly color: boolean;
  /** Columns of the terminal; 120 unless given. */
  readonly width?: number;
}

type Colors = ReturnType<typeof picocolors.createColors>;

/** Between two columns: a space, and the place of the sign that marks the best. */
const between = 2;
/** Row labels are wrapped to this where that lets all columns stand side by side … */
const narrowLabels = 14;
/** … and to this where the columns go on below anyway. */
const wideLabels = 30;

/**
 * Renders a comparison for a terminal.
 *
 * @param comparison The comparison.
 * @param published The suite's published tables.
 * @param options Colour and width. Tables that are too wide go on below, in further columns.
 * @returns Lines, ended by a newline.
 */
export function terminalTables(
  comparison: Comparison,
  published: readonly PublishedTable[],
  options: TerminalOptions,
): string {
  const colors = picocolors.createColors(options.color);
  const width = options.width ?? 120;
  const { sheets: all, notes } = sheets(comparison, published, "*");
  const tables = all.map((sheet) => terminalSheet(sheet, width, colors).join("\n"));
  const explained = notes.flatMap((note) => wrap(note, width).map((line) => colors.dim(line)));
  return `${[...tables, explained.join("\n")].join("\n\n")}\n`;
}

/**
 * Renders a comparison as Markdown.
 *
 * @param comparison The comparison.
 * @param published The suite's published tables.
 * @returns Headings of the third level with a table each, and the notes as a list.
 */
export function markdownTables(
  comparison: Comparison,
  published: readonly PublishedTable[],
): string {
  const { sheets: all, notes } = sheets(comparison, published, "bold");
  const tables = all.map((sheet) => {
    const rows = sheet.rows.map(({ label, cells }) => [
      label,
      ...cells.map(({ text, mark }) => mark === "best" ? `**${text}**` : text),
    ]);
    return `### ${sheet.title}\n\n${markdownTable(["method", ...sheet.heads], rows)}`;
  });
  return `${[...tables, notes.map((note) => `- ${note}`).join("\n")].join("\n\n")}\n`;
}

/** The lines of one sheet, in as many blocks of columns as the width asks for. */
function terminalSheet(sheet: Sheet, width: number, colors: Colors): string[] {
  const widths = sheet.heads.map((head, column) =>
    Math.max(
      ...wrap(head, 0).map((word) => word.length),
      ...sheet.rows.map(({ cells }) => cells[column].text.length),
    )
  );
  const rest = width - 1 - widths.reduce((sum, columnWidth) => sum + columnWidth + between, 0);
  const longest = Math.max(...sheet.rows.map(({ label }) => label.length));
  const first = Math.min(longest, rest < narrowLabels ? wideLabels : rest);
  const blocks: number[][] = [];
  let used = Infinity;
  widths.forEach((columnWidth, column) => {
    if (used + columnWidth + between > width) {
      blocks.push([]);
      used = first + 1;
    }
    blocks.at(-1)!.push(column);
    used += columnWidth + between;
  });
  return [
    ...wrap(sheet.title, width).map((line) => colors.bold(line)),
    ...blocks.flatMap((columns, i) => [
      ...i ? [""] : [],
      ...terminalBlock(sheet, columns, widths, first, colors),
    ]),
  ];
}

function terminalBlock(
  sheet: Sheet,
  columns: readonly number[],
  widths: readonly number[],
  first: number,
  colors: Colors,
): string[] {
  const heads = columns.map((column) => wrap(sheet.heads[column], widths[column]));
  const height = Math.max(...heads.map((lines) => lines.length));
  const headLines = Array.from({ length: height }, (_, line) => {
    const texts = columns.map((column, i) =>
      ` ${(heads[i][line - height + heads[i].length] ?? "").padStart(widths[column])} `
    );
    return " ".repeat(first + 1) + texts.join("");
  });
  const total = columns.reduce((sum, column) => sum + between + widths[column], first);
  const rows = sheet.rows.flatMap(({ label, cells }) => {
    const numbers = columns.map((column) => {
      const { text, mark } = cells[column];
      const sign = mark === "best" ? "*" : " ";
      return colored(mark, ` ${text.padStart(widths[column])}${sign}`, colors);
    });
    // Continued lines are indented, so that rows stay apart.
    return wrap(label, first, "  ").map((line, i) =>
      i ? line : `${line.padEnd(first)} ${numbers.join("")}`
    );
  });
  return [...headLines, colors.dim("─".repeat(total)), ...rows].map((line) => line.trimEnd());
}

function colored(mark: SheetCell["mark"], text: string, colors: Colors): string {
  switch (mark) {
    case "best":
      return colors.bold(colors.green(text));
    case "harmed":
      return colors.red(text);
    case "absent":
      return colors.dim(text);
    case undefined:
      return text;
  }
}

/**
 * Breaks a text at spaces, and words that are too long after `-` and `=`; what is too long even
 * then stays whole.
 */
function wrap(text: string, width: number, indent = ""): string[] {
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
