import { roundingOf } from "./_rounding.ts";

/**
 * Ranks values from the smallest, 1; equal ones share the mean of their ranks.
 *
 * @param values The values; two are equal if they differ only by the rounding of a difference.
 * @returns Their ranks, in the given order.
 */
export function ranksOf(values: readonly number[]): number[] {
  const rounding = roundingOf(values);
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]);
  const ranks = new Array<number>(values.length);
  for (let first = 0; first < order.length;) {
    let last = first;
    while (
      last + 1 < order.length && values[order[last + 1]] - values[order[last]] <= rounding
    ) last++;
    for (let k = first; k <= last; k++) ranks[order[k]] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return ranks;
}
