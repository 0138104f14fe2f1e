import type { Random } from "../engine/mod.ts";

/**
 * Generates full batches from random orders of the rows, one order after another.
 *
 * @param rows The number of rows.
 * @param size Rows of a batch.
 */
export function* batches(
  rows: number,
  size: number,
  random: Random,
): Generator<Int32Array, undefined> {
  while (true) {
    const order = random.permutation(rows);
    for (let at = 0; at + size <= rows; at += size) yield order.subarray(at, at + size);
  }
}

/**
 * Checks that the training rows fill a batch.
 *
 * @throws {RangeError} If there are fewer.
 */
export function checkBatch(rows: number, batch: number): void {
  if (rows >= batch) return;
  throw new RangeError(`Cannot fill a batch of ${batch} rows: the training split has ${rows}`);
}

/** Takes the next `count` values of an infinite iterator. */
export function take<T>(from: Iterator<T, undefined>, count: number): T[] {
  return Array.from({ length: count }, () => from.next().value!);
}
