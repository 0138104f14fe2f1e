import { extent } from "../../descriptors/extremes.ts";
import type { MethodSpec } from "../../records/record.ts";
import { shownSection } from "../inference/bounds.ts";
import type { Comparison, Entry, Row } from "../inference/comparison.ts";
import { type Gain, gainsByEntry } from "../inference/gains.ts";
import { scaleOf } from "../inference/problems.ts";
import type { Status } from "../inference/samples.ts";
import type { Interval } from "../inference/statistics/interval.ts";
import type { Verdict } from "../inference/verdict.ts";
import { HARM, HELP, labelOf } from "../tables/sheet_cells.ts";
import { inks } from "./paper_frame.ts";

/** The gain of a method over the baseline on a problem, in percent. */
export interface ShownGain {
  /** The problem, the group of tasks, or `mean` over all. */
  readonly problem: string;
  readonly status: Status;
  /** `undefined` if no seed is paired, and if one failed or diverged. */
  readonly mean: number | undefined;
  /** The 95 % Student interval of the mean. */
  readonly interval: Interval | undefined;
  readonly verdict: Verdict;
  /** The number of paired seeds; `planned`: the number of planned seeds. */
  readonly n: number;
  readonly planned: number;
  readonly decimals: number;
}

/** The gains of one method. */
export interface ShownRow {
  /** The method's label, with a mark for an upper bound. */
  readonly label: string;
  readonly method: MethodSpec;
  readonly upperBound: boolean;
  readonly problems: readonly ShownGain[];
  readonly groups: readonly ShownGain[];
  readonly average: ShownGain;
}

/** The gains over the baseline under the first selection rule that reads no hidden label. */
export interface ShownGains {
  readonly selection: string;
  /** The baseline's label. */
  readonly baseline: string;
  /** Points of a metric in percent, or percent of the baseline's metric for other metrics. */
  readonly unit: "points" | "%";
  /** All methods but the baseline. */
  readonly rows: readonly ShownRow[];
}

/**
 * Converts the gains of a comparison to percent, for figures.
 *
 * @param comparison The comparison.
 * @param relative True for percent of the baseline's metric, also if points are possible.
 * @returns The gains; `undefined` without a baseline, without another method, and if all selection rules are bounds.
 */
export function shownGains(comparison: Comparison, relative = false): ShownGains | undefined {
  const { baseline, problems } = comparison;
  const section = shownSection(comparison);
  const rivals = section?.rows.filter(({ method }) => method !== baseline) ?? [];
  if (!baseline || !section || rivals.length === 0) return undefined;
  const inPoints = !relative && scaleOf(problems.map(({ metric }) => metric))?.percent === true;
  const gains = gainsByEntry(comparison);
  const shown = (entry: Entry) => shownGain(gains.get(entry)!, inPoints);
  return {
    selection: section.selection,
    baseline: baseline.label,
    unit: inPoints ? "points" : "%",
    rows: rivals.map((row: Row) => ({
      label: labelOf(row),
      method: row.method.method,
      upperBound: row.method.upperBound,
      problems: row.entries.map(shown),
      groups: row.groups.map(shown),
      average: shown(row.average),
    })),
  };
}

function shownGain({ entry, estimate, improvement, verdict }: Gain, inPoints: boolean): ShownGain {
  const { cell: { problem, status }, planned, scale } = entry;
  const { mean, interval, n } = inPoints ? estimate : improvement;
  return {
    problem,
    status,
    mean: mean === undefined ? undefined : 100 * mean,
    interval: interval && {
      ...interval,
      lower: 100 * interval.lower,
      upper: 100 * interval.upper,
    },
    verdict,
    n,
    planned,
    decimals: inPoints ? scale!.decimals : 1,
  };
}

/** Returns the sign of a verdict, for readers who do not see colours. */
export function signOf(verdict: Verdict): string {
  return verdict === "harmed" ? HARM : verdict === "helped" ? HELP : "";
}

const verdicts: readonly Verdict[] = ["harmed", "neutral", "unknown", "helped"];

/** The scale of verdicts to colours; {@linkcode verdictShape}: to shapes, for readers who do not see colours. */
export const verdictColor = {
  domain: verdicts,
  range: [inks.harmed, inks.neutral, inks.neutral, inks.helped],
};
export const verdictShape = {
  domain: verdicts,
  range: ["triangle-down", "circle", "diamond", "triangle-up"],
};

/** Returns the reason for the absence of a gain, in a word. */
export function whyAbsent({ status }: Pick<ShownGain, "status">): string {
  if (status === "ok") return "not comparable";
  return status === "partial" ? "incomplete" : status.replace("_", " ");
}

/** The expression of the labels of an axis of gains in Vega, with signs. */
export const signedLabel = "datum.value > 0 ? '+' + datum.label : datum.label";

/** Returns the extent of an axis of gains: zero, all means and all intervals. */
export function gainExtent(gains: readonly ShownGain[]): [least: number, greatest: number] {
  const values = gains.flatMap(({ mean, interval }) =>
    mean === undefined ? [] : [mean, interval?.lower ?? mean, interval?.upper ?? mean]
  );
  const [least, greatest] = extent([0, ...values]);
  return least === greatest ? [-1, 1] : [least, greatest];
}

/**
 * Explains a figure of gains: the selection rule, the seeds, the intervals and the bounds.
 *
 * @param gains The gains.
 * @param comparison Their comparison.
 * @returns A line for each note.
 */
export function gainNotes(
  { selection, rows, unit, baseline }: ShownGains,
  { seeds }: Pick<Comparison, "seeds">,
): string[] {
  const n = seeds.length;
  return [
    `Selection: ${selection}; ` +
    (n === 1
      ? "one seed, so there are no intervals and no verdicts."
      : `95 % Student intervals of the differences, paired over ${n} seeds` +
        (n < 5 ? ": few, so they are wide." : ".")),
    ...unit === "%" ? [`In percent of the value of ${baseline} on the same seed.`] : [],
    ...n > 1
      ? [
        `${HARM} harmed, ${HELP} helped: the whole interval ${
          unit === "%" ? "of the gain in the metric's own unit, as in tables, " : ""
        }lies below or above zero.`,
      ]
      : [],
    ...rows.some(({ upperBound }) => upperBound)
      ? ["† An upper bound: it learns from data hidden from the others."]
      : [],
  ];
}
