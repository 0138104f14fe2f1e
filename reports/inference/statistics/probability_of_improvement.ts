import { checkFinite } from "./_checks.ts";
import { roundingOf } from "./_rounding.ts";
import { mean } from "./estimate.ts";
import type { NumberStatistic } from "./statistic.ts";

/**
 * Computes the probability that a value of one sample is greater than one of the other, P(X > Y) + ½ P(X = Y), over all
 * pairs of the two samples: ½ if neither is better. It is the Mann–Whitney U as a fraction of the pairs.
 *
 * @param values A sample of X; higher is better.
 * @param baseline A sample of Y, not necessarily of the same size.
 * @returns The probability, or `undefined` if a sample is empty. Values that differ by less than 10⁻¹² are equal.
 * @throws {RangeError} If a value is not finite.
 *
 * @see Agarwal et al. 2021, Deep Reinforcement Learning at the Edge of the Statistical Precipice:
 * https://arxiv.org/abs/2108.13264
 *
 * @example
 * ```ts
 * import { probabilityOfImprovement } from "./probability_of_improvement.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(probabilityOfImprovement([2, 3], [1, 2]), 3.5 / 4);
 * ```
 */
export function probabilityOfImprovement(
  values: readonly number[],
  baseline: readonly number[],
): number | undefined {
  checkFinite([...values, ...baseline], "compare the values");
  if (values.length === 0 || baseline.length === 0) return undefined;
  const rounding = roundingOf([...values, ...baseline]);
  const ascending = Float64Array.from(baseline).sort();
  const wins = values.reduce((sum, x) => {
    const below = countWhile(ascending, (y) => x - y > rounding);
    const notAbove = countWhile(ascending, (y) => x - y >= -rounding);
    return sum + (below + notAbove) / 2;
  }, 0);
  return wins / values.length / baseline.length;
}

/** Counts by bisection the values that satisfy a condition; these are the first ones. */
function countWhile(values: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(values[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The statistic of reports: the probability of improvement, averaged over problems. */
const statistic: NumberStatistic = {
  name: "probability_of_improvement",
  place: 80,
  column: "probability_of_improvement",
  head: "P(better)",
  title: "probability of improvement",
  note:
    "P(better): the probability that a run of the method is better than one of the baseline, of any two seeds, a tie counted half; over several problems the mean of theirs (Agarwal et al. 2021).",
  kind: "ratio",
  of: ({ results }) =>
    mean(
      results.flatMap(({ method, baseline }) => probabilityOfImprovement(method, baseline) ?? []),
    ),
};

export default statistic;
