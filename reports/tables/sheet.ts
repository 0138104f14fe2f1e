import type { PublishedTable } from "../../suites/published/paper.ts";
import { type Shown, shownOf } from "./columns.ts";
import type { Comparison, Entry, Row, Section } from "../inference/comparison.ts";
import { type Gain, gainsByEntry } from "../inference/gains.ts";
import { notes } from "./notes.ts";
import { scaleOf } from "../inference/problems.ts";
import { protocolText } from "./protocol_text.ts";
import { quotations } from "./published.ts";
import { gainCell, labelOf, numberCell, publishedCell, type SheetCell } from "./sheet_cells.ts";
import { statisticsSheets } from "./statistics_sheets.ts";
import { transferSheets } from "./transfer_sheets.ts";

/** A table without a layout: the terminal and Markdown render the same sheets. */
export interface Sheet {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly SheetCell[] }[];
}

/** The sheets of a comparison, with a sentence on their runs and notes on their signs. */
export interface Sheets {
  /** A sentence on the suite, the dataset and the protocol, with their versions. */
  readonly of: string;
  readonly sheets: readonly Sheet[];
  readonly notes: readonly string[];
}

/** Options of {@linkcode sheets}. */
export interface SheetsOptions {
  /** The suite's published tables; only columns that correspond to a compared method are shown. */
  readonly published: readonly PublishedTable[];
  /** The mark of the best of a column, which the notes explain. */
  readonly bestSign: string;
  /** True to show tests, intervals, effects and ranks. */
  readonly statistics: boolean;
}

/**
 * Converts a comparison to sheets: a summary of methods × selection rules, a sheet of methods × problems for each
 * selection rule, negative transfer, the gains by problem, the statistics of the gains, and the published numbers
 * beside ours.
 *
 * @param comparison The comparison.
 * @param options The shown parts.
 * @returns The sheets and their notes.
 */
export function sheets(comparison: Comparison, options: SheetsOptions): Sheets {
  const shown = shownOf(comparison);
  const gains = gainsByEntry(comparison);
  return {
    of: `Protocol: ${protocolText(comparison)}.`,
    sheets: [
      ...summarySheets(comparison),
      ...comparison.sections.map((section) => selectionSheet(comparison, shown, gains, section)),
      ...transferSheets(comparison),
      ...gainSheets(comparison, shown, gains),
      ...options.statistics ? statisticsSheets(comparison) : [],
      ...publishedSheets(comparison, shown, options.published),
    ],
    notes: notes(comparison, shown, options),
  };
}

/** The gain of each entry over the baseline. */
type GainsByEntry = ReadonlyMap<Entry, Gain>;

function summarySheets({ problems, words, sections, methods }: Comparison): Sheet[] {
  if (!scaleOf(problems.map(({ metric }) => metric))) return [];
  const what = words.problems;
  return [{
    title: problems.length > 1
      ? `Average over ${problems.length} ${what}, by selection rule`
      : `${problems[0].name}, by selection rule`,
    heads: sections.map(({ selection, bound }) => bound ? `${selection} (bound)` : selection),
    rows: methods.map((_, index) => {
      const rows = sections.map((section) => section.rows[index]);
      return { label: labelOf(rows[0]), cells: rows.map(({ average }) => numberCell(average)) };
    }),
  }];
}

function selectionSheet(
  { problems, baseline }: Comparison,
  shown: Shown,
  gains: GainsByEntry,
  { selection, title, rows }: Section,
): Sheet {
  // The average over a single problem is that problem.
  const gained = baseline && (shown.averaged || problems.length === 1);
  return {
    title: `${selection}: ${title}`,
    heads: [
      ...shown.heads,
      ...shown.averaged ? ["mean"] : [],
      ...gained ? [`gain over ${baseline.label}`] : [],
    ],
    rows: rows.map((row) => ({
      label: labelOf(row),
      cells: [
        ...columnsOf(shown, row).map((entry) => numberCell(entry, gains.get(entry)?.verdict)),
        ...gained ? [gainCell(gains.get(row.average))] : [],
      ],
    })),
  };
}

/** Returns the sheet of gains by problem under the protocol's first selection rule. */
function gainSheets(
  { problems, words, baseline, methods, sections }: Comparison,
  shown: Shown,
  gains: GainsByEntry,
): Sheet[] {
  if (!baseline || methods.length < 2 || problems.length < 2) return [];
  const [{ selection, rows }] = sections;
  const what = shown.grouped ? "group" : words.problem;
  return [{
    title: `Gain over ${baseline.label} by ${what}, ${selection}`,
    heads: [...shown.heads, ...shown.averaged ? ["mean"] : []],
    rows: rows.filter(({ method }) => method !== baseline).map((row) => ({
      label: labelOf(row),
      cells: columnsOf(shown, row).map((entry) => gainCell(gains.get(entry))),
    })),
  }];
}

/** Returns the sheet of each method under the protocol's first selection rule, followed by the papers' numbers. */
function publishedSheets(
  { sections: [{ selection, rows }] }: Comparison,
  shown: Shown,
  published: readonly PublishedTable[],
): Sheet[] {
  const names = [...new Set(rows.map(({ method }) => method.method.name))];
  const withPublished = names.flatMap((name) => {
    const quoted = published.flatMap((table) => quotations(table, name, shown.names))
      .map(({ label, values, average }) => ({
        label,
        cells: (shown.averaged ? [...values, average] : values).map(publishedCell),
      }));
    const ours = rows.filter(({ method }) => method.method.name === name).map((row) => ({
      label: `${labelOf(row)}, ours (${selection})`,
      cells: columnsOf(shown, row).map((entry) => numberCell({ ...entry, best: false })),
    }));
    return quoted.length ? [...ours, ...quoted] : [];
  });
  if (withPublished.length === 0) return [];
  return [{
    title: "Published numbers beside ours",
    heads: [...shown.heads, ...shown.averaged ? ["mean"] : []],
    rows: withPublished,
  }];
}

function columnsOf({ averaged, of }: Shown, row: Row): Entry[] {
  return [...of(row), ...averaged ? [row.average] : []];
}
