import { type Dense, dense, initDense, type Streams, type Tensors, tf } from "../engine/mod.ts";
import type { BoundEncoder } from "../encoders/encoder.ts";

/** Rows of one domain: inputs `x [batch, …]` and class indices `y [batch]`, int32. */
export type LabelledBatch = { readonly x: tf.Tensor; readonly y: tf.Tensor };

/** Rows of one domain without their labels: `x [batch, …]`. */
export type UnlabelledBatch = { readonly x: tf.Tensor };

/** The parameters of an encoder and of a linear classifier on its features. */
export type Classifier = { readonly encoder: Tensors; readonly head: Dense };

/** Draws a {@linkcode Classifier}; the head is initialised as PyTorch initialises a linear layer. */
export function initClassifier(
  random: Streams,
  encoder: BoundEncoder,
  classes: number,
): Classifier {
  return {
    encoder: encoder.init((purpose) => random(`encoder/${purpose}`)),
    head: initDense(random, "head", encoder.width, classes),
  };
}

/**
 * Computes the logits of a {@linkcode Classifier}, `x [batch, …] → [batch, classes]`, or with `of = "features"` the
 * encoder's features, `[batch, width]`.
 */
export function classify(
  encoder: BoundEncoder,
  params: Classifier,
  x: tf.Tensor,
  of?: string,
): tf.Tensor {
  const features = encoder.apply(params.encoder, x);
  return of === "features" ? features : dense(params.head, features);
}

/**
 * Mean cross-entropy of logits against class indices.
 *
 * L = −(1/n) Σᵢ log softmax(zᵢ)[yᵢ]
 *
 * @param logits z `[batch, classes]`.
 * @param labels y `[batch]`, int32, each in [0, classes).
 * @returns A scalar, in nats.
 *
 * @example
 * ```ts
 * import { crossEntropy } from "./_classification.ts";
 * import { openDevice, tf } from "../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const loss = crossEntropy(tf.tensor2d([[0, 0]]), tf.tensor1d([1], "int32"));
 * assert.ok(Math.abs(loss.dataSync()[0] - Math.log(2)) < 1e-6);
 * ```
 */
export function crossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  const chosen = tf.oneHot(labels as tf.Tensor1D, logits.shape[1]!);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits as tf.Tensor2D), chosen), 1)));
}
