import family from "../datasets/correlated_tasks.ts";
import { sharingPatterns } from "./_sharing_patterns.ts";
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
      values: { depth: 1, width: 10, activation: "relu", initializer: "he" },
    },
    optimizer: { name: "adam", learningRate: 2e-2 },
    schedule: { name: "cosine" },
    epochs: 60,
    checkpointEvery: 10,
    batch: 50,
    order: "joint",
    temperature: 1,
    selections: ["last", "validation"],
  },
  quick: { epochs: 10 },
  seeds: 5,
  tunedOn: [0, 1, 2, 3, 4],
  methods: sharingPatterns,
  published: [],
  departures: [
    "Rows, sines and noise as the dataset's page says; 60 epochs of Adam from 0.02 down along a cosine, one hidden layer of 10 ReLU units; Ma et al.: a hidden layer of 16 or 113 units, Adam at a rate chosen from 1e-4, 1e-3 and 1e-2, steps not stated, 200 repetitions with fresh data.",
    "Width, learning rate and schedule were chosen for a contrast between p = 0 and p = 1 in the test scores of single_task, hard_sharing and mmoe on seeds 0 to 4, after a look at widths 4 to 32: a toy's settings. Seeds are run on which nothing was chosen.",
    "Every method's parameters are its defaults.",
  ],
};

export default correlatedTasks;
