import { tf } from "../../../engine/mod.ts";

/**
 * Inverts a small positive definite matrix by symmetric elimination of one row after another.
 *
 * With S = A − I at first, S ← S − s sᵀ / (1 + sₖ) for k = 1 … n, where s is the current k-th column of S,
 * and A⁻¹ = I − S at the end: Gauss–Jordan elimination in six operations a row.
 *
 * Rows and columns are first scaled to a diagonal of ones. All pivots 1 + sₖ are then between 0 and 1, so that no
 * pivoting is needed, and the effect of the ridge does not depend on the scales of rows and columns.
 *
 * @param matrix `[n, n]`, symmetric, with a positive diagonal.
 * @param ridge Added to the diagonal of ones: it bounds the inverse of a singular matrix.
 * @returns `[n, n]`.
 *
 * @example
 * ```ts
 * import { inverse } from "./_inverse.ts";
 * import { openDevice, tf } from "../../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const inverted = inverse(tf.tensor2d([[2, 1], [1, 1]]), 0).dataSync();
 * [1, -1, -1, 2].forEach((x, i) => assert.ok(Math.abs(inverted[i] - x) < 1e-5));
 * ```
 */
export function inverse(matrix: tf.Tensor, ridge: number): tf.Tensor {
  const size = matrix.shape[0];
  const identity = tf.eye(size);
  const scale = tf.rsqrt(tf.sum(tf.mul(matrix, identity), 1, true));
  const scales = tf.matMul(scale, scale, false, true);
  let rest: tf.Tensor = tf.sub(tf.mul(matrix, scales), tf.mul(identity, 1 - ridge));
  for (let k = 0; k < size; k++) {
    const column = tf.slice(rest, [0, k], [size, 1]);
    const pivot = tf.add(tf.slice(column, [k, 0], [1, 1]), 1);
    rest = tf.sub(rest, tf.matMul(tf.div(column, pivot), column, false, true));
  }
  return tf.mul(tf.sub(identity, rest), scales);
}
