/** Invented records and predictions of each setting, for the tests. */
import type { Predictions, RunRecord, RunSpec } from "../records/record.ts";
import { suites } from "../suites/mod.ts";
import { expand, runId } from "../settings/unsupervised_adaptation/expand.ts";
import { expandTasks } from "../settings/multi_task/expand.ts";
import { expandTransfers } from "../settings/inductive_transfer/expand.ts";

/** The files of a run. */
export interface ExampleRun {
  readonly record: RunRecord;
  readonly predictions: Predictions;
}

const content = () => "generated";

/** Runs of an adaptation: two methods, two seeds each. */
export function adaptationRuns(): ExampleRun[] {
  const { moons } = suites;
  const methods = ["source_only", "dann"].map((name) => ({ name, values: {} }));
  return expand(moons, { pairs: moons.pairs([]), content, methods, seeds: [0, 1] }).map(exampleRun);
}

/** Runs of an inductive transfer with one seed. */
export function transferRuns(): ExampleRun[] {
  const { fashion_halves: suite } = suites;
  const [source, target] = suite.dataset.domains;
  return expandTransfers(suite, { pairs: [[source, target]], content, labels: [10], seeds: [0] })
    .map(exampleRun);
}

/** Runs of several tasks with two seeds. */
export function tasksRuns(): ExampleRun[] {
  const { correlated_tasks: suite } = suites;
  const groups = suite.groups(suite.dataset.sources).slice(0, 1);
  const methods = ["single_task", "hard_sharing"].map((name) => ({ name, values: {} }));
  return expandTasks(suite, { groups, content, methods, seeds: [0, 1] }).map(exampleRun);
}

/** The result of a run, with the same numbers for every run. */
export function exampleRun(spec: RunSpec): ExampleRun {
  const id = runId(spec);
  const { problem, protocol: { selections } } = spec;
  const byRule = <T>(value: T) =>
    Object.fromEntries(selections.map((rule) => [rule, value])) as { [S in Selection]: T };
  const labels = [0, 1, 1, 0];
  const predicted = byRule([0, 1, 0, 0]);
  const inTasks = "tasks" in problem;
  const tasks = inTasks ? problem.tasks : [];
  const ofTasks = <T>(value: T) => Object.fromEntries(tasks.map(({ name }) => [name, value]));
  const point = (x: number, y: number, label: number) => [x, y, label] as const;
  const view = {
    source: [point(0, 1, 1)],
    target: [point(1, 0, 0)],
    explained: [0.7, 0.3],
  } as const;
  return {
    record: {
      id,
      spec,
      status: "ok",
      metrics: inTasks
        ? Object.fromEntries(tasks.map(({ name, metrics }) => [
          name,
          byRule(Object.fromEntries(metrics.map((metric) => [metric, 0.75]))),
        ]))
        : { [problem.name]: byRule({ accuracy: 0.75 }) },
      selected: byRule(inTasks ? ofTasks(20) : 20),
      curve: [10, 20].map((step) => ({
        step,
        training: { loss: 1 / step },
        ...inTasks
          ? { tasks: ofTasks({ validation: 0.7, test: 0.75 }) }
          : { validation: 0.7, test: 0.75 },
      })),
      seconds: { data: 0.1, compile: 0.2, train: 0.3, evaluate: 0.4 },
      memory: { peakBytes: 1e8 },
      environment: {
        commit: "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
        versions: { graft: "0.1.0", deno: "2.9.6" },
        device: "cpu",
        threads: 1,
        cpu: "a processor",
        os: "linux",
      },
      startedAt: "2026-01-01T00:00:00.000Z",
    },
    predictions: inTasks ? { id, tasks: ofTasks({ labels, predicted }) } : {
      id,
      labels,
      predicted,
      ..."labels" in problem ? {} : {
        plane: {
          xs: [0, 1],
          ys: [0, 1],
          probability: [0, 0.5, 0.5, 1],
          source: view.source,
          target: view.target,
        },
        features: { before: view, after: view },
      },
    },
  };
}
