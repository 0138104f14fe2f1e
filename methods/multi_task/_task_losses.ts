import type { Task } from "../../datasets/dataset.ts";
import { tf } from "../../engine/mod.ts";
import type { LossKind } from "./weightings/weighting.ts";
import { crossEntropy } from "../_classification.ts";

/** Returns the width of a task's outputs: the number of its classes, or 1 for a regression. */
export function outputsOf({ kind, classes }: Pick<Task, "kind" | "classes">): number {
  return kind === "regression" ? 1 : classes.length;
}

/** Returns the kind of a task's loss. */
export function lossKind({ kind }: Pick<Task, "kind">): LossKind {
  return kind === "regression" ? "squared_error" : "cross_entropy";
}

/**
 * Computes a task's loss.
 *
 * @param task The task.
 * @param outputs Logits `[batch, classes]` or `[batch, length, classes]`, or predictions `[batch, 1]`.
 * @param labels The dataset family's labels: classes `[batch]` or `[batch, length]`, numbers `[batch]`.
 * @returns A scalar: mean cross-entropy over rows or words in nats, or mean squared error.
 */
export function taskLoss(
  task: Pick<Task, "kind" | "classes">,
  outputs: tf.Tensor,
  labels: tf.Tensor,
): tf.Scalar {
  switch (task.kind) {
    case "classification":
      return crossEntropy(outputs, labels);
    case "regression":
      return tf.mean(tf.square(tf.sub(tf.reshape(outputs, labels.shape), labels)));
    case "tagging":
      return taggingLoss(outputs, labels, task.classes.length);
  }
}

/**
 * Mean cross-entropy over the words of a batch.
 *
 * L = −(1/Σ mᵢ) Σᵢ mᵢ log softmax(zᵢ)[yᵢ], with mᵢ = 1 for a word and 0 for padding.
 *
 * @param logits z `[batch, length, classes]`.
 * @param labels y `[batch, length]`, int32; −1 for padding.
 * @param classes Number of classes.
 * @returns A scalar, in nats; 0 for a batch without words.
 */
export function taggingLoss(logits: tf.Tensor, labels: tf.Tensor, classes: number): tf.Scalar {
  const count = labels.shape.reduce((product, length) => product * length, 1);
  const flat = tf.reshape(labels, [count]) as tf.Tensor1D;
  const isWord = tf.cast(tf.greaterEqual(flat, 0), "float32");
  // The one-hot vector of label −1 is zero.
  const chosen = tf.oneHot(flat, classes);
  const logs = tf.logSoftmax(tf.reshape(logits, [count, classes]) as tf.Tensor2D);
  const words = tf.maximum(tf.sum(isWord), 1);
  return tf.neg(tf.div(tf.sum(tf.mul(logs, chosen)), words));
}
