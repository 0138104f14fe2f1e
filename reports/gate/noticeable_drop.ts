import { standardError } from "../statistics/estimate.ts";
import { detectableDifference } from "../statistics/power.ts";

/** How often a drop is to be noticed. */
const POWER = 0.8;

/**
 * The smallest drop that a gate notices in four gates of five in the worst case, that baseline and candidate
 * have nothing in common: where a change of the code changes the random draws, or a method amplifies
 * rounding. Their differences then have √2 times the standard deviation s of the values. It is the drop that
 * the t test finds, but never less than δ: only a mean drop of δ is called a regression, so that one of
 * exactly δ is noticed half of the time, however many the seeds.
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
  // One side at this level is both sides at twice the level.
  const found = detectableDifference(spread, values.length, { level: 2 * level, power: POWER });
  return Math.max(smallestEffect, found!);
}
