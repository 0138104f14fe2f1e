import { checkCount, checkFinite } from "./_checks.ts";
import { normalSurvival } from "./_distributions.ts";
import { drawnSums } from "./_drawn_sums.ts";
import { asExtremeAs } from "./_extreme.ts";
import { checkSeed } from "./_generator.ts";
import { roundingOf } from "./_rounding.ts";
import type { Alternative, TestResult } from "./test_result.ts";
import type { NumberStatistic } from "./statistic.ts";

/** Options of {@linkcode signFlipTest}. */
export interface SignFlipOptions {
  /** The alternative hypothesis; `"two-sided"` unless given. */
  readonly alternative?: Alternative;
  /** The number of random assignments of signs if there are too many to use all; 9999 unless given. */
  readonly resamples?: number;
  /** The seed of the random assignments; 0 unless given. */
  readonly seed?: number;
}

/** The most differences for which all 2ⁿ assignments of signs are used. */
const EXACT_UP_TO = 16;

/** The most differences for which assignments are drawn; the sum of more is taken as normal. */
const DRAWN_UP_TO = 10_000;

/**
 * Tests paired differences by Fisher's sign-flip permutation test.
 *
 * Under the null hypothesis, both signs of a difference are equally likely. The statistic is the mean difference; p is
 * the fraction of the assignments of signs whose mean is at least as extreme. For up to 16 differences all assignments
 * are used; for up to 10 000, p = (1 + k)/(1 + m), with k of m random assignments as extreme, so that it is never 0.
 * For more, the sum over the signs is taken as normal with variance Σ d², which is accurate unless a few differences
 * are as large as all others together.
 *
 * @param differences The differences, one for each pair.
 * @param options The alternative and the resampling.
 * @returns The mean difference, its p value and n; p is 1 if all are zero. `undefined` for fewer than two differences.
 * @throws {RangeError} If a difference is not finite, or the resampling's options are out of range.
 *
 * @see Phipson & Smyth 2010, Permutation P-values Should Never Be Zero:
 * https://doi.org/10.2202/1544-6115.1585
 *
 * @example
 * ```ts
 * import { signFlipTest } from "./sign_flip.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(signFlipTest([1, 2, 3, 4, 5]), { statistic: 3, pValue: 2 / 32, n: 5 });
 * ```
 */
export function signFlipTest(
  differences: readonly number[],
  { alternative = "two-sided", resamples = 9999, seed = 0 }: SignFlipOptions = {},
): TestResult | undefined {
  const doing = "test the differences";
  checkFinite(differences, doing);
  checkCount(resamples, 1, "number of resamples", doing);
  checkSeed(seed);
  const n = differences.length;
  if (n < 2) return undefined;
  // Sorted sizes: the draws depend neither on the order of the pairs nor on their signs.
  const sizes = differences.map(Math.abs).sort((a, b) => a - b);
  const statistic = differences.reduce((sum, d) => sum + d, 0) / n;
  const isExtreme = asExtremeAs(statistic, alternative, roundingOf(sizes));
  if (n <= EXACT_UP_TO) {
    const sums = signedSums(sizes);
    return { statistic, pValue: countOf(sums, (sum) => isExtreme(sum / n)) / sums.length, n };
  }
  if (n > DRAWN_UP_TO) return { statistic, pValue: normalPValue(statistic, sizes, alternative), n };
  // All signed sums of eight differences at a time: one draw gives the signs of eight.
  const signed = Array.from(
    { length: Math.ceil(n / 8) },
    (_, i) => signedSums(sizes.slice(8 * i, 8 * i + 8)),
  );
  const all = new Float64Array(2 ** 8 * signed.length);
  const ranges = signed.map((ofEight, i) => ({ start: 2 ** 8 * i, length: ofEight.length }));
  ranges.forEach(({ start }, i) => all.set(signed[i], start));
  const sums = drawnSums(all, ranges, resamples, seed);
  const extreme = countOf(sums, (sum) => isExtreme(sum / n));
  return { statistic, pValue: (1 + extreme) / (1 + resamples), n };
}

function normalPValue(
  statistic: number,
  sizes: readonly number[],
  alternative: Alternative,
): number {
  const deviation = Math.sqrt(sizes.reduce((sum, d) => sum + d * d, 0)) / sizes.length;
  if (deviation === 0) return 1;
  const z = statistic / deviation;
  switch (alternative) {
    case "greater":
      return normalSurvival(z);
    case "less":
      return normalSurvival(-z);
    case "two-sided":
      return 2 * normalSurvival(Math.abs(z));
  }
}

function countOf(sums: Float64Array, holds: (sum: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < sums.length; i++) if (holds(sums[i])) count++;
  return count;
}

/** Returns ±d₁ ± d₂ … ± dₙ for every assignment of signs. */
function signedSums(sizes: readonly number[]): Float64Array {
  const sums = new Float64Array(2 ** sizes.length);
  sizes.forEach((size, i) => {
    const known = 2 ** i;
    for (let k = 0; k < known; k++) {
      sums[known + k] = sums[k] + size;
      sums[k] -= size;
    }
  });
  return sums;
}

/** The statistic of reports: p of the sign-flip test. */
const statistic: NumberStatistic = {
  name: "sign_flip",
  place: 40,
  column: "p_sign_flip",
  head: "p, sign-flip",
  title: "p of the sign-flip test",
  note:
    "p, sign-flip: of the permutation test that flips the signs of the differences; of n seeds it is at least 2^(1−n).",
  kind: "probability",
  of: ({ differences }) => signFlipTest([...differences.values()])?.pValue,
};

export default statistic;
