import { maximum } from "../../descriptors/extremes.ts";
import { areAlike, type Metric, type MetricKind, metricKinds } from "../../descriptors/metrics.ts";
import type { PlannedRun } from "../../records/record.ts";

/** What methods are compared on: a pair of domains, or one of several tasks. */
export interface ComparedProblem {
  /** Unlike those of all others: the pair's or the task's, with the group where two groups have the task. */
  readonly name: string;
  /** What one run solves: the pair itself, or the tasks that are learned together. */
  readonly group: string;
  /** What its results are called in a record. */
  readonly task: string;
  readonly metric: Metric;
}

/** How numbers are read: which of two is better, and whether they are fractions shown in percent. */
export type Scale = Pick<MetricKind, "higherIsBetter" | "percent" | "decimals">;

/**
 * Finds what runs are compared on.
 *
 * @param runs Planned runs of one suite.
 * @returns The pairs, or the tasks of all groups with the first metric of each, in the order of the plan.
 */
export function problemsOf(runs: readonly PlannedRun[]): ComparedProblem[] {
  const groups = new Map(runs.map(({ spec: { problem } }) => [problem.name, problem]));
  const problems = [...groups.values()].flatMap((problem) =>
    problem.tasks.map(({ name, metrics: [metric] }) => ({
      group: problem.name,
      task: name,
      metric,
    }))
  );
  const namesakes = Map.groupBy(problems, ({ task }) => task);
  return problems.map((problem) => {
    const { task, group } = problem;
    return { name: namesakes.get(task)!.length > 1 ? `${task} (${group})` : task, ...problem };
  });
}

/**
 * Finds the scale of several metrics.
 *
 * @param metrics Their names.
 * @returns The scale; `undefined` where they differ in it, so that no mean over them means anything.
 */
export function scaleOf(metrics: readonly Metric[]): Scale | undefined {
  if (!areAlike(metrics)) return undefined;
  const [first, ...others] = metrics.map((metric) => metricKinds[metric]);
  const decimals = Math.max(first.decimals, maximum(others.map(({ decimals }) => decimals)));
  return { higherIsBetter: first.higherIsBetter, percent: first.percent, decimals };
}
