import { maximum } from "../../descriptors/extremes.ts";
import { areAlike, type Metric, type MetricKind, metricKinds } from "../../descriptors/metrics.ts";
import type { PlannedRun } from "../../records/record.ts";

/** A problem that methods are compared on: a pair of domains, or one of several tasks. */
export interface ComparedProblem {
  /** The name of the pair or the task, followed by the group if two groups have the task; unique. */
  readonly name: string;
  /** The problem of a run: the pair itself, or the tasks that are learned together. */
  readonly group: string;
  /** The name of its results in a record. */
  readonly task: string;
  readonly metric: Metric;
}

/** The scale of numbers: their direction, and whether they are fractions that are shown in percent. */
export type Scale = Pick<MetricKind, "higherIsBetter" | "percent" | "decimals">;

/**
 * Lists the problems that runs are compared on.
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
 * Returns the common scale of several metrics.
 *
 * @param metrics Their names.
 * @returns The scale; `undefined` if they differ in it, so that a mean over them has no meaning.
 */
export function scaleOf(metrics: readonly Metric[]): Scale | undefined {
  if (!areAlike(metrics)) return undefined;
  const [first, ...others] = metrics.map((metric) => metricKinds[metric]);
  const decimals = Math.max(first.decimals, maximum(others.map(({ decimals }) => decimals)));
  return { higherIsBetter: first.higherIsBetter, percent: first.percent, decimals };
}
