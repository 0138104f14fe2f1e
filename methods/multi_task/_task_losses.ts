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

/** The fields of a task that its loss depends on. */
type LossOf = Pick<Task, "kind" | "partial">;

/**
 * Computes a task's loss.
 *
 * @param task The task.
 * @param outputs Logits `[batch, classes]` or `[batch, length, classes]`, or predictions `[batch, 1]`.
 * @param labels The dataset's labels: classes `[batch]` or `[batch, length]`, numbers `[batch]`.
 * @returns A scalar: mean cross-entropy over rows or words in nats, or mean squared error. Absent labels, and the
 * padding of a tagging, are left out of the mean; without any label it is 0.
 */
export function taskLoss(task: LossOf, outputs: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  switch (task.kind) {
    case "classification":
      return crossEntropy(outputs, labels, task);
    case "regression":
      return squaredError(task, tf.reshape(outputs, labels.shape), labels);
    case "tagging":
      return crossEntropy(outputs, labels, { partial: true });
  }
}

function squaredError(task: LossOf, predicted: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  if (!task.partial) return tf.mean(tf.square(tf.sub(predicted, labels)));
  const present = hasLabel(task, labels);
  const errors = tf.where(present, tf.sub(predicted, labels), tf.zerosLike(labels));
  const count = tf.maximum(tf.sum(tf.cast(present, "float32")), 1);
  return tf.div(tf.sum(tf.square(errors)), count);
}

/**
 * Finds the tasks that a batch has labels of.
 *
 * @param tasks The batch's tasks.
 * @param labels Their labels, by task.
 * @returns `[tasks]`: 1 for a task with a label in at least one row, 0 for an absent one; `undefined` if no task is
 * partial, so that all are present in every batch.
 */
export function presentTasks(
  tasks: readonly (LossOf & Pick<Task, "name">)[],
  labels: ReadonlyMap<string, tf.Tensor>,
): tf.Tensor1D | undefined {
  if (!tasks.some(({ partial }) => partial)) return undefined;
  return tf.stack(
    tasks.map((task) =>
      task.partial
        ? tf.max(tf.cast(hasLabel(task, labels.get(task.name)!), "float32"))
        : tf.scalar(1)
    ),
  ) as tf.Tensor1D;
}

/** Replaces the values of absent tasks, `[tasks] → [tasks]`; a gradient reaches the other values alone. */
export function wherePresent(
  present: tf.Tensor1D | undefined,
  values: tf.Tensor1D,
  otherwise: number,
): tf.Tensor1D {
  if (!present) return values;
  return tf.where(tf.greater(present, 0), values, tf.fill(values.shape, otherwise));
}

function hasLabel({ kind }: LossOf, labels: tf.Tensor): tf.Tensor {
  return kind === "regression" ? tf.logicalNot(tf.isNaN(labels)) : tf.greaterEqual(labels, 0);
}
