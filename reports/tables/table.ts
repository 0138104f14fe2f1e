import { maximum } from "../../descriptors/extremes.ts";
import picocolors from "picocolors";
import type { PublishedTable } from "../../suites/published/paper.ts";
import type { Comparison } from "../inference/comparison.ts";
import { Markdown, markdownInline, markdownSentence, markdownText } from "../escapes/markdown.ts";
import { terminalText } from "../escapes/terminal.ts";
import { markdownTable } from "./markdown_table.ts";
import { type Sheet, sheets } from "./sheet.ts";
import { HARM, HELP, type SheetCell } from "./sheet_cells.ts";
import { wrap } from "./wrap.ts";

/** The layout of tables in a terminal. */
export interface TerminalOptions {
  /** True to write escape sequences for colour and weight, which add no information. */
  readonly color: boolean;
  /** The columns of the terminal; 120 unless given. */
  readonly width?: number;
  /** True to show tests, intervals, effects and ranks; false unless given. */
  readonly statistics?: boolean;
}

type Colors = ReturnType<typeof picocolors.createColors>;

/** The mark of the best of a column; stars are the significance of a gain. */
const BEST = "•";
/** The width to which row labels are wrapped if all columns then fit side by side. */
const narrowLabels = 14;
/** The width to which they are wrapped if further columns stand below anyway. */
const wideLabels = 30;

/**
 * Renders a comparison for a terminal.
 *
 * @param comparison The comparison.
 * @param published The suite's published tables.
 * @param options Colour and width. The further columns of a table that is too wide stand below.
 * @returns Lines, terminated by a newline.
 */
export function terminalTables(
  comparison: Comparison,
  published: readonly PublishedTable[],
  options: TerminalOptions,
): string {
  const colors = picocolors.createColors(options.color);
  const width = options.width ?? 120;
  const { statistics = false } = options;
  const { of, sheets: all, notes } = sheets(comparison, { published, bestSign: BEST, statistics });
  const tables = all.map((sheet) => terminalSheet(plain(sheet), width, colors).join("\n"));
  const explained = notes.flatMap((note) =>
    wrap(terminalText(note), width).map((line) => colors.dim(line))
  );
  const about = wrap(terminalText(of), width).map((line) => colors.dim(line)).join("\n");
  return `${[about, ...tables, explained.join("\n")].join("\n\n")}\n`;
}

/**
 * Renders a comparison as Markdown.
 *
 * @param comparison The comparison.
 * @param published The suite's published tables.
 * @returns The protocol, headings of the third level with a table each, and the notes as a list.
 */
export function markdownTables(
  comparison: Comparison,
  published: readonly PublishedTable[],
): string {
  const { of, sheets: all, notes } = sheets(comparison, {
    published,
    bestSign: "bold",
    statistics: true,
  });
  const tables = all.map((sheet) => {
    const rows = sheet.rows.map(({ label, cells }) => [
      label,
      ...cells.map((cell) =>
        cell.mark === "best" ? new Markdown(`**${markdownInline(cell.text)}**`) : signed(cell)
      ),
    ]);
    return `### ${markdownText(sheet.title)}\n\n${markdownTable(["method", ...sheet.heads], rows)}`;
  });
  const explained = notes.map((note) => `- ${markdownSentence(note)}`).join("\n");
  return `${[markdownSentence(of), ...tables, explained].join("\n\n")}\n`;
}

/** Formats a number with its signs; stars at the end of a cell are no emphasis. */
function signed(cell: SheetCell): Markdown {
  return new Markdown([markdownInline(cell.text), signsOf(cell)].join(" ").trimEnd());
}

/** Escapes the texts of a sheet for a terminal. */
function plain({ title, heads, rows }: Sheet): Sheet {
  return {
    title: terminalText(title),
    heads: heads.map(terminalText),
    rows: rows.map(({ label, cells }) => ({
      label: terminalText(label),
      cells: cells.map((cell) => ({ ...cell, text: terminalText(cell.text) })),
    })),
  };
}

/** The widths of a column's numbers and of the signs after them. */
interface ColumnWidth {
  readonly text: number;
  readonly signs: number;
}

/** Returns the width of a column with the space before it. */
function whole({ text, signs }: ColumnWidth): number {
  return 1 + text + signs;
}

/** Returns the lines of a sheet, in blocks of columns that fit the width. */
function terminalSheet(sheet: Sheet, width: number, colors: Colors): string[] {
  const widths = sheet.heads.map((head, column): ColumnWidth => {
    const cells = sheet.rows.map((row) => row.cells[column]);
    return {
      text: Math.max(
        maximum(wrap(head, 0).map((word) => word.length)),
        maximum(cells.map(({ text }) => text.length)),
      ),
      signs: Math.max(1, maximum(cells.map((cell) => signsOf(cell).length))),
    };
  });
  const rest = width - 1 - widths.reduce((sum, column) => sum + whole(column), 0);
  const longest = maximum(sheet.rows.map(({ label }) => label.length));
  const first = Math.min(longest, rest < narrowLabels ? wideLabels : rest);
  const blocks: number[][] = [];
  let used = Infinity;
  widths.forEach((column, i) => {
    if (used + whole(column) > width) {
      blocks.push([]);
      used = first + 1;
    }
    blocks.at(-1)!.push(i);
    used += whole(column);
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
  widths: readonly ColumnWidth[],
  first: number,
  colors: Colors,
): string[] {
  const heads = columns.map((column) => wrap(sheet.heads[column], widths[column].text));
  const height = maximum(heads.map((lines) => lines.length));
  const headLines = Array.from({ length: height }, (_, line) => {
    const texts = columns.map((column, i) => {
      const { text, signs } = widths[column];
      const words = heads[i][line - height + heads[i].length] ?? "";
      return ` ${words.padStart(text)}${" ".repeat(signs)}`;
    });
    return " ".repeat(first + 1) + texts.join("");
  });
  const total = columns.reduce((sum, column) => sum + whole(widths[column]), first);
  const rows = sheet.rows.flatMap(({ label, cells }) => {
    const numbers = columns.map((column) => {
      const { text, signs } = widths[column];
      const cell = cells[column];
      const line = ` ${cell.text.padStart(text)}${signsOf(cell).padEnd(signs)}`;
      return colored(cell.mark, line, colors);
    });
    // Continued lines are indented, so that rows stay apart.
    return wrap(label, first, "  ").map((line, i) =>
      i ? line : `${line.padEnd(first)} ${numbers.join("")}`
    );
  });
  return [...headLines, colors.dim("─".repeat(total)), ...rows].map((line) => line.trimEnd());
}

/** Returns the signs after a number; colour adds no information to them. */
function signsOf({ mark, stars = "" }: SheetCell): string {
  switch (mark) {
    case "best":
      return BEST + stars;
    case "harmed":
      return HARM + stars;
    case "helped":
      return HELP + stars;
    default:
      return stars;
  }
}

function colored(mark: SheetCell["mark"], text: string, colors: Colors): string {
  switch (mark) {
    case "best":
      return colors.bold(colors.green(text));
    case "harmed":
      return colors.red(text);
    case "helped":
      return colors.cyan(text);
    case "absent":
      return colors.dim(text);
    case undefined:
      return text;
  }
}
