import family from "../datasets/correlated_tasks.ts";
import type { MultiTaskSuite } from "./suite.ts";

/**
 * Two tasks from strangers to twins, with few training rows and with many: what sharing gains, and what it
 * costs. A setting of its own is another source: `--tasks p=0.9:n=300`.
 */
const correlatedTasks: MultiTaskSuite = {
  setting: "multi_task",
  name: "correlated_tasks",
  title: "Correlated tasks: transfer against relatedness",
  version: 1,
  paper: family.paper,
  dataset: family,
  groups: (found) => found.map((source) => ({ name: source, sources: [source] })),
  protocol: {
    encoder: {
      name: "mlp",
      values: { depth: 1, width: 8, activation: "relu", initializer: "he" },
    },
    optimizer: { name: "adam", learningRate: 1e-2 },
    schedule: { name: "constant" },
    epochs: 60,
    checkpointEvery: 5,
    batch: 50,
    order: "joint",
    temperature: 1,
    selections: ["last", "validation"],
  },
  quick: { epochs: 10 },
  seeds: 5,
  methods: {
    single_task: {},
    single_task_matched: {},
    hard_sharing: {},
    l2_soft_sharing: {},
    trace_norm_sharing: {},
    cross_stitch: {},
    sluice: {},
    shared_private: {},
    mmoe: {},
    ple: {},
  },
  published: [],
  departures: [],
};

export default correlatedTasks;
