/**
 * Counts the values, from the first on, that fulfil what none does after one that does not: by bisection.
 *
 * @param values The values, in an order that fits the question.
 * @param holds The question.
 */
export function countWhile(values: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(values[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}
