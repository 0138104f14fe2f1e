import type { Gain } from "../gains.ts";

/**
 * Returns the value of a gain by an adjustment of its family's p values, which is made once for each family.
 *
 * @param adjust Adjusts the p values of a family.
 * @returns A function of the gain; `undefined` for a gain that is in no family.
 */
export function adjustedInFamily(
  adjust: (pValues: readonly number[]) => readonly number[],
): (gain: Gain) => number | undefined {
  const known = new WeakMap<readonly number[], readonly number[]>();
  return ({ family }) => family && known.getOrInsertComputed(family.pValues, adjust)[family.index];
}
