import { checkFinite, checkProbability } from "./_checks.ts";
import { studentQuantile } from "./_distributions.ts";
import { estimate } from "./estimate.ts";

/** A confidence interval of a mean. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
  /** The probability that such an interval contains the true mean: 0.95. */
  readonly level: number;
}

/**
 * Computes Student's confidence interval of a mean: x̄ ± t · s/√n, t the (1 + level)/2 quantile with n − 1 degrees of
 * freedom.
 *
 * The level is exact for normal measurements, and close for others that are not very skewed. Equal measurements give an
 * interval without width.
 *
 * @param values The measurements, such as paired differences.
 * @param level The probability that the interval contains the true mean.
 * @returns The interval, or `undefined` for fewer than two measurements.
 * @throws {RangeError} If a measurement is not finite, or the level not between 0 and 1.
 *
 * @example
 * ```ts
 * import { studentInterval } from "./interval.ts";
 * import assert from "node:assert/strict";
 *
 * const { lower, upper } = studentInterval([1, 2, 3])!;
 * assert.equal(lower.toFixed(3), "-0.484");
 * assert.equal(upper.toFixed(3), "4.484");
 * ```
 */
export function studentInterval(values: readonly number[], level = 0.95): Interval | undefined {
  const doing = "bound the mean of measurements";
  checkFinite(values, doing);
  checkProbability(level, "level", doing);
  const { mean, standardError, n } = estimate(values);
  if (mean === undefined || standardError === undefined) return undefined;
  const reach = studentQuantile((1 + level) / 2, n - 1) * standardError;
  return { lower: mean - reach, upper: mean + reach, level };
}
