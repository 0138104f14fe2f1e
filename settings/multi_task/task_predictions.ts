import type { NdArray } from "../../engine/mod.ts";
import type { ProblemTask } from "../../methods/multi_task/_sharing.ts";
import { argMax } from "../_metrics.ts";
import type { TaskPredictions } from "../../records/record.ts";

/**
 * Returns a task's labels as they are recorded.
 *
 * @param task The task.
 * @param parts The labels of its test rows, −1 for padding.
 */
export function keptLabels(
  { kind }: Pick<ProblemTask, "kind">,
  parts: readonly NdArray[],
): Pick<TaskPredictions, "labels" | "lengths"> {
  if (kind !== "tagging") return { labels: parts.flatMap(({ data }) => [...data]) };
  const rows = parts.flatMap(({ shape: [count, length], data }) =>
    Array.from(
      { length: count },
      (_, row) => [...data.subarray(row * length, (row + 1) * length)].filter((y) => y >= 0),
    )
  );
  return { labels: rows.flat(), lengths: rows.map(({ length }) => length) };
}

/**
 * Returns a task's outputs as they are recorded; for a tagging, one word after another.
 *
 * @param task The task.
 * @param outputs The outputs of each part of its test rows.
 * @param labels The labels of the same parts, which mark padding.
 */
export function keptOutputs(
  task: Pick<ProblemTask, "kind" | "metric" | "furtherMetrics">,
  outputs: readonly NdArray[],
  labels: readonly NdArray[],
): number[] {
  return outputs.flatMap((part, i) => {
    if (task.kind === "regression") return Array.from(part.data, sixDigits);
    if ([task.metric, ...task.furtherMetrics].includes("auc")) {
      return Array.from(
        { length: part.shape[0] },
        (_, row) => sixDigits(part.data[2 * row + 1] - part.data[2 * row]),
      );
    }
    if (task.kind === "classification") return argMax(part);
    const [rows, length, classes] = part.shape;
    return argMax({ shape: [rows * length, classes], data: part.data })
      .filter((_, word) => labels[i].data[word] >= 0);
  });
}

const sixDigits = (value: number): number => Number(value.toPrecision(6));
