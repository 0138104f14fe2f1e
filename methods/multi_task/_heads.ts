import { type Dense, dense, initDense, type Streams, tf } from "../../engine/mod.ts";
import { outputsOf } from "./_task_losses.ts";
import type { ProblemTask } from "./_sharing.ts";

/**
 * Draws a task's head: a linear layer from features to the task's outputs, initialised as in PyTorch. Methods
 * with the same `random` start with the same head.
 *
 * @param width Width of the features.
 */
export function initHead(random: Streams, task: ProblemTask, width: number): Dense {
  return initDense(random, `head/${task.name}`, width, outputsOf(task));
}

/**
 * Applies a head.
 *
 * @param features `[batch, width]`, or `[batch, length, width]` for features of each word.
 * @returns `[batch, outputs]` or `[batch, length, outputs]`.
 */
export function applyHead(head: Dense, features: tf.Tensor): tf.Tensor {
  if (features.shape.length === 2) return dense(head, features);
  const [batch, length, width] = features.shape;
  const outputs = dense(head, tf.reshape(features, [batch * length, width]));
  return tf.reshape(outputs, [batch, length, head.bias.shape[0]]);
}
