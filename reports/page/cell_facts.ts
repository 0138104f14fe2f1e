import { metricKinds } from "../../descriptors/metrics.ts";
import type { Entry } from "../inference/comparison.ts";
import { FEWEST_SEEDS, type Gain } from "../inference/gains.ts";
import type { Verdict } from "../inference/verdict.ts";
import { differenceText } from "../tables/sheet_cells.ts";
import { pValueText } from "../tables/statistics_sheets.ts";
import type { PlacedStudy } from "./placed_study.ts";
import { gainIntervalText, gainText, meanText, withUnit } from "../tables/quantities.ts";
import type { Fact } from "./section.ts";

const verdicts: { readonly [V in Verdict]: string } = {
  helped: "helped: the whole interval lies above zero",
  harmed: "harmed: the whole interval lies below zero",
  neutral: "unsettled: zero lies inside the interval",
  unknown: "unknown: too few seeds can be paired with the baseline's, or one went wrong",
};

/**
 * Returns the facts on a cell: its mean, its gain over the baseline, and the evidence for that.
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
  const { bootstrap, pValues, adjusted, cohensD, detectable, estimate: { n, interval } } = gain;
  const probability = gain.probabilityOfImprovement;
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
    ...fact(
      "95 % interval (bootstrap)",
      bootstrap && withUnit(gainIntervalText(bootstrap, gain), gain),
    ),
    ["seeds harmed", `${gain.seedsHarmed} of ${n}`],
    ...test("p of the paired t test", pValues.t),
    ...test("the same by Holm over all cells but bounds", adjusted.holm),
    ...test("by Benjamini and Hochberg", adjusted.benjaminiHochberg),
    ...test("p of the signed-rank test", pValues.signedRank),
    ...test("p of the sign-flip test", pValues.signFlip),
    ...fact("Cohen's d", cohensD?.toFixed(2).replace("-", "−")),
    ...fact("probability of improvement", probability?.toFixed(2)),
    ...fact(
      "smallest gain these seeds would show",
      detectable === undefined
        ? undefined
        : `${withUnit(differenceText(detectable, gain), gain)}, in 80 % of repetitions`,
    ),
    ...fact("bound", gain.bound ? "tested alone: in no family of tests" : undefined),
    ...fact(
      "caution",
      n < FEWEST_SEEDS
        ? `fewer than ${FEWEST_SEEDS} seeds: read the interval, not the p values`
        : undefined,
    ),
  ];
}

function test(term: string, pValue: number | undefined): Fact[] {
  return fact(term, pValue === undefined ? undefined : pValueText(pValue));
}

function fact(term: string, text: string | undefined): Fact[] {
  return text === undefined ? [] : [[term, text]];
}
