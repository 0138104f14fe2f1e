import family from "../datasets/adult_income.ts";
import type { MultiTaskSuite } from "./suite.ts";

/** Income and marital status of people, from the same row of a table. */
const adultIncome: MultiTaskSuite = {
  setting: "multi_task",
  name: "adult_income",
  title: "Adult: income and marital status",
  version: 1,
  paper: family.paper,
  dataset: family,
  groups: (found) => found.map((source) => ({ name: source, sources: [source] })),
  protocol: {
    encoder: {
      name: "mlp",
      values: { depth: 1, width: 64, activation: "relu", initializer: "he" },
    },
    optimizer: { name: "adam", learningRate: 1e-3 },
    schedule: { name: "constant" },
    epochs: 10,
    checkpointEvery: 1,
    batch: 128,
    order: "joint",
    temperature: 1,
    selections: ["last", "validation"],
  },
  quick: { epochs: 1 },
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

export default adultIncome;
