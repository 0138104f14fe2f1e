import type { Comparison } from "./comparison.ts";
import { averageGainsOf, type Gain, gainsOf } from "./gains.ts";
import type { ComparedMethod } from "./labels.ts";
import type { Verdict } from "./verdict.ts";

/** The effect of a method on all problems together, against the baseline. */
export interface Transfer {
  readonly method: ComparedMethod;
  readonly selection: string;
  /** The gain of the average over the problems; its `improvement` is Δm. */
  readonly average: Gain;
  /** The number of problems with each verdict. */
  readonly counts: { readonly [V in Verdict]: number };
  /** The number of pairs of a problem and a seed; `seedsHarmed`: those on which the method is worse. */
  readonly seeds: number;
  readonly seedsHarmed: number;
  /** `undefined` if no problem has a gain. */
  readonly worst: WorstProblem | undefined;
}

/** The problem with the least gain: of tasks, whose units may differ, the least relative improvement. */
export interface WorstProblem {
  readonly problem: string;
  /** A fraction: of tasks relative to the baseline, of pairs the difference in accuracy. */
  readonly change: number;
  readonly verdict: Verdict;
}

/**
 * Counts the effects of each method on the problems.
 *
 * @param comparison The comparison.
 * @returns By selection rule and method; none without a baseline, and none of the baseline itself.
 *
 * @see Maninis et al. 2019, Attentive Single-Tasking of Multiple Tasks, for Δm:
 * https://arxiv.org/abs/1904.08918
 */
export function transfersOf(comparison: Comparison): Transfer[] {
  const byRule = Map.groupBy(gainsOf(comparison), ({ selection }) => selection);
  const gains = new Map(
    [...byRule].map(([rule, all]) => [rule, Map.groupBy(all, ({ method }) => method)]),
  );
  return averageGainsOf(comparison).map((average) => {
    const { method, selection } = average;
    const own = gains.get(selection)?.get(method) ?? [];
    const count = (wanted: Verdict) => own.filter(({ verdict }) => verdict === wanted).length;
    return {
      method,
      selection,
      average,
      counts: {
        harmed: count("harmed"),
        neutral: count("neutral"),
        helped: count("helped"),
        unknown: count("unknown"),
      },
      seeds: own.reduce((sum, { estimate }) => sum + estimate.n, 0),
      seedsHarmed: own.reduce((sum, { seedsHarmed }) => sum + seedsHarmed, 0),
      worst: worstOf(own, comparison.relativeGains),
    };
  });
}

function worstOf(gains: readonly Gain[], relative: boolean): WorstProblem | undefined {
  const changes = gains.flatMap(({ problem, estimate, improvement, verdict }): WorstProblem[] => {
    const { mean: change } = relative ? improvement : estimate;
    return change === undefined ? [] : [{ problem, change, verdict }];
  });
  return changes.toSorted((a, b) => a.change - b.change)[0];
}
