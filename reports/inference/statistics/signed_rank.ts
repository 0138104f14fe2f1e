import { maximum } from "../../../descriptors/extremes.ts";
import { checkFinite } from "./_checks.ts";
import { normalSurvival } from "./_distributions.ts";
import { asExtremeAs } from "./_extreme.ts";
import { ranksOf } from "./_ranks.ts";
import { roundingOf } from "./_rounding.ts";
import type { Alternative, TestResult } from "./test_result.ts";
import type { NumberStatistic } from "./statistic.ts";

/** Options of {@linkcode signedRankTest}. */
export interface SignedRankOptions {
  /** The alternative hypothesis; `"two-sided"` unless given. */
  readonly alternative?: Alternative;
}

/** The most differences for which the distribution is counted, which takes time in proportion to n³. */
const EXACT_UP_TO = 200;

/**
 * Tests paired differences by Wilcoxon's signed-rank test, which is exact for up to 200 of them, also with ties and
 * zeros.
 *
 * The statistic is W⁺, the sum of the ranks of |d| over the positive differences, tied ones with the mean of their
 * ranks. For up to 200 differences its distribution is counted over all signs of the sample's ranks. For more, it is
 * taken as normal with mean ½ Σ r and variance ¼ Σ r² over the ranks r of the sample, which is the variance corrected
 * for ties and zeros, and W⁺ is moved by ½ towards the mean (SciPy's `method="asymptotic", correction=True`). Zeros are
 * treated as Pratt does (SciPy's `zero_method="pratt"`): they take the lowest ranks, which then count for neither side;
 * dropping them first, as Wilcoxon does, would make a sample with zeros more significant. Values that differ by less
 * than 10⁻¹² are equal, and values below 10⁻¹² are zero.
 *
 * @param differences The differences, one for each pair.
 * @param options The alternative.
 * @returns W⁺, its p value and n with the zeros; p is 1 if all are zero. `undefined` for fewer than two differences.
 * @throws {RangeError} If a difference is not finite.
 *
 * @see Pratt 1959, Remarks on Zeros and Ties in the Wilcoxon Signed Rank Procedures:
 * https://doi.org/10.1080/01621459.1959.10501526
 *
 * @example
 * ```ts
 * import { signedRankTest } from "./signed_rank.ts";
 * import assert from "node:assert/strict";
 *
 * // Five of five: 2 of the 32 assignments of signs are as extreme.
 * assert.deepEqual(signedRankTest([1, 2, 3, 4, 5]), { statistic: 15, pValue: 2 / 32, n: 5 });
 * ```
 */
export function signedRankTest(
  differences: readonly number[],
  { alternative = "two-sided" }: SignedRankOptions = {},
): TestResult | undefined {
  checkFinite(differences, "test the differences");
  const n = differences.length;
  if (n < 2) return undefined;
  const rounding = roundingOf(differences);
  const sizes = differences.map((d) => Math.abs(d) <= rounding ? 0 : Math.abs(d));
  const signed = ranksOf(sizes).map((rank, i) =>
    sizes[i] === 0 ? 0 : Math.sign(differences[i]) * rank
  );
  const statistic = signed.reduce((sum, rank) => sum + Math.max(rank, 0), 0);
  const pValue = n > EXACT_UP_TO
    ? normalPValue(signed, alternative)
    : Math.min(exactPValue(signed, alternative), 1);
  return { statistic, pValue, n };
}

function exactPValue(signed: readonly number[], alternative: Alternative): number {
  const isExtreme = asExtremeAs(total(signed), alternative, 0);
  // A tie's mean rank is a multiple of ½: twice the rank is an integer.
  const terms = Int32Array.from(signed, (rank) => 2 * Math.abs(rank));
  const greatest = total(terms);
  // A sum is as probable as its complement, the sum of the other terms.
  const extreme: number[] = [];
  for (let sum = 0; sum <= greatest; sum++) {
    if (isExtreme(sum - greatest / 2)) extreme.push(Math.min(sum, greatest - sum));
  }
  const chances = chancesOfSums(terms, maximum(extreme));
  return extreme.reduce((pValue, sum) => pValue + chances[sum], 0);
}

function normalPValue(signed: readonly number[], alternative: Alternative): number {
  const deviation = Math.sqrt(signed.reduce((sum, rank) => sum + rank * rank, 0)) / 2;
  if (deviation === 0) return 1;
  // The distance of W⁺ from its mean is half of W⁺ − W⁻.
  const distance = total(signed) / 2;
  switch (alternative) {
    case "greater":
      return normalSurvival((distance - 0.5) / deviation);
    case "less":
      return normalSurvival((-distance - 0.5) / deviation);
    case "two-sided":
      return 2 * normalSurvival(Math.abs(distance - Math.sign(distance) / 2) / deviation);
  }
}

/** Returns the sum, which is exact of whole and half ranks; of signed ones it is W⁺ − W⁻. */
function total(ranks: Iterable<number>): number {
  let sum = 0;
  for (const rank of ranks) sum += rank;
  return sum;
}

/**
 * Computes the probability of each sum of integers that are each included with probability ½.
 *
 * @param terms The integers.
 * @param most The greatest sum whose probability is needed.
 * @returns The probabilities of the sums from 0 to that.
 */
function chancesOfSums(terms: Int32Array, most: number): Float64Array {
  // The number of ways to make each sum, 2²⁰⁰ at most.
  const ways = new Float64Array(most + 1);
  ways[0] = 1;
  let reached = 0;
  for (const term of terms) {
    reached = Math.min(reached + term, most);
    for (let sum = reached; sum >= term; sum--) ways[sum] += ways[sum - term];
  }
  const all = 2 ** terms.length;
  return ways.map((count) => count / all);
}

/** The statistic of reports: p of the signed-rank test. */
const statistic: NumberStatistic = {
  name: "signed_rank",
  place: 30,
  column: "p_signed_rank",
  head: "p, Wilcoxon",
  title: "p of the signed-rank test",
  note: "p, Wilcoxon: of the exact signed-rank test; of n seeds it is at least 2^(1−n).",
  kind: "probability",
  of: ({ differences }) => signedRankTest([...differences.values()])?.pValue,
};

export default statistic;
