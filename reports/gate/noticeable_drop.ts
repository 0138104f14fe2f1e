import { standardError } from "../inference/statistics/estimate.ts";
import { detectableDifference } from "../inference/statistics/detectable_difference.ts";

/** The power: the probability of detecting the drop. */
const POWER = 0.8;

/**
 * Computes the smallest drop that a gate detects in four gates of five in the worst case: baseline and
 * candidate have nothing in common, because a change of the code changes the random draws, or a method
 * amplifies rounding errors. Their differences then have √2 times the standard deviation s of the values. It
 * is the drop that the t test detects, but at least δ: only a mean drop of δ is called a regression, so a
 * drop of exactly δ is detected half of the time, for any number of seeds.
 *
 * @param values The baseline's, one for each seed.
 * @param smallestEffect δ.
 * @param level The one-sided level of the cell's own test.
 * @returns The drop in the values' unit; `undefined` for fewer than two seeds.
 */
export function noticeableDrop(
  values: readonly number[],
  smallestEffect: number,
  level: number,
): number | undefined {
  const error = standardError(values);
  if (error === undefined) return undefined;
  const spread = Math.SQRT2 * error * Math.sqrt(values.length);
  // A one-sided test at this level is a two-sided one at twice the level.
  const found = detectableDifference(spread, values.length, { level: 2 * level, power: POWER });
  return Math.max(smallestEffect, found!);
}
