import { type Dense, dense, initDense, type Streams, tf } from "../../engine/mod.ts";
import { crossEntropy } from "../_classification.ts";
import { gradientReversal } from "../_gradient_reversal.ts";

/**
 * Draws the discriminator that predicts from shared features which source a row is from: one linear layer with a
 * softmax (Liu et al. 2017, §4).
 *
 * @param width Width of the features.
 * @param sources The number of sources.
 */
export function initDiscriminator(random: Streams, width: number, sources: number): Dense {
  return initDense(random, "discriminator", width, sources);
}

/**
 * The adversarial loss of rows from one source: the discriminator learns to predict the source, and the layers
 * below the features learn to prevent that, by gradient reversal.
 *
 * −(1/n) Σᵢ log softmax(R(sᵢ) U + b)[source], with R(s) = s and dR/ds = −I.
 *
 * @param discriminator U `[width, sources]` and b `[sources]`.
 * @param features s, in one or more parts `[batch, width]`; features `[batch, length, width]` are averaged over
 * each row's words.
 * @param source The index of the rows' source.
 * @returns A scalar, in nats.
 * @see {@link https://aclanthology.org/P17-1001/}
 *
 * @example
 * ```ts
 * import { adversarialLoss } from "./_task_discriminator.ts";
 * import { openDevice, tf } from "../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const ignorant = { kernel: tf.zeros([3, 4]), bias: tf.zeros([4]) };
 * const loss = adversarialLoss(ignorant, [tf.ones([5, 3])], 2).dataSync()[0];
 * assert.ok(Math.abs(loss - Math.log(4)) < 1e-6);
 * ```
 */
export function adversarialLoss(
  discriminator: Dense,
  features: readonly tf.Tensor[],
  source: number,
): tf.Scalar {
  const rows = tf.concat(features.map((part) => part.shape.length === 3 ? tf.mean(part, 1) : part));
  const logits = dense(discriminator, gradientReversal(rows, tf.scalar(1)));
  return crossEntropy(logits, tf.fill([rows.shape[0]], source, "int32"));
}
