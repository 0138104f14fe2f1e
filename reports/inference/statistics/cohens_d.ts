import { checkFinite } from "./_checks.ts";
import { areEqual } from "./_rounding.ts";
import { estimate } from "./estimate.ts";
import type { NumberStatistic } from "./statistic.ts";

/**
 * Computes Cohen's d of paired differences: d̄/s, the mean difference as a multiple of their standard deviation (d_z of
 * the paired design, not the d of two independent samples).
 *
 * @param differences The differences, one for each pair.
 * @returns d, or `undefined` for fewer than two differences and for differences that do not vary.
 * @throws {RangeError} If a difference is not finite.
 *
 * @example
 * ```ts
 * import { cohensD } from "./cohens_d.ts";
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

/** The statistic of reports: Cohen's d. */
const statistic: NumberStatistic = {
  name: "cohens_d",
  place: 70,
  column: "cohens_d",
  head: "Cohen's d",
  title: "Cohen's d",
  note: "Cohen's d: mean over standard deviation of the paired differences.",
  kind: "ratio",
  of: ({ differences }) => cohensD([...differences.values()]),
};

export default statistic;
