/** Invented baselines and gates for the tests. */
import type { PlannedRun } from "../../records/record.ts";
import { type Fate, plan, planTasks, type TasksFate } from "../_example_runs.ts";
import { type Baseline, baselineOf, type BaselineOptions } from "./baseline.ts";

const tasks = { name: "pair", tasks: { books: "error", size: "rmse" } } as const;

/** Errors and RMSEs of five seeds. */
export const byTask: readonly TasksFate[] = [
  [0.20, 2.0],
  [0.21, 2.1],
  [0.19, 1.9],
  [0.22, 2.0],
  [0.18, 2.1],
];

/** Accuracies of five seeds. */
export const accuracies: readonly Fate[] = [0.80, 0.84, 0.78, 0.86, 0.82];

/** Runs of two suites: DANN on one pair, and hard sharing on two tasks. */
export function runsOf(
  dann: readonly Fate[] = accuracies,
  shared: readonly TasksFate[] = byTask,
): PlannedRun[] {
  return [...plan("dann", { "a-b": dann }), ...planTasks("hard_sharing", tasks, shared)];
}

/** The baseline of {@linkcode runsOf}: three cells, with smallest effects of 5 points and of 0.1. */
export function exampleBaseline(options: Partial<BaselineOptions> = {}): Baseline {
  return baselineOf(runsOf(), { grids: ["example", "example_tasks"], level: 0.05, ...options });
}

/** Returns the accuracies, each lowered by its own amount. */
export function lowered(by: readonly number[]): Fate[] {
  return accuracies.map((value, i) => Number(value) - by[i]);
}
