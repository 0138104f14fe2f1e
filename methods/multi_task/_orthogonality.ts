import { tf } from "../../engine/mod.ts";

/**
 * The overlap of two kinds of features of the same rows: zero if every feature of one is orthogonal, over the
 * rows, to every feature of the other.
 *
 * ‖SᵀH‖²_F / n², with the n rows of features in S and H (Liu et al. 2017, §4).
 *
 * Departure: it is divided by n² (the paper: not divided), so that the effect of a weight does not depend on the
 * batch size.
 *
 * @param shared S `[batch, width]`, or `[batch, length, width]` with a row for each word.
 * @param own H, with as many rows and any width.
 * @returns A scalar.
 * @see {@link https://aclanthology.org/P17-1001/}
 *
 * @example
 * ```ts
 * import { orthogonality } from "./_orthogonality.ts";
 * import { openDevice, tf } from "../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const shared = tf.tensor2d([[1], [1]]);
 * assert.equal(orthogonality(shared, tf.tensor2d([[1], [-1]])).dataSync()[0], 0);
 * assert.equal(orthogonality(shared, tf.tensor2d([[3], [3]])).dataSync()[0], 9);
 * ```
 */
export function orthogonality(shared: tf.Tensor, own: tf.Tensor): tf.Scalar {
  const [s, h] = [shared, own].map(rowsOfFeatures);
  const products = tf.div(tf.matMul(s, h, true), s.shape[0]);
  return tf.sum(tf.square(products));
}

/** Keeps the divisor above zero for a row of zeros. */
const LEAST = 1e-12;

/**
 * Scales the rows of features to length 1, so that their orthogonality does not depend on their size:
 * {@linkcode orthogonality} of two such samples is at most 1.
 *
 * @param features `[…, width]`.
 * @returns The same shape; a row of zeros stays zero.
 */
export function ofUnitLength(features: tf.Tensor): tf.Tensor {
  const squares = tf.sum(tf.square(features), -1, true);
  return tf.div(features, tf.sqrt(tf.add(squares, LEAST)));
}

/** `[…, width] → [rows, width]`. */
function rowsOfFeatures(features: tf.Tensor): tf.Tensor2D {
  const width = features.shape.at(-1)!;
  return tf.reshape(features, [features.size / width, width]);
}
