import type { NdArray } from "../engine/mod.ts";
import type { Task } from "../datasets/dataset.ts";
import { argMax, labelled } from "./_metrics.ts";
import type { TaskPredictions } from "../records/record.ts";

/**
 * Returns a task's labels as they are recorded: without those that are absent.
 *
 * @param task The task.
 * @param parts The labels of its test rows: −1 for padding and an absent class, NaN for an absent number.
 */
export function keptLabels(
  { kind }: Pick<Task, "kind">,
  parts: readonly NdArray[],
): Pick<TaskPredictions, "labels" | "lengths"> {
  const labels = labelled(kind, parts.flatMap(({ data }) => [...data]), parts);
  if (kind !== "tagging") return { labels };
  const lengths = parts.flatMap(({ shape: [count, length], data }) =>
    Array.from(
      { length: count },
      (_, row) => data.subarray(row * length, (row + 1) * length).filter((y) => y >= 0).length,
    )
  );
  return { labels, lengths };
}

/**
 * Returns a task's outputs for the labels that are recorded; for a tagging, one word after another.
 *
 * @param task The task.
 * @param outputs The outputs of each part of its test rows.
 * @param labels The labels of the same parts, which mark padding and rows without a label.
 */
export function keptOutputs(
  task: Pick<Task, "kind" | "metric" | "furtherMetrics">,
  outputs: readonly NdArray[],
  labels: readonly NdArray[],
): number[] {
  return labelled(task.kind, outputs.flatMap((part) => recordedOutputs(task, part)), labels);
}

function recordedOutputs(
  { kind, metric, furtherMetrics }: Pick<Task, "kind" | "metric" | "furtherMetrics">,
  { shape, data }: NdArray,
): number[] {
  if (kind === "regression") return Array.from(data, sixDigits);
  if ([metric, ...furtherMetrics].includes("auc")) {
    return Array.from(
      { length: shape[0] },
      (_, row) => sixDigits(data[2 * row + 1] - data[2 * row]),
    );
  }
  const classes = shape.at(-1)!;
  return argMax({ shape: [data.length / classes, classes], data });
}

const sixDigits = (value: number): number => Number(value.toPrecision(6));
