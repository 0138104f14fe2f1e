import { metricKinds } from "../../descriptors/metrics.ts";
import type { Column } from "../../suites/published/paper.ts";
import { signed } from "../tables/signed.ts";
import type { ReproducedClaim, ReproducedTable } from "./reproduction.ts";
import type { ReproducedCell } from "./compared_table.ts";
import type { Agreement, ClaimVerdict } from "./agreement.ts";

/** The texts of verdicts, with a sign, so that colour adds no information. */
export const verdictTexts: { readonly [V in Agreement | ClaimVerdict]: string } = {
  reproduced: "✓ reproduced",
  within_tolerance: "≈ within tolerance",
  outside: "✗ outside",
  holds: "✓ holds",
  contradicted: "✗ contradicted",
  undecided: "? undecided",
  too_few_seeds: "too few seeds",
  partial: "partial",
  diverged: "diverged",
  failed: "failed",
  not_run: "not run",
};

/** Splits a verdict's text into its sign, if any, and its words. */
export function verdictParts(
  verdict: Agreement | ClaimVerdict,
): { readonly sign?: string; readonly words: string } {
  const [, sign, words] = /^(?:([✓≈✗?]) )?(.*)$/.exec(verdictTexts[verdict])!;
  return { sign, words };
}

/** Marks a verdict for which any of the paper's numbers in the row would have been accepted. */
export const ANY = "~";

/** Column heads of {@linkcode cellTexts}. */
export const cellHeads = [
  "published",
  "ours [95 % interval]",
  "difference",
  "seeds, tests, both",
  "verdict",
] as const;

/** The texts of one published number and ours; a dash for a missing value. */
export interface CellTexts {
  /** The published number, with its deviation and alternative if known: `79.0 ± 0.4 or 79.1`. */
  readonly published: string;
  readonly ours: string;
  /** The interval of ours, `[77.3, 81.1]`, and the number of finished seeds if some are missing; may be empty. */
  readonly interval: string;
  readonly difference: string;
  readonly judged: "better" | "worse" | "";
  /** The tolerances for seeds, test examples and both, such as `±3.8`; empty without a tolerance. */
  readonly tolerance: readonly string[];
  readonly verdict: string;
}

/**
 * Formats one published number and ours.
 *
 * @param cell The number.
 * @param table Its table, for the decimals.
 */
export function textsOf(
  cell: ReproducedCell,
  { decimals }: Pick<ReproducedTable, "decimals">,
): CellTexts {
  const { published, standardDeviation, alternative, ours, interval, n, planned } = cell;
  const { difference, better, tolerance, verdict, distinguishes } = cell;
  const digits = (value: number) => minus(value.toFixed(decimals));
  const spread = standardDeviation === null ? "" : ` ± ${standardDeviation.toFixed(decimals)}`;
  const other = alternative === null ? "" : ` or ${alternative.toFixed(decimals)}`;
  const range = interval === null ? [] : [`[${digits(interval[0])}, ${digits(interval[1])}]`];
  const progress = ours !== null && n < planned ? [`(${n}/${planned})`] : [];
  return {
    published: `${published.toFixed(decimals)}${spread}${other}`,
    ours: ours === null ? "–" : digits(ours),
    interval: [...range, ...progress].join(" "),
    difference: difference === null ? "–" : signed(difference, decimals),
    judged: better === null ? "" : better ? "better" : "worse",
    tolerance: tolerance === null ? [] : [tolerance.seeds, tolerance.tests, tolerance.both]
      .map((size) => size === null ? "–" : `±${digits(size)}`),
    verdict: verdictTexts[verdict] + (distinguishes === false ? ` ${ANY}` : ""),
  };
}

/** Returns the texts of a number in the order of {@linkcode cellHeads}. */
export function cellTexts(
  cell: ReproducedCell,
  table: Pick<ReproducedTable, "decimals">,
): string[] {
  const { published, ours, interval, difference, judged, tolerance, verdict } = textsOf(
    cell,
    table,
  );
  return [
    `${published} ${cell.status}`,
    [ours, interval].filter(Boolean).join(" "),
    [difference, judged].filter(Boolean).join(" "),
    tolerance.join(" ") || "–",
    verdict,
  ];
}

/** Returns the label of a cell: its row, or the mean over several rows. */
export function rowText({ row, over }: ReproducedCell, rows: number): string {
  if (over === null) return row;
  return over.length === rows ? `mean of all ${rows}` : `mean of these ${over.length} of ${rows}`;
}

/**
 * Lists the counts of a table's verdicts in one line.
 *
 * @param verdicts The counts.
 * @param brief True to show only the sign of verdicts that have one.
 */
export function countsText(verdicts: ReproducedTable["verdicts"], brief = false): string {
  const names = Object.keys(verdictTexts) as Agreement[];
  return names.flatMap((name) => {
    const { sign, words } = verdictParts(name);
    const count = verdicts[name];
    return count ? `${count} ${brief ? sign ?? words : words}` : [];
  }).join(", ");
}

/** Labels a column with our method, and counts the rows in which ours is worse. */
export function columnText(
  column: string,
  { arms, cells }: Pick<ReproducedTable, "arms" | "cells">,
): string {
  const judged = cells.filter((cell) =>
    cell.column === column && cell.over === null && cell.difference !== null
  );
  const worse = judged.filter(({ better }) => better === false).length;
  const named = `${column} beside our ${arms[column]}`;
  return judged.length > 1 ? `${named}, which is worse on ${worse} of ${judged.length}` : named;
}

/** Describes a column's source and the number of runs behind its numbers. */
export function sourceText({ source, runs }: Column): string {
  if (runs === undefined) return source;
  return `${source}; ${runs === 1 ? "one run" : `mean of ${runs} runs`}`;
}

/** Column heads of {@linkcode claimRows}. */
export const claimHeads = ["", "mean [95 % interval]", "verdict"] as const;

/** Returns the rows of a claim's terms and their sum; empty if the claim is not tested. */
export function claimRows({ recorded, result }: ReproducedClaim): string[][] {
  if (!result || !recorded) return [];
  const { terms, difference, interval, n, planned, verdict } = result;
  return [
    ...terms.map(({ label, side, mean, interval }) => [
      `${side === "greater" ? "+" : "−"} ${label}`,
      rangeText(mean, interval, recorded, false),
      "",
    ]),
    [
      "sum",
      rangeText(difference, interval, recorded, true) + (n < planned ? ` (${n}/${planned})` : ""),
      verdictTexts[verdict],
    ],
  ];
}

/** Formats a mean or a difference of our records with its interval; in percent if the metric is shown so. */
function rangeText(
  center: number | null,
  interval: readonly [lower: number, upper: number] | null,
  recorded: string,
  difference: boolean,
): string {
  if (center === null) return "–";
  const kind = Object.entries(metricKinds).find(([name]) => name === recorded)?.[1];
  const text = (value: number) => {
    const size = Math.abs(value);
    const digits = kind?.percent ? (100 * size).toFixed(kind.decimals) : size.toPrecision(3);
    const sign = value < 0 ? "−" : difference && value > 0 ? "+" : "";
    return sign + digits;
  };
  const range = interval === null ? "" : ` [${text(interval[0])}, ${text(interval[1])}]`;
  return text(center) + range + (!kind?.percent ? "" : difference ? " points" : " %");
}

/** Formats a number of seconds: `45 s`, `12 min`, `3 h 20 min`. */
export function spanText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Capitalises the first letter. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const minus = (text: string): string => text.replace("-", "−");
