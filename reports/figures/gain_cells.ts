import { HARM, HELP } from "../tables/sheet_cells.ts";
import { signed } from "../tables/signed.ts";
import { type ShownGain, type ShownRow, signOf, whyAbsent } from "./shown_gains.ts";

/** The name of the average over the problems. */
export const MEAN = "mean";

/** The signs for the reasons of absence, in cells that are too narrow for words. */
const absentSigns: { readonly [why: string]: string } = {
  "diverged": "×",
  "failed": "!",
  "not run": "–",
  "incomplete": "…",
  "not comparable": "/",
};

/** The sign of a gain without an interval. */
const UNKNOWN = "?";

/** The cell of a method's gain on a problem. */
export interface GainCell {
  readonly method: string;
  readonly problem: string;
  readonly gain: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly verdict: ShownGain["verdict"];
  /** The first line in the cell; `spread`: the second line. */
  readonly number: string;
  readonly spread: string;
  /** The only text in a narrow cell. */
  readonly sign: string;
}

/** Returns the cells of a method: its gains and their mean. */
export function cellsOf({ label, average }: ShownRow, gains: readonly ShownGain[]): GainCell[] {
  return [...gains, average].map((gain): GainCell => {
    const { mean, interval, verdict, n, planned, decimals, problem } = gain;
    const place = { method: label, problem: gain === average ? MEAN : problem, verdict };
    if (mean === undefined) {
      const why = whyAbsent(gain);
      const sign = absentSigns[why];
      return { ...place, gain: null, lower: null, upper: null, number: why, spread: "", sign };
    }
    const { lower, upper } = interval ?? { lower: null, upper: null };
    const half = interval ? `± ${((interval.upper - interval.lower) / 2).toFixed(decimals)}` : "";
    return {
      ...place,
      gain: mean,
      lower,
      upper,
      number: `${signOf(verdict)} ${signed(mean, decimals)}`.trimStart(),
      spread: n < planned ? `${half} (${n}/${planned})`.trimStart() : half,
      sign: verdict === "unknown" ? UNKNOWN : signOf(verdict),
    };
  });
}

/** Explains the second lines of the cells; only parts that occur. */
export function cellNotes(cells: readonly GainCell[]): string[] {
  const has = (part: string) => cells.some(({ spread }) => spread.includes(part));
  const explained = [
    ...has("±") ? ["±: half of the interval."] : [],
    ...has("(") ? ["(k/n): only k of n seeds can be paired."] : [],
  ];
  return explained.length ? [explained.join(" ")] : [];
}

/** Explains the signs in narrow cells; only signs that occur. */
export function signNotes(cells: readonly GainCell[]): string[] {
  const absent = Object.entries(absentSigns)
    .filter(([why]) => cells.some(({ gain, number }) => gain === null && number === why))
    .map(([why, sign]) => `${sign} ${why}`);
  const has = (verdict: GainCell["verdict"]) =>
    cells.some((cell) => cell.gain !== null && cell.verdict === verdict);
  const explained = [
    ...absent,
    ...has("unknown") ? [`${UNKNOWN} no interval`] : [],
    ...has("neutral") ? [`without ${HARM} or ${HELP}: the interval holds zero`] : [],
  ];
  return explained.length ? [`${explained.join(", ")}.`] : [];
}
