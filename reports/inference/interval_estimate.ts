import { type Estimate, estimate } from "./statistics/estimate.ts";
import { type Interval, studentInterval } from "./statistics/interval.ts";

/** A mean of measurements with its standard error and its Student interval. */
export interface IntervalEstimate extends Estimate {
  /** `undefined` for fewer than two measurements. */
  readonly interval: Interval | undefined;
}

/**
 * Estimates a mean and its interval.
 *
 * @param values The measurements, one for each seed.
 * @param level The level of the interval; 0.95 unless given.
 * @throws {RangeError} If a measurement is not finite, or the level not between 0 and 1.
 */
export function intervalEstimate(values: readonly number[], level?: number): IntervalEstimate {
  return { ...estimate(values), interval: studentInterval(values, level) };
}
