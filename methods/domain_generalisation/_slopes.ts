import { tf } from "../../engine/mod.ts";

/**
 * The residuals of a classifier, which are the gradient of the cross-entropy of a row in its logits.
 *
 * r = softmax(z) − onehot(y)
 *
 * @param logits z `[rows, classes]`.
 * @param labels y `[rows]`, int32.
 * @returns `[rows, classes]`.
 */
export function residuals(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  const chosen = tf.oneHot(labels as tf.Tensor1D, logits.shape[1]!);
  return tf.sub(tf.softmax(logits as tf.Tensor2D), chosen);
}

/**
 * The slope of each row's cross-entropy in a factor of the logits, at the factor 1.
 *
 * ∇_w|w=1 of crossEntropy(w·zᵢ, yᵢ) = Σ_c rᵢ_c zᵢ_c, with r the {@linkcode residuals}: a closed form of the inner gradient of
 * IRMv1, so that the penalty needs no gradient of a gradient.
 *
 * @param logits z `[rows, classes]`.
 * @param labels y `[rows]`, int32.
 * @returns `[rows]`.
 *
 * @example
 * ```ts
 * import { slopesInScale } from "./_slopes.ts";
 * import { openDevice, tf } from "../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * // p = (½, ½) does not depend on the factor.
 * assert.equal(slopesInScale(tf.tensor2d([[0, 0]]), tf.tensor1d([1], "int32")).dataSync()[0], 0);
 * ```
 */
export function slopesInScale(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor1D {
  return tf.sum(tf.mul(residuals(logits, labels), logits), 1);
}
