import { type Dense, dense, initDense, type Streams, tf } from "../engine/mod.ts";
import { crossEntropy } from "./_classification.ts";
import { gradientReversal } from "./_gradient_reversal.ts";

/**
 * Draws what tells from shared features which task's rows they are of: one linear layer with a
 * softmax (Liu et al. 2017, §4).
 *
 * @param width Width of the features.
 * @param sources How many sources of rows there are to tell apart.
 */
export function initDiscriminator(random: Streams, width: number, sources: number): Dense {
  return initDense(random, "discriminator", width, sources);
}

/**
 * The adversarial loss of rows that are all of one source: the discriminator learns to name the
 * source, and what the features come from to prevent it, by gradient reversal.
 *
 * −(1/n) Σᵢ log softmax(R(sᵢ) U + b)[source], with R(s) = s and dR/ds = −I.
 *
 * @param discriminator U `[width, sources]` and b `[sources]`.
 * @param features s, in one or more parts `[batch, width]`; of `[batch, length, width]` each row's mean over
 * its words is taken.
 * @param source Its index among the sources.
 * @returns A scalar, in nats.
 * @see {@link https://aclanthology.org/P17-1001/}
 *
 * @example
 * ```ts
 * import { adversarialLoss } from "./_task_discriminator.ts";
 * import { openDevice, tf } from "../engine/mod.ts";
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
