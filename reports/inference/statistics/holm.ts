import { checkPValues } from "./_checks.ts";
import { adjustedInFamily } from "./_family.ts";
import type { NumberStatistic } from "./statistic.ts";

/**
 * Adjusts the p values of a family of tests by Holm's method, which bounds the probability of any false alarm: p̃₍ᵢ₎ =
 * max over j ≤ i of min(1, (m − j + 1) p₍ⱼ₎), the p values in ascending order.
 *
 * @param pValues The p values of all tests of the family.
 * @returns The adjusted p values in the given order: a test is significant if its value is at most the level.
 * @throws {RangeError} If a p value is not in [0, 1].
 *
 * @see Holm 1979, A Simple Sequentially Rejective Multiple Test Procedure:
 * https://www.jstor.org/stable/4615733
 *
 * @example
 * ```ts
 * import { holm } from "./holm.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(holm([0.25, 0.125, 0.03125]), [0.25, 0.25, 0.09375]);
 * ```
 */
export function holm(pValues: readonly number[]): number[] {
  checkPValues(pValues);
  const m = pValues.length;
  const ascending = pValues.map((_, i) => i).sort((i, j) => pValues[i] - pValues[j]);
  const adjusted = new Array<number>(m);
  let greatest = 0;
  ascending.forEach((i, rank) => {
    greatest = Math.max(greatest, Math.min(1, (m - rank) * pValues[i]));
    adjusted[i] = greatest;
  });
  return adjusted;
}

/** The statistic of reports: p of the t test by Holm. */
const statistic: NumberStatistic = {
  name: "holm",
  place: 50,
  column: "p_t_holm",
  head: "Holm",
  title: "p of the t test by Holm over all cells but bounds",
  note:
    "Holm: the t test's p, adjusted over the methods of a table but bounds, which are tested alone; it bounds the probability of any false alarm.",
  kind: "probability",
  of: adjustedInFamily(holm),
};

export default statistic;
