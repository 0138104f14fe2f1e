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
 * L = −(1/n) Σᵢ log softmax(zᵢ)[yᵢ], the sum and n over all labels, or with `partial` over those that are not absent.
 *
 * @param logits z `[batch, classes]`; with `partial` also `[batch, length, classes]`.
 * @param labels y `[batch]`, int32, each in [0, classes); with `partial` also `[batch, length]`, −1 where absent.
 * @param task The task that the labels belong to; `partial` says that some are absent. By default none is.
 * @returns A scalar, in nats; 0 if all labels are absent.
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
 * const labels = tf.tensor1d([0, -1], "int32");
 * const ofOne = crossEntropy(tf.tensor2d([[0, 0], [5, 9]]), labels, { partial: true });
 * assert.ok(Math.abs(ofOne.dataSync()[0] - Math.log(2)) < 1e-6);
 * ```
 */
export function crossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  task: { readonly partial?: true } = {},
): tf.Scalar {
  if (task.partial) return labelledCrossEntropy(logits, labels);
  const chosen = tf.oneHot(labels as tf.Tensor1D, logits.shape[1]!);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits as tf.Tensor2D), chosen), 1)));
}

function labelledCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  const classes = logits.shape.at(-1)!;
  const flat = tf.reshape(labels, [labels.size]) as tf.Tensor1D;
  const present = tf.cast(tf.greaterEqual(flat, 0), "float32");
  // The one-hot vector of label −1 is zero.
  const chosen = tf.oneHot(flat, classes);
  const logs = tf.logSoftmax(tf.reshape(logits, [labels.size, classes]) as tf.Tensor2D);
  const count = tf.maximum(tf.sum(present), 1);
  return tf.neg(tf.div(tf.sum(tf.mul(logs, chosen)), count));
}
