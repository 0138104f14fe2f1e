import { normalQuantile, studentQuantile } from "../inference/statistics/_distributions.ts";
import { estimate } from "../inference/statistics/estimate.ts";

/** A published number's statistics, on the scale of our metric. */
export interface PublishedNumber {
  /** Published standard deviation over the paper's runs, if any. */
  readonly standardDeviation?: number;
  /** Number of runs behind the mean; by default one, which makes the tolerance wide. */
  readonly runs?: number;
  /** Unit of the last printed digit: 0.001 for 78.4 %. */
  readonly step: number;
}

/** The tolerances for the distance between a published number and our mean. */
export interface Tolerance {
  /** The difference that other seeds would explain. */
  readonly seeds: number;
  /** The difference that other test examples would explain; `undefined` if the metric is not a proportion of them. */
  readonly tests: number | undefined;
  /** The difference that both together would explain. */
  readonly both: number;
}

/** The probability that a faithful reproduction lies within its tolerance. */
export const LEVEL = 0.95;

/**
 * Computes the tolerance for the distance between a published number P and the mean x̄ of our n seeds.
 *
 * Seeds: t · √(s²/n + s_P²/m + h²/12). s is the standard deviation of our seeds, m the number of runs
 * behind the mean P, and s_P their published standard deviation; without one, s_P = s: they are assumed to vary as
 * ours do. h is the unit of P's last printed digit. t is Student's 97.5 % quantile with n − 1 degrees of freedom,
 * or with those of Welch and Satterthwaite if both s_P and m are known.
 *
 * Test examples: z · √V, where V is the sum of both numbers' variances over draws of test examples, see
 * {@linkcode binomialVariance}, and z is the normal 97.5 % quantile. If both use the same examples, as with a
 * published split, part of that variance cancels, and the tolerance is wider than necessary.
 *
 * Both: the square root of the sum of their squares.
 *
 * @param values Our results, one for each seed.
 * @param published The published number.
 * @param testVariance V; `undefined` if unknown, so that only the seeds count.
 * @returns The tolerance, or `undefined` for fewer than two values.
 * @throws {RangeError} If a number of runs is not a positive integer, or a variance below zero.
 *
 * @example
 * ```ts
 * import { toleranceOf } from "./tolerance.ts";
 * import assert from "node:assert/strict";
 *
 * const { seeds, tests, both } = toleranceOf(
 *   [0.78, 0.79, 0.8],
 *   { step: 0.001 },
 *   2 * 0.16 / 4000,
 * )!;
 * assert.equal(seeds.toFixed(4), "0.0497");
 * assert.equal(tests?.toFixed(4), "0.0175");
 * assert.equal(both.toFixed(4), "0.0527");
 * ```
 */
export function toleranceOf(
  values: readonly number[],
  { standardDeviation, runs, step }: PublishedNumber,
  testVariance: number | undefined,
): Tolerance | undefined {
  if (runs !== undefined && !(Number.isSafeInteger(runs) && runs > 0)) {
    throw new RangeError(
      `Cannot compute a tolerance: the number of published runs must be a positive integer, current value is ${runs}`,
    );
  }
  if (testVariance !== undefined && !(testVariance >= 0)) {
    throw new RangeError(
      `Cannot compute a tolerance: the variance of the test must not be below 0, current value is ${testVariance}`,
    );
  }
  const { standardError, n } = estimate(values);
  if (standardError === undefined) return undefined;
  const ours = standardError ** 2;
  const theirs = (standardDeviation === undefined ? n * ours : standardDeviation ** 2) /
    (runs ?? 1);
  const variance = ours + theirs + step ** 2 / 12;
  const pooled = ours ** 2 / (n - 1) + theirs ** 2 / (runs! - 1);
  const welch = standardDeviation !== undefined && runs !== undefined && runs > 1 && pooled > 0;
  const degrees = welch ? variance ** 2 / pooled : n - 1;
  const upper = (1 + LEVEL) / 2;
  const seeds = studentQuantile(upper, degrees) * Math.sqrt(variance);
  const tests = testVariance === undefined
    ? undefined
    : normalQuantile(upper) * Math.sqrt(testVariance);
  return { seeds, tests, both: Math.hypot(seeds, tests ?? 0) };
}

/** A proportion of right or wrong answers, and its test set. */
export interface Proportion {
  readonly value: number;
  /** Name of the test set; equal names mean the same examples. */
  readonly testSet: string;
  readonly size: number;
}

/**
 * Computes the variance of the mean of some proportions over draws of the test examples.
 *
 * One proportion: p(1 − p)/N. Mean of R: (1/R²) · Σ_T (Σ_{i in T} √(pᵢ(1 − pᵢ)/Nᵢ))², over the test sets T:
 * proportions of the same examples are assumed to err together, those of different examples independently.
 *
 * @param proportions The proportions; the result is 0 without any.
 * @throws {RangeError} If a proportion is not from 0 to 1, or a size is not above 0.
 */
export function binomialVariance(proportions: readonly Proportion[]): number {
  const deviations = new Map<string, number>();
  for (const { value, testSet, size } of proportions) {
    if (!(value >= 0 && value <= 1) || !(size > 0)) {
      throw new RangeError(
        "Cannot compute a binomial variance: it needs a proportion from 0 to 1 of one example or more, " +
          `current values are ${value} and ${size}`,
      );
    }
    const deviation = Math.sqrt(value * (1 - value) / size);
    deviations.set(testSet, (deviations.get(testSet) ?? 0) + deviation);
  }
  const sum = [...deviations.values()].reduce((sum, deviation) => sum + deviation ** 2, 0);
  return proportions.length ? sum / proportions.length ** 2 : 0;
}
