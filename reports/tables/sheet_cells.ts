import type { Entry, Row } from "../inference/comparison.ts";
import type { Gain } from "../inference/gains.ts";
import type { Verdict } from "../inference/verdict.ts";
import type { Scale } from "../inference/problems.ts";
import type { Status } from "../inference/samples.ts";
import { ROUNDING } from "../inference/statistics/estimate.ts";
import type { Interval } from "../inference/statistics/interval.ts";

/** One number of a sheet as text. */
export interface SheetCell {
  readonly text: string;
  /** `best` of its column, `harmed` or `helped` against the baseline, `absent` without a number. */
  readonly mark?: "best" | "harmed" | "helped" | "absent";
  /** The significance of a gain. */
  readonly stars?: Gain["stars"];
}

/** The cell without a number and without a run that explains it. */
export const absent: SheetCell = { text: "–", mark: "absent" };

/** The cell of a mean over problems if no seed has a result on all of them. */
export const incomplete: SheetCell = { text: "incomplete", mark: "absent" };

/** The signs of a harmed and of a helped cell: the interval of its gain lies below or above zero. */
export const HARM = "▼";
export const HELP = "▲";

/** Returns the label of a method in the first column of a sheet. */
export function labelOf({ method }: Pick<Row, "method">): string {
  return method.upperBound ? `${method.label} †` : method.label;
}

/**
 * Formats a mean with its standard error, or the reason for its absence.
 *
 * @param entry The entry of the mean.
 * @param verdict The verdict on its gain; only a harm is marked.
 */
export function numberCell(
  { cell, scale, planned, best }: Entry,
  verdict?: Verdict,
): SheetCell {
  const { status, mean, standardError, n } = cell;
  const gone = goneCell(status);
  if (gone || !scale) return gone ?? absent;
  if (mean === null) return incomplete;
  const { number, error } = quantity(mean, standardError, scale);
  const text = number + spread(error, n, planned);
  if (best) return { text, mark: "best" };
  return verdict === "harmed" ? { text, mark: "harmed" } : { text };
}

/** Formats a gain with its standard error; if it is not in percent, with one decimal more than the mean. */
export function gainCell(gain: Gain | undefined): SheetCell {
  if (gain?.estimate.mean === undefined) return absent;
  const { entry, estimate: { mean, standardError, n }, scale, verdict, stars } = gain;
  const size = Math.abs(mean);
  const digits = 1 + decimals(Math.abs(entry.cell.mean ?? mean));
  const { number, error } = quantity(size, standardError ?? null, scale, digits);
  return judged(signOf(mean) + number + spread(error, n, entry.planned), verdict, stars);
}

/** Formats an interval in the unit of the number before it. */
export function intervalText(
  { lower, upper }: Interval,
  text: (bound: number) => string,
): string {
  return `[${text(lower)}, ${text(upper)}]`;
}

/** Formats a difference with its sign; if it is not in percent, with one decimal more than the mean. */
export function differenceText(difference: number, { entry: { cell }, scale }: Gain): string {
  const digits = 1 + decimals(Math.abs(cell.mean ?? difference));
  return signOf(difference) + quantity(Math.abs(difference), null, scale, digits).number;
}

/** Formats a published number with the paper's digits, but at least one decimal. */
export function publishedCell(value: number | null): SheetCell {
  if (value === null) return absent;
  return { text: Number.isInteger(value) ? value.toFixed(1) : String(value) };
}

/** Formats a fraction in percent, with its sign. */
export function signedPercent(fraction: number, decimals = 1): string {
  return signOf(fraction) + percent(Math.abs(fraction), decimals);
}

/** Marks a text by a verdict. */
export function judged(text: string, verdict: Verdict, stars?: Gain["stars"]): SheetCell {
  const mark = verdict === "harmed" || verdict === "helped" ? { mark: verdict } : {};
  return { text, ...mark, ...stars ? { stars } : {} };
}

/** Returns the cell of a status without any number. */
export function goneCell(status: Status): SheetCell | undefined {
  if (status === "failed" || status === "diverged") return { text: status, mark: "absent" };
  return status === "not_run" ? { text: "not run", mark: "absent" } : undefined;
}

/**
 * Formats a number and its standard error: percent with its decimals, others with three significant digits or the given
 * decimals.
 */
function quantity(
  value: number,
  standardError: number | null,
  scale: Scale,
  digits = decimals(Math.max(Math.abs(value), standardError ?? 0)),
): { number: string; error: string | undefined } {
  const text = (x: number) => scale.percent ? percent(x, scale.decimals) : x.toFixed(digits);
  return {
    number: text(value),
    error: standardError === null ? undefined : text(standardError),
  };
}

/**
 * Returns the number of decimals that shows a number to three significant digits; a rounding error is shown as zero.
 */
function decimals(size: number): number {
  if (size <= ROUNDING) return 2;
  return Math.max(0, 2 - Math.floor(Math.log10(Number(size.toPrecision(3)))));
}

function signOf(value: number): string {
  return Math.abs(value) <= ROUNDING ? "" : value < 0 ? "−" : "+";
}

function spread(error: string | undefined, n: number, planned: number): string {
  return missing(n, planned) || (error === undefined ? "" : ` ± ${error}`);
}

/** Returns the count of the finished among the planned seeds, if some are missing. */
export function missing(n: number, planned: number): string {
  return n < planned ? ` (${n}/${planned})` : "";
}

function percent(fraction: number, decimals: number): string {
  return (100 * fraction).toFixed(decimals);
}
