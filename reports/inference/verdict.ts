import { type IntervalEstimate, intervalEstimate } from "./interval_estimate.ts";
import { ROUNDING } from "./statistics/estimate.ts";

/**
 * The verdict on a mean difference to a baseline, positive if the method is better.
 *
 * - `helped`: the whole 95 % Student interval of the mean lies above zero.
 * - `harmed`: the whole interval lies below zero.
 * - `neutral`: the interval contains zero.
 * - `unknown`: there is no interval, because fewer than two seeds are paired.
 */
export type Verdict = "helped" | "harmed" | "neutral" | "unknown";

/** The mean of paired differences with its 95 % Student interval, and the verdict on it. */
export interface JudgedDifference {
  readonly estimate: IntervalEstimate;
  readonly verdict: Verdict;
}

/**
 * Estimates the mean of paired differences and judges it: the only place in which a verdict is computed.
 *
 * @param differences The difference on each seed, positive if the method is better.
 * @throws {RangeError} If a difference is not finite.
 *
 * @example
 * ```ts
 * import { judgedDifference } from "./verdict.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(judgedDifference([0.02, 0.03, 0.02]).verdict, "helped");
 * assert.equal(judgedDifference([0.02, 0.03, -0.01]).verdict, "neutral");
 * ```
 */
export function judgedDifference(differences: readonly number[]): JudgedDifference {
  const estimate = intervalEstimate(differences);
  const { interval } = estimate;
  return {
    estimate,
    verdict: interval === undefined
      ? "unknown"
      : interval.lower > ROUNDING
      ? "helped"
      : interval.upper < -ROUNDING
      ? "harmed"
      : "neutral",
  };
}
