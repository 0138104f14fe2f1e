import type { PublishedTable, Selection } from "../suites/record.ts";
import type { Comparison, Entry, Row } from "./comparison.ts";
import { quotations } from "./published.ts";

/** One number of a sheet as text. */
export interface SheetCell {
  readonly text: string;
  /** `best` of its column, `harmed` where below the baseline, `absent` where there is no number. */
  readonly mark?: "best" | "harmed" | "absent";
}

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
  source_validation: "the checkpoint that is best on held-out source rows",
  oracle: "chosen on the target's test labels: a bound, not a result",
};

const absent: SheetCell = { text: "–", mark: "absent" };

/**
 * Turns a comparison into sheets: a summary of methods × selection rules, one sheet of methods ×
 * problems for each selection rule, the gains by problem, and the published numbers beside ours.
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
  return {
    sheets: [
      summarySheet(comparison),
      ...comparison.sections.map((section) => selectionSheet(comparison, section)),
      ...gainSheets(comparison),
      ...publishedSheets(comparison, published),
    ],
    notes: notes(comparison, published, bestSign),
  };
}

function summarySheet({ problems, sections, methods }: Comparison): Sheet {
  return {
    title: problems.length > 1
      ? `Average over ${problems.length} problems, by selection rule`
      : `${problems[0]}, by selection rule`,
    heads: sections.map(({ selection }) => selection === "oracle" ? "oracle (bound)" : selection),
    rows: methods.map((_, index) => {
      const rows = sections.map((section) => section.rows[index]);
      return { label: labelOf(rows[0]), cells: rows.map(({ average }) => numberCell(average)) };
    }),
  };
}

function selectionSheet(
  { problems, baseline }: Comparison,
  { selection, rows }: Comparison["sections"][number],
): Sheet {
  // The average over a single problem is that problem.
  const averages = problems.length > 1;
  return {
    title: `${selection}: ${chosen[selection]}`,
    heads: [
      ...problems,
      ...averages ? ["mean"] : [],
      ...baseline ? [`gain over ${baseline.label}`] : [],
    ],
    rows: rows.map((row) => ({
      label: labelOf(row),
      cells: [
        ...row.entries.map(numberCell),
        ...averages ? [numberCell(row.average)] : [],
        ...baseline ? [gainCell(row.average)] : [],
      ],
    })),
  };
}

/** Where a method helps and where it harms, under the protocol's first selection rule. */
function gainSheets({ problems, baseline, methods, sections }: Comparison): Sheet[] {
  if (!baseline || methods.length < 2 || problems.length < 2) return [];
  const [{ selection, rows }] = sections;
  return [{
    title: `Gain over ${baseline.label} by problem, ${selection}`,
    heads: [...problems, "mean"],
    rows: rows.filter(({ method }) => method !== baseline).map((row) => ({
      label: labelOf(row),
      cells: [...row.entries, row.average].map(gainCell),
    })),
  }];
}

/** Each method under the protocol's first selection rule, followed by what papers say of it. */
function publishedSheets(
  { problems, sections: [{ selection, rows }] }: Comparison,
  published: readonly PublishedTable[],
): Sheet[] {
  const averages = problems.length > 1;
  const names = [...new Set(rows.map(({ method }) => method.method.name))];
  const withPublished = names.flatMap((name) => {
    const quoted = published.flatMap((table) => quotations(table, name, problems))
      .map(({ label, values, average }) => ({
        label,
        cells: (averages ? [...values, average] : values).map(publishedCell),
      }));
    const ours = rows.filter(({ method }) => method.method.name === name).map((row) => ({
      label: `${labelOf(row)}, ours (${selection})`,
      cells: [...row.entries, ...averages ? [row.average] : []]
        .map((entry) => numberCell({ ...entry, best: false })),
    }));
    return quoted.length ? [...ours, ...quoted] : [];
  });
  if (withPublished.length === 0) return [];
  return [{
    title: "Published numbers beside ours",
    heads: [...problems, ...averages ? ["mean"] : []],
    rows: withPublished,
  }];
}

