import type { Entry } from "../inference/comparison.ts";
import type { Gain } from "../inference/gains.ts";
import type { Verdict } from "../inference/verdict.ts";
import { statisticOf } from "../inference/gain_statistics.ts";
import type { Interval } from "../inference/statistics/interval.ts";
import type { Statistic } from "../inference/statistics/statistic.ts";
import { differenceText, HARM, HELP, intervalText, numberCell } from "./sheet_cells.ts";

/** The marks of verdicts, so that colour adds no information. */
export const verdictMarks: { readonly [V in Verdict]: string } = {
  helped: HELP,
  harmed: HARM,
  neutral: "",
  unknown: "",
};

/** Formats an entry's mean with its standard error and its unit, or the reason for its absence. */
export function meanText(entry: Entry): string {
  const { text, mark } = numberCell(entry);
  if (!entry.scale?.percent || mark === "absent") return text;
  const [number, missing = ""] = text.split(/(?= \()/);
  return `${number} %${missing}`;
}

/** Formats a gain with its sign: `+18.2`; `undefined` without a gain. */
export function gainText(gain: Gain): string | undefined {
  const { mean } = gain.estimate;
  return mean === undefined ? undefined : differenceText(mean, gain);
}

/** Formats an interval of a gain: `[+12.4, +24.0]`. */
export function gainIntervalText(interval: Interval, gain: Gain): string {
  return intervalText(interval, (bound) => differenceText(bound, gain));
}

/** Returns the unit of a gain; empty for the metric's own unit. */
export function gainUnit({ relative, scale }: Pick<Gain, "relative" | "scale">): string {
  return relative ? "%" : scale.percent ? "points" : "";
}

/** Appends the unit of a gain, if any, to the text of a gain or of an interval. */
export function withUnit(text: string, gain: Gain): string {
  const unit = gainUnit(gain);
  return unit ? `${text} ${unit}` : text;
}

/** Formats the value of a statistic, without its unit; `undefined` without a value. */
export function statisticText(statistic: Statistic, gain: Gain): string | undefined {
  const value = statisticOf(statistic, gain);
  if (value === undefined) return undefined;
  if (typeof value === "object") return gainIntervalText(value, gain);
  switch (statistic.kind) {
    case "difference":
      return differenceText(value, gain).replace("+", "");
    case "probability":
      return pValueText(value);
    default:
      return value.toFixed(2).replace("-", "−");
  }
}

/** Formats a p value with two digits or more. */
export function pValueText(pValue: number): string {
  if (pValue < 0.0001) return "<0.0001";
  return pValue.toFixed(pValue < 0.01 ? 4 : 3);
}
