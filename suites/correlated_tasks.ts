import dataset from "../datasets/correlated_tasks.ts";
import type { MultiTaskSuite } from "../settings/multi_task/suite.ts";
import { sharingPatterns } from "./_sharing_patterns.ts";

/**
 * Two tasks from unrelated to identical, with few training rows and with many: the gains and the losses from sharing.
 * Other settings are other domains: `--tasks p=0.9:n=300`.
 */
const correlatedTasks: MultiTaskSuite = {
  setting: "multi_task",
  name: "correlated_tasks",
  title: "Correlated tasks: transfer against relatedness",
  version: 1,
  paper: dataset.paper,
  dataset,
  groups: (found) => found.map((source) => ({ name: source, sources: [source] })),
  protocol: {
    encoder: {
      name: "mlp",
      values: { depth: 1, width: 10, activation: "relu", initializer: "he" },
    },
    values: {
      learningRate: 2e-2,
      schedule: "cosine",
      epochs: 60,
      checkpointEvery: 10,
      batch: 50,
      order: "joint",
    },
    selections: ["last", "validation"],
  },
  quick: { epochs: 10 },
  seeds: 5,
  tunedOn: [0, 1, 2, 3, 4],
  methods: sharingPatterns,
  published: [],
  departures: [
    "Rows, sines and noise as the dataset's page says; 60 epochs of Adam from 0.02 down along a cosine, one hidden layer of 10 ReLU units; Ma et al.: a hidden layer of 16 or 113 units, Adam at a rate chosen from 1e-4, 1e-3 and 1e-2, steps not stated, 200 repetitions with fresh data.",
    "Width, learning rate and schedule were chosen for a contrast between p = 0 and p = 1 in the test scores of single_task, hard_sharing and mmoe on seeds 0 to 4, after a comparison of widths 4 to 32: these are settings of a toy problem. The runs use seeds on which nothing was chosen.",
    "Every method uses its default parameters.",
  ],
};

export default correlatedTasks;
