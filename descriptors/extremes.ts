/**
 * Returns the greatest of many numbers. `Math.max(...values)` puts all of them on the stack, which overflows for
 * more than about a hundred thousand.
 *
 * @param values The numbers.
 * @returns The greatest; −Infinity if there are none, NaN if one is NaN.
 */
export function maximum(values: Iterable<number>): number {
  let greatest = -Infinity;
  for (const value of values) greatest = Math.max(greatest, value);
  return greatest;
}

/**
 * Returns the least of many numbers.
 *
 * @param values The numbers.
 * @returns The least; Infinity if there are none, NaN if one is NaN.
 */
export function minimum(values: Iterable<number>): number {
  let least = Infinity;
  for (const value of values) least = Math.min(least, value);
  return least;
}

/**
 * Returns the least and the greatest of many numbers.
 *
 * @param values The numbers.
 * @returns {@linkcode minimum} and {@linkcode maximum}.
 */
export function extent(values: readonly number[]): [least: number, greatest: number] {
  return [minimum(values), maximum(values)];
}
