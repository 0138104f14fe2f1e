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
  /** `best` of its column, `harmed` or `helped` against the baseline, `absent` where there is no number. */
  readonly mark?: "best" | "harmed" | "helped" | "absent";
  /** How sure a gain is. */
  readonly stars?: Gain["stars"];
}

/** What stands where there is no number, and no run to tell why. */
export const absent: SheetCell = { text: "–", mark: "absent" };

/** What stands for the mean over problems that no seed has all of. */
export const incomplete: SheetCell = { text: "incomplete", mark: "absent" };

/** The signs of what is harmed and what is helped: the interval of its gain leaves zero out. */
export const HARM = "▼";
export const HELP = "▲";

/** A method as the first column of a sheet has it. */
export function labelOf({ method }: Pick<Row, "method">): string {
  return method.upperBound ? `${method.label} †` : method.label;
}

/**
 * A mean with its standard error, or why there is none.
 *
 * @param entry What is shown.
 * @param verdict What is said of it against the baseline; only a harm is marked.
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

/** A gain with its standard error; where it is not in percent, with one decimal more than the mean. */
export function gainCell(gain: Gain | undefined): SheetCell {
  if (gain?.estimate.mean === undefined) return absent;
  const { entry, estimate: { mean, standardError, n }, scale, verdict, stars } = gain;
  const size = Math.abs(mean);
  const digits = 1 + decimals(Math.abs(entry.cell.mean ?? mean));
  const { number, error } = quantity(size, standardError ?? null, scale, digits);
  return judged(signOf(mean) + number + spread(error, n, entry.planned), verdict, stars);
}

/** An interval in the unit of the number before it. */
export function intervalText(
  { lower, upper }: Interval,
  text: (bound: number) => string,
): string {
  return `[${text(lower)}, ${text(upper)}]`;
}

/** A difference with its sign; where it is not in percent, with one decimal more than the mean has. */
export function differenceText(difference: number, { entry: { cell }, scale }: Gain): string {
  const digits = 1 + decimals(Math.abs(cell.mean ?? difference));
  return signOf(difference) + quantity(Math.abs(difference), null, scale, digits).number;
}

/** A published number with the digits that the paper gives, but at least one decimal. */
export function publishedCell(value: number | null): SheetCell {
  if (value === null) return absent;
  return { text: Number.isInteger(value) ? value.toFixed(1) : String(value) };
}

/** A fraction in percent, with its sign. */
export function signedPercent(fraction: number, decimals = 1): string {
  return signOf(fraction) + percent(Math.abs(fraction), decimals);
}

/** A text that is marked by what is said of it. */
export function judged(text: string, verdict: Verdict, stars?: Gain["stars"]): SheetCell {
  const mark = verdict === "harmed" || verdict === "helped" ? { mark: verdict } : {};
  return { text, ...mark, ...stars ? { stars } : {} };
}

/** What stands in place of any number of runs that have given none. */
export function goneCell(status: Status): SheetCell | undefined {
  if (status === "failed" || status === "diverged") return { text: status, mark: "absent" };
  return status === "not_run" ? { text: "not run", mark: "absent" } : undefined;
}

/** A number and its standard error: percent with its decimals, others with three significant digits or as said. */
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

/** How many decimals show a number to three significant digits; a rounding error is shown as zero. */
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

/** How many of the planned seeds there are, where some are missing. */
export function missing(n: number, planned: number): string {
  return n < planned ? ` (${n}/${planned})` : "";
}

function percent(fraction: number, decimals: number): string {
  return (100 * fraction).toFixed(decimals);
}
