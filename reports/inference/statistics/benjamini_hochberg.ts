import { checkPValues } from "./_checks.ts";
import { adjustedInFamily } from "./_family.ts";
import type { NumberStatistic } from "./statistic.ts";

/**
 * Benjamini and Hochberg's adjustment of the p values of a family of tests, which bounds the expected share of false
 * alarms among the alarms: p̃₍ᵢ₎ = min over j ≥ i of min(1, m p₍ⱼ₎/j), the p values in ascending order. It holds for
 * tests that are independent or positively dependent.
 *
 * @param pValues The p values of all tests of the family.
 * @returns The adjusted p values in the given order: a test is significant if its value is at most the rate.
 * @throws {RangeError} If a p value is not in [0, 1].
 *
 * @see Benjamini & Hochberg 1995, Controlling the False Discovery Rate:
 * https://doi.org/10.1111/j.2517-6161.1995.tb02031.x
 *
 * @example
 * ```ts
 * import { benjaminiHochberg } from "./benjamini_hochberg.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(benjaminiHochberg([0.25, 0.125, 0.03125, 0.5]), [1 / 3, 0.25, 0.125, 0.5]);
 * ```
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  checkPValues(pValues);
  const m = pValues.length;
  const descending = pValues.map((_, i) => i).sort((i, j) => pValues[j] - pValues[i]);
  const adjusted = new Array<number>(m);
  let least = 1;
  descending.forEach((i, k) => {
    least = Math.min(least, m * pValues[i] / (m - k));
    adjusted[i] = least;
  });
  return adjusted;
}

/** The statistic of reports: p of the t test by Benjamini and Hochberg. */
const statistic: NumberStatistic = {
  name: "benjamini_hochberg",
  place: 60,
  column: "p_t_benjamini_hochberg",
  head: "BH",
  title: "p of the t test by Benjamini and Hochberg",
  note:
    "BH: the same by Benjamini and Hochberg, which bounds the expected share of false alarms among the alarms.",
  kind: "probability",
  of: adjustedInFamily(benjaminiHochberg),
};

export default statistic;
