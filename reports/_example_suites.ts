/** Suites of the made-up runs, for the tests of the reports. */
import type { About, RunSpec } from "../records/record.ts";

/** The common part of the runs of a made-up suite. */
export interface ExampleSuite {
  readonly spec: Pick<RunSpec, "setting" | "suite" | "dataset" | "protocol" | "metrics">;
  readonly about: Pick<About, "baseline" | "words" | "relativeGains" | "protocol">;
}

/** A suite between domains with two selection rules, of which the second is a bound. */
export const pairsSuite: ExampleSuite = {
  spec: {
    setting: "unsupervised_adaptation",
    suite: { name: "example", version: 1 },
    dataset: { name: "example", version: 1, content: "generated" },
    protocol: {
      encoder: { name: "mlp", values: { hidden: 100 } },
      optimizer: { name: "adam", values: {} },
      schedule: { name: "constant", values: {} },
      values: {
        ...{ learningRate: 0.001, clipNorm: 0, epochs: 30, checkpointEvery: 1, batch: 64 },
        ...{ transform: "log1p", validation: 0.1, rows: 0 },
      },
      selections: ["last", "oracle"],
    },
    metrics: 1,
  },
  about: {
    baseline: "source_only",
    words: {
      problem: "problem",
      problems: "problems",
      tested: "target's test rows",
      held: "held-out source rows",
    },
    relativeGains: false,
    protocol: [
      ["encoder", "mlp (hidden=100)"],
      ["optimizer", "adam at 0.001"],
      ["epochs", "30, a checkpoint every epoch"],
      ["batch", "64 rows of each domain"],
      ["inputs", "log1p"],
      ["held out", "10 % of the labelled training rows"],
      ["selection rules", "last, oracle"],
    ],
  },
};

/** A suite of several tasks with two selection rules. */
export const tasksSuite: ExampleSuite = {
  spec: {
    setting: "multi_task",
    suite: { name: "example_tasks", version: 1 },
    dataset: { name: "example_tasks", version: 1, content: "generated" },
    protocol: {
      ...pairsSuite.spec.protocol,
      values: {
        ...{ learningRate: 0.001, clipNorm: 0, epochs: 20, checkpointEvery: 1, batch: 32 },
        order: "joint",
      },
      selections: ["last", "validation"],
    },
    metrics: 1,
  },
  about: {
    baseline: "single_task",
    words: { problem: "task", problems: "tasks", tested: "test rows", held: "validation rows" },
    relativeGains: true,
    protocol: [
      ["encoder", "mlp (hidden=100)"],
      ["optimizer", "adam at 0.001"],
      ["epochs", "20, a checkpoint every epoch"],
      ["batch", "32 rows of each domain"],
      ["tasks", "all in every step"],
      ["selection rules", "last, validation"],
    ],
  },
};
