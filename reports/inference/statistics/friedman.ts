import { checkFinite } from "./_checks.ts";
import { chiSquaredSurvival } from "./_distributions.ts";
import { ranksOf } from "./_ranks.ts";
import { mean } from "./estimate.ts";
import type { TestResult } from "./test_result.ts";

/** The result of Friedman's test, with the ranks. */
export interface Friedman extends TestResult {
  /** The rank of each method, averaged over the blocks; 1 is best. */
  readonly averageRanks: readonly number[];
}

/**
 * Tests whether several methods are equal over blocks, such as tasks, by Friedman's test: it ranks the methods within
 * each block and compares the spread of the average ranks R̄ⱼ with that expected by chance.
 *
 * χ² = 12 n/(k (k + 1)) · Σⱼ (R̄ⱼ − (k + 1)/2)², for k methods on n blocks, divided by 1 − Σ(t³ − t)/(n (k³ − k)),
 * where t counts each group of ties; p by the chi-squared distribution with k − 1 degrees of freedom, which is rough
 * for few blocks and conservative.
 *
 * @param scores A row for each block with a score for each method; higher is better. Scores that differ by less than
 * 10⁻¹² are equal.
 * @returns χ², its p value, the number of blocks and the average ranks; p is 1 where all scores of each block are
 * equal. `undefined` for fewer than two blocks or methods.
 * @throws {RangeError} If the rows differ in length, or a score is not finite.
 *
 * @see Demšar 2006, Statistical Comparisons of Classifiers over Multiple Data Sets:
 * https://www.jmlr.org/papers/v7/demsar06a.html
 *
 * @example
 * ```ts
 * import { friedmanTest } from "./friedman.ts";
 * import assert from "node:assert/strict";
 *
 * const result = friedmanTest([[0.9, 0.8, 0.7], [0.6, 0.5, 0.4]])!;
 * assert.deepEqual(result.averageRanks, [1, 2, 3]);
 * assert.equal(result.statistic, 4);
 * ```
 */
export function friedmanTest(scores: readonly (readonly number[])[]): Friedman | undefined {
  const n = scores.length;
  const k = scores[0]?.length ?? 0;
  const other = scores.find((row) => row.length !== k);
  if (other) {
    throw new RangeError(
      `Cannot rank the scores: every block must have one for each of ${k} methods, ` +
        `current number is ${other.length}`,
    );
  }
  checkFinite(scores.flat(), "rank the scores");
  if (n < 2 || k < 2) return undefined;
  const ranks = scores.map((row) => ranksOf(row.map((score) => -score)));
  const averageRanks = scores[0].map((_, j) => mean(ranks.map((row) => row[j]))!);
  const between = averageRanks.reduce((sum, rank) => sum + (rank - (k + 1) / 2) ** 2, 0);
  // The correction for ties: the ranks of a block without ties have Σ(r − r̄)² = (k³ − k)/12.
  const within = ranks.flat().reduce((sum, rank) => sum + (rank - (k + 1) / 2) ** 2, 0);
  const statistic = within === 0 ? 0 : n * n * (k - 1) * between / within;
  return { statistic, pValue: chiSquaredSurvival(statistic, k - 1), n, averageRanks };
}