/** What the signs in the sheets mean; only of signs that are there. */
function notes(
  comparison: Comparison,
  published: readonly PublishedTable[],
  bestSign: string,
): string[] {
  const { sections, methods, problems, seeds, baseline } = comparison;
  const rows = sections.flatMap((section) => section.rows);
  const entries = rows.flatMap((row) => [...row.entries, row.average]);
  const has = (test: (entry: Entry) => boolean) => entries.some(test);
  const unverified = methods.some(({ method }) =>
    published.some((table) =>
      quotations(table, method.name, problems).some(({ status }) => status === "unverified")
    )
  );
  const explained: [boolean, string][] = [
    [
      true,
      `Accuracy on the target's test rows in %, ` +
      (seeds.length > 1
        ? `mean ± standard error over ${seeds.length} seeds (${seeds.join(", ")}).`
        : `of one seed (${seeds[0]}): one run has no standard error.`),
    ],
    [
      has(({ best }) => best),
      `${bestSign}: the best of its column among the methods whose seeds are all done; ties are all marked.`,
    ],
    [
      baseline !== undefined && methods.length > 1,
      `Gain: mean difference to ${baseline?.label} in points, paired by seed; below zero, ` +
      "the method harms.",
    ],
    [
      methods.some(({ upperBound }) => upperBound),
      "† An upper bound: it is trained and validated on the target's labelled training rows, and is not ranked.",
    ],
    [
      has(({ cell, planned }) => cell.n > 0 && cell.n < planned && cell.status === "partial"),
      "(k/n): k of n planned seeds are done, or can be paired; no standard error is given.",
    ],
    [has(({ cell }) => cell.status === "not_run"), "not run: no planned seed is done."],
    [
      has(({ cell }) => cell.status === "partial" && cell.n === 0),
      "incomplete: no seed is done on all problems, so there is no mean over them.",
    ],
    [
      has(({ cell }) => cell.status === "diverged"),
      "diverged: the loss of at least one seed was not finite, so the cell has no mean.",
    ],
    [
      has(({ cell }) => cell.status === "failed"),
      "failed: the run of at least one seed threw, so the cell has no mean.",
    ],
    [
      unverified,
      "unverified: a published number as recalled, not yet checked against the paper.",
    ],
  ];
  return explained.flatMap(([applies, text]) => applies ? [text] : []);
}

function labelOf({ method }: Row): string {
  return method.upperBound ? `${method.label} †` : method.label;
}

function numberCell({ cell, planned, best }: Entry): SheetCell {
  if (cell.status === "failed" || cell.status === "diverged") {
    return { text: cell.status, mark: "absent" };
  }
  if (cell.mean === null) {
    return { text: cell.status === "not_run" ? "not run" : "incomplete", mark: "absent" };
  }
  const text = percent(cell.mean) + spread(cell.standardError, cell.n, planned);
  return best ? { text, mark: "best" } : { text };
}

function gainCell({ cell, gain, planned }: Entry): SheetCell {
  if (gain?.mean === undefined || cell.status === "failed" || cell.status === "diverged") {
    return absent;
  }
  const size = percent(Math.abs(gain.mean));
  const sign = size === "0.0" ? "" : gain.mean < 0 ? "−" : "+";
  const text = sign + size + spread(gain.standardError ?? null, gain.n, planned);
  return sign === "−" ? { text, mark: "harmed" } : { text };
}

function spread(standardError: number | null, n: number, planned: number): string {
  if (n < planned) return ` (${n}/${planned})`;
  return standardError === null ? "" : ` ± ${percent(standardError)}`;
}

function percent(fraction: number): string {
  return (100 * fraction).toFixed(1);
}

/** A published number with the digits that the paper gives, but at least one decimal. */
function publishedCell(value: number | null): SheetCell {
  if (value === null) return absent;
  return { text: Number.isInteger(value) ? value.toFixed(1) : String(value) };
}
