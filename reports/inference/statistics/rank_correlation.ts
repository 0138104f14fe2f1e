import { checkFinite } from "./_checks.ts";
import { ranksOf } from "./_ranks.ts";

/** The fewest pairs that have a correlation. */
const FEWEST_PAIRS = 3;

/**
 * Computes Spearman's rank correlation: Pearson's correlation of the ranks, 1 if two quantities rise together, −1 if
 * one falls as the other rises.
 *
 * @param pairs The values of both quantities, pair by pair. Equal values share their mean rank.
 * @returns ρ, or `undefined` for fewer than three pairs, and if all values of one quantity are equal.
 * @throws {RangeError} If a value is not finite.
 *
 * @example
 * ```ts
 * import { rankCorrelation } from "./rank_correlation.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(rankCorrelation([[1, 10], [2, 100], [3, 1000]]), 1);
 * ```
 */
export function rankCorrelation(
  pairs: readonly (readonly [x: number, y: number])[],
): number | undefined {
  checkFinite(pairs.flat(), "correlate quantities");
  if (pairs.length < FEWEST_PAIRS) return undefined;
  const middle = (pairs.length + 1) / 2;
  const [x, y] = [0, 1].map((of) =>
    ranksOf(pairs.map((pair) => pair[of])).map((rank) => rank - middle)
  );
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0);
  const scale = Math.sqrt(product(x, x) * product(y, y));
  return scale === 0 ? undefined : product(x, y) / scale;
}
