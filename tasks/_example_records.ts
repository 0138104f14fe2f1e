/** Invented records and predictions of each setting, for the tests. */
import {
  FORMAT,
  type PlannedRun,
  type Predictions,
  type RunRecord,
  type RunSpec,
} from "../records/record.ts";
import { runId } from "../records/run_id.ts";
import { aboutOf } from "../runs/about.ts";
import { builtIn } from "../runs/catalogue.ts";
import { expand } from "../runs/expand.ts";

/** The files of a run. */
export interface ExampleRun {
  readonly record: RunRecord;
  readonly predictions: Predictions;
}

/** Runs of an adaptation: two methods, two seeds each. */
export function adaptationRuns(): ExampleRun[] {
  const { moons } = builtIn.suites;
  const methods = ["source_only", "dann"];
  return expand(moons, { methods, seeds: [0, 1] }, builtIn).map((spec) => {
    const { record, predictions } = exampleRun(spec);
    return { record, predictions: { ...predictions, ...views } };
  });
}

const point = (x: number, y: number, label: number) => [x, y, label] as const;
const view = {
  source: [point(0, 1, 1)],
  target: [point(1, 0, 0)],
  explained: [0.7, 0.3],
} as const;

/** A model's outputs over the plane, and features of test rows. */
const views: Pick<Predictions, "plane" | "features"> = {
  plane: {
    xs: [0, 1],
    ys: [0, 1],
    probability: [0, 0.5, 0.5, 1],
    source: view.source,
    target: view.target,
  },
  features: { before: view, after: view },
};

/** Runs of an inductive transfer with one seed. */
export function transferRuns(): ExampleRun[] {
  const { fashion_halves: suite } = builtIn.suites;
  const options = { pairs: "A-B", labels: "10" };
  return expand(suite, { options, seeds: [0] }, builtIn).map(exampleRun);
}

/** Runs of several tasks with two seeds. */
export function tasksRuns(): ExampleRun[] {
  const { correlated_tasks: suite } = builtIn.suites;
  const methods = ["single_task", "hard_sharing"];
  const options = { tasks: "p=0:n=200" };
  return expand(suite, { options, methods, seeds: [0, 1] }, builtIn).map(exampleRun);
}

/** A run that has not been made. */
export function planned(spec: RunSpec): PlannedRun {
  return { id: runId(spec), spec, about: aboutOf(spec, builtIn) };
}

/** The result of a run, with the same numbers for every run. */
export function exampleRun(spec: RunSpec): ExampleRun {
  const { id, about } = planned(spec);
  const { problem: { tasks }, protocol: { selections } } = spec;
  const byRule = <T>(value: T) => Object.fromEntries(selections.map((rule) => [rule, value]));
  const ofTasks = <T>(value: T) => Object.fromEntries(tasks.map(({ name }) => [name, value]));
  return {
    record: {
      format: FORMAT,
      id,
      spec,
      status: "ok",
      about,
      metrics: Object.fromEntries(tasks.map(({ name, metrics }) => [
        name,
        byRule(Object.fromEntries(metrics.map((metric) => [metric, 0.75]))),
      ])),
      selected: byRule(ofTasks(20)),
      curve: [10, 20].map((step) => ({
        step,
        training: { loss: 1 / step },
        tasks: ofTasks({ validation: 0.7, test: 0.75 }),
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
    predictions: {
      id,
      tasks: ofTasks({ labels: [0, 1, 1, 0], predicted: byRule([0, 1, 0, 0]) }),
    },
  };
}
