import { tf } from "../../../engine/mod.ts";

/**
 * Computes the rank of each number in its row, from the smallest; ties are ranked by their indices.
 *
 * @param keys `[rows, n]`.
 * @returns `[rows, n]`, whole numbers from 0 to n − 1, float32.
 *
 * @example
 * ```ts
 * import { ranks } from "./_ranks.ts";
 * import { openDevice, tf } from "../../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * assert.deepEqual(ranks(tf.tensor2d([[0.3, 0.1, 0.3]])).arraySync(), [[1, 0, 2]]);
 * ```
 */
export function ranks(keys: tf.Tensor): tf.Tensor {
  const size = keys.shape[1]!;
  // [rows, number, other]
  const numbers = tf.expandDims(keys, 2);
  const others = tf.expandDims(keys, 1);
  const earlier = tf.tensor2d(
    Array.from(
      { length: size },
      (_, number) => Array.from({ length: size }, (_, other) => other < number ? 1 : 0),
    ),
  );
  const smaller = tf.cast(tf.less(others, numbers), "float32");
  const equal = tf.cast(tf.equal(others, numbers), "float32");
  return tf.sum(tf.add(smaller, tf.mul(equal, earlier)), 2);
}
