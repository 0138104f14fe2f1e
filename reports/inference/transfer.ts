import type { Comparison, Entry } from "./comparison.ts";
import type { ComparedMethod } from "./labels.ts";
import {
  averageGainsOf,
  type Gain,
  gainsOf,
  type Verdict,
  verdictOf,
} from "./negative_transfer.ts";
import { wentWrong } from "./samples.ts";
import { type Estimate, estimate } from "./statistics/estimate.ts";
import { type Interval, studentInterval } from "./statistics/interval.ts";

/** What a method does to all problems together, against the baseline. */
export interface Transfer {
  readonly method: ComparedMethod;
  readonly selection: string;
  /**
   * Δm: the mean over the problems of their relative improvement, as a fraction, averaged within a seed
   * first. Positive is better. It is of the seeds on which every problem can be paired.
   */
  readonly delta: Estimate & { readonly interval: Interval | undefined; readonly verdict: Verdict };
  /** The gain of the average over the problems. */
  readonly average: Gain;
  /** How many problems have each verdict. */
  readonly counts: { readonly [V in Verdict]: number };
  /** Of all pairs of a problem and a seed, how many there are, and on how many the method is worse. */
  readonly seeds: number;
  readonly seedsHarmed: number;
  /**
   * The problem with the least gain: of tasks, whose units may differ, the least relative improvement.
   * `undefined` where no problem has a gain.
   */
  readonly worst: WorstProblem | undefined;
}

/** The problem with the least gain. */
export interface WorstProblem {
  readonly problem: string;
  /** As a fraction: of tasks relative to the baseline, of pairs the difference in accuracy. */
  readonly change: number;
  readonly verdict: Verdict;
}

/**
 * Counts what each method does to the problems.
 *
 * @param comparison The comparison.
 * @returns By selection rule and method; none without a baseline, and none of the baseline itself.
 *
 * @see Maninis et al. 2019, Attentive Single-Tasking of Multiple Tasks, for Δm:
 * https://arxiv.org/abs/1904.08918
 */
export function transfersOf(comparison: Comparison): Transfer[] {
  const relative = comparison.relativeGains;
  const byRule = Map.groupBy(gainsOf(comparison), ({ selection }) => selection);
  const gains = new Map(
    [...byRule].map(([rule, all]) => [rule, Map.groupBy(all, ({ method }) => method)]),
  );
  return averageGainsOf(comparison).map((average) => {
    const own = gains.get(average.selection)?.get(average.method) ?? [];
    const count = (wanted: Verdict) => own.filter(({ verdict }) => verdict === wanted).length;
    const { cell, improvements: bySeed } = average.entry;
    const improvements = wentWrong(cell) ? [] : [...bySeed?.values() ?? []];
    const interval = studentInterval(improvements);
    return {
      method: average.method,
      selection: average.selection,
      delta: { ...estimate(improvements), interval, verdict: verdictOf(interval) },
      average,
      counts: {
        harmed: count("harmed"),
        neutral: count("neutral"),
        helped: count("helped"),
        unknown: count("unknown"),
      },
      seeds: own.reduce((sum, { estimate }) => sum + estimate.n, 0),
      seedsHarmed: own.reduce((sum, { seedsHarmed }) => sum + seedsHarmed, 0),
      worst: worstOf(own, relative),
    };
  });
}

/** The mean gain of an entry; `undefined` where there is none, and where a seed has gone wrong. */
export function meanGain({ cell, gain }: Entry): number | undefined {
  return wentWrong(cell) ? undefined : gain?.mean;
}

function worstOf(gains: readonly Gain[], relative: boolean): WorstProblem | undefined {
  const changes = gains.flatMap(({ entry, problem, verdict }): WorstProblem[] => {
    const gain = meanGain(entry);
    const change = relative ? entry.improvement?.mean : gain;
    return gain === undefined || change === undefined ? [] : [{ problem, change, verdict }];
  });
  return changes.toSorted((a, b) => a.change - b.change)[0];
}
