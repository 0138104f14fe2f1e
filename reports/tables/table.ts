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

/** How tables are laid out in a terminal. */
export interface TerminalOptions {
  /** Whether escape sequences for colour and weight are written; nothing is said by them alone. */
  readonly color: boolean;
  /** Columns of the terminal; 120 unless given. */
  readonly width?: number;
  /** Whether tests, intervals, effects and ranks are shown; not unless given. */
  readonly statistics?: boolean;
}

type Colors = ReturnType<typeof picocolors.createColors>;

/** The sign that marks the best of a column; stars tell how sure a gain is. */
const BEST = "•";
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

/** A number with its signs; stars are no emphasis where nothing follows them. */
function signed(cell: SheetCell): Markdown {
  return new Markdown([markdownInline(cell.text), signsOf(cell)].join(" ").trimEnd());
}

/** A sheet of texts that a terminal may be given. */
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

/** How wide a column's numbers are, and the signs behind them. */
interface ColumnWidth {
  readonly text: number;
  readonly signs: number;
}

/** A space before, the numbers, the signs. */
function whole({ text, signs }: ColumnWidth): number {
  return 1 + text + signs;
}

/** The lines of one sheet, in as many blocks of columns as the width asks for. */
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

/** What stands behind a number: no colour says more. */
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
