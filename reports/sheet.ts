import type { PublishedTable, Selection } from "../suites/record.ts";
import type { Comparison, Entry, Row } from "./comparison.ts";
import { type Shown, shownOf } from "./columns.ts";
import { notes } from "./notes.ts";
import { scaleOf, trainsTasks } from "./problems.ts";
import { quotations } from "./published.ts";
import {
  gainCell,
  labelOf,
  numberCell,
  publishedCell,
  type SheetCell,
  transferCells,
} from "./sheet_cells.ts";

/** A table that is not yet laid out: the terminal and Markdown render the same sheets. */
export interface Sheet {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly SheetCell[] }[];
}

/** All sheets of a comparison, and what their signs mean. */
export interface Sheets {
  readonly sheets: readonly Sheet[];
  readonly notes: readonly string[];
}

/** What each selection rule does, as the tables' titles say it. */
const chosen: { readonly [S in Selection]: string } = {
  last: "the model after the last step",
  validation: "the checkpoint that is best on validation rows, the mean over a network's tasks",
  source_validation: "the checkpoint that is best on held-out source rows",
  oracle: "chosen on the target's test labels: a bound, not a result",
};

/**
 * Turns a comparison into sheets: a summary of methods × selection rules, one sheet of methods ×
 * problems for each selection rule, what several tasks do to each other, the gains by problem, and the
 * published numbers beside ours.
 *
 * @param comparison The comparison.
 * @param published The suite's published tables; only the columns that stand for a compared method
 * are shown.
 * @param bestSign How the best of a column is marked; the notes say so.
 * @returns The sheets and the footnotes that they need.
 */
export function sheets(
  comparison: Comparison,
  published: readonly PublishedTable[],
  bestSign: string,
): Sheets {
  const shown = shownOf(comparison);
  return {
    sheets: [
      ...summarySheets(comparison),
      ...comparison.sections.map((section) => selectionSheet(comparison, shown, section)),
      ...transferSheets(comparison),
      ...gainSheets(comparison, shown),
      ...publishedSheets(comparison, shown, published),
    ],
    notes: notes(comparison, shown, published, bestSign),
  };
}

function summarySheets({ problems, protocol, sections, methods }: Comparison): Sheet[] {
  if (!scaleOf(problems.map(({ metric }) => metric))) return [];
  const what = trainsTasks(protocol) ? "tasks" : "problems";
  return [{
    title: problems.length > 1
      ? `Average over ${problems.length} ${what}, by selection rule`
      : `${problems[0].name}, by selection rule`,
    heads: sections.map(({ selection }) => selection === "oracle" ? "oracle (bound)" : selection),
    rows: methods.map((_, index) => {
      const rows = sections.map((section) => section.rows[index]);
      return { label: labelOf(rows[0]), cells: rows.map(({ average }) => numberCell(average)) };
    }),
  }];
}

function selectionSheet(
  { problems, protocol, baseline }: Comparison,
  shown: Shown,
  { selection, rows }: Comparison["sections"][number],
): Sheet {
  // The average over a single problem is that problem.
  const gains = baseline && (shown.averaged || problems.length === 1);
  return {
    title: `${selection}: ${chosen[selection]}`,
    heads: [
      ...shown.heads,
      ...shown.averaged ? ["mean"] : [],
      ...gains ? [`gain over ${baseline.label}`] : [],
    ],
    rows: rows.map((row) => ({
      label: labelOf(row),
      cells: [
        ...columnsOf(shown, row).map(numberCell),
        ...gains ? [gainCell(row.average, trainsTasks(protocol))] : [],
      ],
    })),
  };
}

/** What methods do to several tasks, under each selection rule. */
function transferSheets({ baseline, methods, protocol, sections }: Comparison): Sheet[] {
  if (!baseline || methods.length < 2 || !trainsTasks(protocol)) return [];
  return sections.map(({ selection, rows }) => ({
    title: `Transfer against ${baseline.label}, ${selection}`,
    heads: ["Δm", "harmed", "worst task", "best task"],
    rows: rows.filter(({ method }) => method !== baseline)
      .map((row) => ({ label: labelOf(row), cells: transferCells(row) })),
  }));
}

/** Where a method helps and where it harms, under the protocol's first selection rule. */
function gainSheets(
  { problems, protocol, baseline, methods, sections }: Comparison,
  shown: Shown,
): Sheet[] {
  if (!baseline || methods.length < 2 || problems.length < 2) return [];
  const [{ selection, rows }] = sections;
  const what = shown.grouped ? "group" : trainsTasks(protocol) ? "task" : "problem";
  return [{
    title: `Gain over ${baseline.label} by ${what}, ${selection}`,
    heads: [...shown.heads, ...shown.averaged ? ["mean"] : []],
    rows: rows.filter(({ method }) => method !== baseline).map((row) => ({
      label: labelOf(row),
      cells: columnsOf(shown, row).map((entry) => gainCell(entry, trainsTasks(protocol))),
    })),
  }];
}

/** Each method under the protocol's first selection rule, followed by what papers say of it. */
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
