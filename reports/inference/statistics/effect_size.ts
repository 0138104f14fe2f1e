import { checkFinite } from "./_checks.ts";
import { areEqual, roundingOf } from "./_rounding.ts";
import { estimate } from "./estimate.ts";

/**
 * Cohen's d of paired differences: d̄/s, how large the mean difference is beside the spread of the
 * differences (d_z of the paired design, not the d of two independent samples).
 *
 * @param differences One for each pair.
 * @returns d, or `undefined` for fewer than two differences and for ones that do not vary: there is
 * nothing to measure the mean by.
 * @throws {RangeError} If a difference is not finite.
 *
 * @example
 * ```ts
 * import { cohensD } from "./effect_size.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(cohensD([1, 2, 3])!.toFixed(6), "2.000000");
 * ```
 */
export function cohensD(differences: readonly number[]): number | undefined {
  checkFinite(differences, "measure the effect of differences");
  const { mean, standardError, n } = estimate(differences);
  if (mean === undefined || standardError === undefined) return undefined;
  if (areEqual(differences)) return undefined;
  return mean / (standardError * Math.sqrt(n));
}

/**
 * The probability that a value of one sample is greater than one of the other, P(X > Y) + ½ P(X = Y),
 * over all pairs of the two samples: ½ where neither is better. It is the Mann–Whitney U, as a share.
 *
 * @param values A sample of X; higher is better.
 * @param baseline A sample of Y, not necessarily of the same size.
 * @returns The probability, or `undefined` where a sample is empty. Values that differ by less than
 * 10⁻¹² are equal.
 * @throws {RangeError} If a value is not finite.
 *
 * @see Agarwal et al. 2021, Deep Reinforcement Learning at the Edge of the Statistical Precipice:
 * https://arxiv.org/abs/2108.13264
 *
 * @example
 * ```ts
 * import { probabilityOfImprovement } from "./effect_size.ts";
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

/** How many values, from the first on, fulfil what none does after one that does not: by bisection. */
function countWhile(values: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(values[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}
