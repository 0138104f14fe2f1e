import { checkCount, checkProbability } from "./_checks.ts";
import { studentizedRangeQuantile } from "./_distributions.ts";

/**
 * Computes Nemenyi's critical difference: the least significant difference between the average ranks of any two of k
 * methods on n blocks.
 *
 * CD = q √(k (k + 1)/(6 n)), where q is the 1 − level quantile of the studentized range of k means with infinite
 * degrees of freedom, divided by √2.
 *
 * @param methods The number of methods, k.
 * @param blocks The number of blocks, n.
 * @param level The probability of any false alarm.
 * @returns The critical difference, in ranks.
 * @throws {RangeError} If there are fewer than two methods or no block, or the level is not between 0 and 1.
 *
 * @see Demšar 2006, Statistical Comparisons of Classifiers over Multiple Data Sets:
 * https://www.jmlr.org/papers/v7/demsar06a.html
 *
 * @example
 * ```ts
 * import { criticalDifference } from "./nemenyi.ts";
 * import assert from "node:assert/strict";
 *
 * // The paper's example: four classifiers on 14 data sets.
 * assert.equal(criticalDifference(4, 14).toFixed(2), "1.25");
 * ```
 */
export function criticalDifference(methods: number, blocks: number, level = 0.05): number {
  const doing = "find a critical difference";
  checkCount(methods, 2, "number of methods", doing);
  checkCount(blocks, 1, "number of blocks", doing);
  checkProbability(level, "level", doing);
  const q = studentizedRangeQuantile(1 - level, methods) / Math.SQRT2;
  return q * Math.sqrt(methods * (methods + 1) / (6 * blocks));
}
