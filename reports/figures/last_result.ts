import { metricKinds } from "../../descriptors/metrics.ts";
import type { RunRecord } from "../../records/record.ts";
import type { ComparedProblem } from "../inference/problems.ts";
import { metricAxis } from "./metric_axis.ts";

/**
 * Returns the result of a run's last checkpoint on test rows, under no selection rule.
 *
 * @param record The record, if there is one.
 * @param problem The task, with its first metric.
 * @returns The metric and its value: `accuracy` and `97.0 %`.
 */
export function lastResult(
  record: RunRecord | undefined,
  { task, metric }: Pick<ComparedProblem, "task" | "metric">,
): { readonly title: string; readonly text: string } | undefined {
  const value = record?.curve.at(-1)?.tasks[task]?.test;
  if (value === undefined) return undefined;
  const { title, percent } = metricKinds[metric];
  const { factor, decimals } = metricAxis([metric])!;
  return { title, text: `${(factor * value).toFixed(decimals([value]))}${percent ? " %" : ""}` };
}
