import { normalQuantile, studentQuantile } from "../statistics/_distributions.ts";
import { estimate } from "../statistics/estimate.ts";

/** What is known of a published number, on the scale of our metric. */
export interface PublishedNumber {
  /** Of the runs behind it, where it is published. */
  readonly standardDeviation?: number;
  /** How many runs it is the mean of; one where that is not known, which makes the tolerance wide. */
  readonly runs?: number;
  /** The last printed digit's unit: 0.001 for 78.4 %. */
  readonly step: number;
}

/** How far a published number may lie from our mean. */
export interface Tolerance {
  /** What other seeds would explain. */
  readonly seeds: number;
  /** What other test examples would explain; `undefined` where the metric is no share of them. */
  readonly tests: number | undefined;
  /** What both together would explain. */
  readonly both: number;
}

/** How often a faithful reproduction lies within its tolerance. */
export const LEVEL = 0.95;

/**
 * How far a published number P may lie from the mean x̄ of our n seeds.
 *
 * Seeds: t · √(s²/n + s_P²/m + h²/12). s is the standard deviation of our seeds, m the number of runs
 * that P is a mean of, and s_P their published standard deviation or else s: they are taken to vary as ours do.
 * h is the unit of P's last printed digit. t is Student's 97.5 % quantile with n − 1 degrees of freedom; where
 * both s_P and m are known, with those of Welch and Satterthwaite.
 *
 * Test examples: z · √V, with V the variance that their draw gives both numbers together, see
 * {@linkcode binomialVariance}, and z the normal 97.5 % quantile. Where both were tested on the same examples,
 * as published splits are, part of that variance cancels: it then is wider than need be.
 *
 * Both: the root of the sum of their squares.
 *
 * @param values Our results, one for each seed.
 * @param published The published number.
 * @param testVariance V; `undefined` where nothing is known of it, which leaves the seeds alone.
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
      `Cannot find a tolerance: the number of published runs must be a positive integer, current value is ${runs}`,
    );
  }
  if (testVariance !== undefined && !(testVariance >= 0)) {
    throw new RangeError(
      `Cannot find a tolerance: the variance of the test must not be below 0, current value is ${testVariance}`,
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

/** A share of right or wrong answers, and what it was measured on. */
export interface Proportion {
  readonly value: number;
  /** Proportions that have it in common are of the same examples. */
  readonly testSet: string;
  readonly size: number;
}

/**
 * The variance of the mean of some shares under another draw of the test examples.
 *
 * One share: p(1 − p)/N. The mean of R: (1/R²) · Σ_T (Σ_{i in T} √(pᵢ(1 − pᵢ)/Nᵢ))², over the test sets T:
 * shares of the same examples are taken to err together, those of different ones independently.
 *
 * @param proportions The shares; none gives 0.
 * @throws {RangeError} If a share is not from 0 to 1, or a size not above 0.
 */
export function binomialVariance(proportions: readonly Proportion[]): number {
  const deviations = new Map<string, number>();
  for (const { value, testSet, size } of proportions) {
    if (!(value >= 0 && value <= 1) || !(size > 0)) {
      throw new RangeError(
        "Cannot find a binomial variance: it must be of a share from 0 to 1 of some examples, " +
          `current values are ${value} and ${size}`,
      );
    }
    const deviation = Math.sqrt(value * (1 - value) / size);
    deviations.set(testSet, (deviations.get(testSet) ?? 0) + deviation);
  }
  const sum = [...deviations.values()].reduce((sum, deviation) => sum + deviation ** 2, 0);
  return proportions.length ? sum / proportions.length ** 2 : 0;
}
