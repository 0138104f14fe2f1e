import { metricKinds } from "../../descriptors/metrics.ts";
import type { Entry } from "../inference/comparison.ts";
import { gainStatistics } from "../inference/gain_statistics.ts";
import { FEWEST_SEEDS, type Gain } from "../inference/gains.ts";
import type { Verdict } from "../inference/verdict.ts";
import type { PlacedStudy } from "./placed_study.ts";
import {
  gainIntervalText,
  gainText,
  meanText,
  statisticText,
  withUnit,
} from "../tables/quantities.ts";
import type { Fact } from "./section.ts";

const verdicts: { readonly [V in Verdict]: string } = {
  helped: "helped: the whole interval lies above zero",
  harmed: "harmed: the whole interval lies below zero",
  neutral: "neutral: the interval contains zero",
  unknown:
    "unknown: fewer than two seeds are paired with the baseline's, or a run failed or diverged",
};

/**
 * Returns the facts on a cell: its mean, and its gain over the baseline with the statistics.
 *
 * @param placed The study.
 * @param entry The cell's entry.
 */
export function cellFacts({ study: { comparison }, gainOf }: PlacedStudy, entry: Entry): Fact[] {
  const { cell: { status, metric, n }, planned } = entry;
  const gain = gainOf(entry);
  return [
    [metric === "mixed" ? "mean" : metricKinds[metric].title, meanText(entry)],
    ["seeds", status === "ok" ? `${n}` : `${n} of ${planned} have a result`],
    ...gain ? gainFacts(gain, comparison.baseline!.label) : [],
  ];
}

function gainFacts(gain: Gain, baseline: string): Fact[] {
  const mean = gainText(gain);
  if (mean === undefined) return [["verdict", verdicts.unknown]];
  const { estimate: { n, interval } } = gain;
  return [
    [
      `gain over ${baseline}`,
      `${withUnit(mean, gain)}, paired on ${n} ${n === 1 ? "seed" : "seeds"}`,
    ],
    ["verdict", verdicts[gain.verdict]],
    ...fact(
      "95 % interval (Student)",
      interval && withUnit(gainIntervalText(interval, gain), gain),
    ),
    ["seeds harmed", `${gain.seedsHarmed} of ${n}`],
    ...gainStatistics.flatMap((statistic) => {
      const text = statisticText(statistic, gain);
      const hasUnit = statistic.kind === "interval" || statistic.kind === "difference";
      return fact(statistic.title, text && hasUnit ? withUnit(text, gain) : text);
    }),
    ...fact("bound", gain.bound ? "tested alone: in no family of tests" : undefined),
    ...fact(
      "caution",
      n < FEWEST_SEEDS
        ? `fewer than ${FEWEST_SEEDS} seeds: read the interval, not the p values`
        : undefined,
    ),
  ];
}

function fact(term: string, text: string | undefined): Fact[] {
  return text === undefined ? [] : [[term, text]];
}
