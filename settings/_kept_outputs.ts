import type { NdArray } from "../engine/mod.ts";
import type { Task } from "../datasets/dataset.ts";
import { argMax, labelled, margins, sentenceLengths } from "./_metrics.ts";
import type { TaskPredictions } from "../records/record.ts";

/**
 * Returns a task's labels as they are recorded: without those that are absent, unless all are.
 *
 * @param task The task.
 * @param parts The labels of its test rows: −1 for padding and an absent class, NaN for an absent number.
 */
export function keptLabels(
  { kind, unlabelled }: Pick<Task, "kind" | "unlabelled">,
  parts: readonly NdArray[],
): Pick<TaskPredictions, "labels" | "lengths"> {
  if (unlabelled) return { labels: parts.flatMap(({ data }) => [...data]) };
  const labels = Array.from(labelled(kind, parts.map(({ data }) => data), parts));
  return kind === "tagging" ? { labels, lengths: sentenceLengths(parts) } : { labels };
}

/**
 * Returns a task's outputs for the labels that are recorded: classes, numbers, or margins if a metric is AUC; for a
 * tagging, one word after another.
 *
 * @param task The task.
 * @param outputs The outputs of each part of its test rows.
 * @param labels The labels of the same parts, which mark padding and rows without a label.
 */
export function keptOutputs(
  { kind, metric, furtherMetrics, unlabelled }: Pick<
    Task,
    "kind" | "metric" | "furtherMetrics" | "unlabelled"
  >,
  outputs: readonly NdArray[],
  labels: readonly NdArray[],
): Float64Array {
  const ofPart = kind === "regression"
    ? ({ data }: NdArray): ArrayLike<number> => data
    : [metric, ...furtherMetrics].includes("auc")
    ? margins
    : argMax;
  return unlabelled
    ? Float64Array.from(outputs.flatMap((part) => Array.from(ofPart(part))))
    : labelled(kind, outputs.map(ofPart), labels);
}
