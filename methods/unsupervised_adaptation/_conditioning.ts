import { stopGradient, tf } from "../../engine/mod.ts";
import { gradientReversal } from "../_gradient_reversal.ts";

/**
 * Computes the multilinear map of features and predictions: the products of every feature with every class
 * probability (Long et al. 2018).
 *
 * @param features f `[batch, width]`.
 * @param predictions g `[batch, classes]`, the classes' probabilities.
 * @returns f ⊗ g of each row, `[batch, width · classes]`; the products of one feature are adjacent.
 * @see {@link https://arxiv.org/abs/1705.10667}
 *
 * @example
 * ```ts
 * import { multilinearMap } from "./_conditioning.ts";
 * import { openDevice, tf } from "../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const map = multilinearMap(tf.tensor2d([[2, 4]]), tf.tensor2d([[0.25, 0.75]]));
 * assert.deepEqual(map.arraySync(), [[0.5, 1.5, 1, 3]]);
 * ```
 */
export function multilinearMap(features: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
  const [rows, width] = features.shape;
  const products = tf.mul(tf.expandDims(features, 2), tf.expandDims(predictions, 1));
  return tf.reshape(products, [rows, width * predictions.shape[1]!]);
}

/**
 * Computes weights of rows by the certainty of their predictions, (1 + exp(−Hᵢ)) / Σⱼ (1 + exp(−Hⱼ)) with
 * H = −Σ g log g the entropy of a row's predictions (Long et al. 2018, CDAN+E).
 *
 * As in the authors' code, the sum is constant in differentiation, and the gradient that flows back into H is
 * reversed.
 *
 * @param logits z `[batch, classes]`, g = softmax(z).
 * @param scale λ, a scalar: the gradient in H is multiplied by −λ.
 * @returns `[batch]`, of sum 1.
 * @see {@link https://arxiv.org/abs/1705.10667}
 *
 * @example
 * ```ts
 * import { certaintyWeights } from "./_conditioning.ts";
 * import { openDevice, tf } from "../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * // The entropies are 0 and ln 2, so the weights are in the ratio 2 : 1½.
 * const weights = certaintyWeights(tf.tensor2d([[99, 0], [0, 0]]), tf.scalar(1)).dataSync();
 * assert.ok(Math.abs(weights[0] / weights[1] - 2 / 1.5) < 1e-6);
 * ```
 */
export function certaintyWeights(logits: tf.Tensor, scale: tf.Scalar): tf.Tensor1D {
  const logarithms = tf.logSoftmax(logits as tf.Tensor2D);
  const entropy = tf.neg(tf.sum(tf.mul(tf.exp(logarithms), logarithms), 1));
  const weights = tf.add(1, tf.exp(tf.neg(gradientReversal(entropy, scale))));
  return tf.div(weights, stopGradient(tf.sum(weights)));
}

/**
 * Computes a weighted sum of the rows' cross-entropies.
 *
 * L = −Σᵢ wᵢ log softmax(zᵢ)[yᵢ]
 *
 * @param logits z `[batch, classes]`.
 * @param labels y `[batch]`, int32, each in [0, classes).
 * @param weights w `[batch]`; gradients flow into them, too.
 * @returns A scalar, in nats if the weights sum to 1.
 *
 * @example
 * ```ts
 * import { weightedCrossEntropy } from "./_conditioning.ts";
 * import { openDevice, tf } from "../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const labels = tf.tensor1d([1, 0], "int32");
 * const loss = weightedCrossEntropy(tf.zeros([2, 2]), labels, tf.tensor1d([0.5, 2]));
 * assert.ok(Math.abs(loss.dataSync()[0] - 2.5 * Math.log(2)) < 1e-6);
 * ```
 */
export function weightedCrossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  weights: tf.Tensor,
): tf.Scalar {
  const chosen = tf.oneHot(labels as tf.Tensor1D, logits.shape[1]!);
  const logarithms = tf.sum(tf.mul(tf.logSoftmax(logits as tf.Tensor2D), chosen), 1);
  return tf.neg(tf.sum(tf.mul(weights, logarithms)));
}
