import type { Random } from "../../engine/mod.ts";

/**
 * Full batches out of one random order of the rows after another.
 *
 * @param rows How many rows there are.
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
 * Checks that training rows fill a batch.
 *
 * @throws {RangeError} If there are fewer.
 */
export function checkBatch(rows: number, batch: number): void {
  if (rows >= batch) return;
  throw new RangeError(`Cannot fill a batch of ${batch} rows: the training split has ${rows}`);
}

/** The next few of what never ends. */
export function take<T>(from: Iterator<T, undefined>, count: number): T[] {
  return Array.from({ length: count }, () => from.next().value!);
}
