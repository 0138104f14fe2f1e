import type { Entry, Row } from "./comparison.ts";
import type { Scale } from "./problems.ts";
import type { Status } from "./samples.ts";
import { ROUNDING } from "./statistics/estimate.ts";
import { isHarmed, meanGain, type TaskImprovement, type Transfer } from "./transfer.ts";

/** One number of a sheet as text. */
export interface SheetCell {
  readonly text: string;
  /** `best` of its column, `harmed` where below the baseline, `absent` where there is no number. */
  readonly mark?: "best" | "harmed" | "absent";
}

/** What stands where there is no number, and no run to tell why. */
export const absent: SheetCell = { text: "–", mark: "absent" };

/** What stands for the mean over problems that no seed has all of. */
const incomplete: SheetCell = { text: "incomplete", mark: "absent" };

/** What stands before a gain that is a harm. */
export const HARM = "▼";

/** A method as the first column of a sheet has it. */
export function labelOf({ method }: Row): string {
  return method.upperBound ? `${method.label} †` : method.label;
}

/** A mean with its standard error, or why there is none. */
export function numberCell({ cell, scale, planned, best }: Entry): SheetCell {
  const { status, mean, standardError, n } = cell;
  const gone = goneCell(status);
  if (gone || !scale) return gone ?? absent;
  if (mean === null) return incomplete;
  const { number, error } = quantity(mean, standardError, scale);
  const text = number + spread(error, n, planned);
  return best ? { text, mark: "best" } : { text };
}

/**
 * A gain with its standard error; where it is not in percent, with one decimal more than the mean.
 *
 * @param entry What has gained.
 * @param exact Whether what rounds to zero has a sign too, and a harm a mark of its own.
 */
export function gainCell(entry: Entry, exact: boolean): SheetCell {
  const { cell, gain, planned, scale } = entry;
  const mean = meanGain(entry);
  if (gain === undefined || mean === undefined || !scale) return absent;
  const digits = 1 + decimals(Math.abs(cell.mean ?? mean));
  const { number, error } = quantity(Math.abs(mean), gain.standardError ?? null, scale, digits);
  const none = exact ? Math.abs(mean) <= ROUNDING : Number(number) === 0;
  const sign = none ? "" : mean < 0 ? "−" : "+";
  const text = sign + number + spread(error, gain.n, planned);
  if (exact && isHarmed(entry)) return { text: `${HARM} ${text}`, mark: "harmed" };
  return marked(text, sign === "−");
}

/** The cells of a method's accounts: Δm, the tasks harmed, the worst and the best task. */
export function transferCells({ transfer, average, entries }: Row): SheetCell[] {
  if (!transfer) return [absent, absent, absent, absent];
  const { harmed, known, worst, best } = transfer;
  const unknown = entries.length - known;
  const count = `${harmed} of ${known}${unknown ? `, ${unknown} unknown` : ""}`;
  return [
    deltaCell(transfer, average),
    known ? marked(count, harmed > 0) : absent,
    extremeCell(worst, average),
    extremeCell(best, average),
  ];
}

/** A published number with the digits that the paper gives, but at least one decimal. */
export function publishedCell(value: number | null): SheetCell {
  if (value === null) return absent;
  return { text: Number.isInteger(value) ? value.toFixed(1) : String(value) };
}

/** A fraction in percent, with its sign. */
export function signedPercent(fraction: number, decimals = 1): string {
  const sign = Math.abs(fraction) <= ROUNDING ? "" : fraction < 0 ? "−" : "+";
  return sign + percent(Math.abs(fraction), decimals);
}

function deltaCell({ delta }: Transfer, { cell: { status }, planned, scale }: Entry): SheetCell {
  const gone = goneCell(status);
  if (gone) return gone;
  const { mean, standardError, n } = delta;
  if (mean === undefined) return status === "partial" ? incomplete : absent;
  const decimals = scale?.decimals ?? 1;
  const error = standardError === undefined ? undefined : percent(standardError, decimals);
  return marked(signedPercent(mean, decimals) + spread(error, n, planned), mean < -ROUNDING);
}

function extremeCell(extreme: TaskImprovement | undefined, { scale }: Entry): SheetCell {
  if (!extreme) return absent;
  const { task, improvement } = extreme;
  return marked(
    `${task} (${signedPercent(improvement, scale?.decimals)} %)`,
    improvement < -ROUNDING,
  );
}

function marked(text: string, harmed: boolean): SheetCell {
  return harmed ? { text, mark: "harmed" } : { text };
}

/** What stands in place of any number of runs that have given none. */
function goneCell(status: Status): SheetCell | undefined {
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

/** How many decimals show a number to three significant digits. */
function decimals(size: number): number {
  if (size === 0) return 2;
  return Math.max(0, 2 - Math.floor(Math.log10(Number(size.toPrecision(3)))));
}

function spread(error: string | undefined, n: number, planned: number): string {
  if (n < planned) return ` (${n}/${planned})`;
  return error === undefined ? "" : ` ± ${error}`;
}

function percent(fraction: number, decimals: number): string {
  return (100 * fraction).toFixed(decimals);
}
