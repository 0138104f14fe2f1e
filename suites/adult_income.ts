import dataset from "../datasets/adult_income.ts";
import type { MultiTaskSuite } from "../settings/multi_task/suite.ts";
import { sharingPatterns } from "./_sharing_patterns.ts";

/** Income and marital status of people, two columns of one table. */
const adultIncome: MultiTaskSuite = {
  setting: "multi_task",
  name: "adult_income",
  title: "Adult: income and marital status",
  version: 1,
  paper: dataset.paper,
  dataset,
  groups: (found) => found.map((source) => ({ name: source, sources: [source] })),
  protocol: {
    encoder: {
      name: "mlp",
      values: { depth: 1, width: 64, activation: "relu", initializer: "he" },
    },
    values: { learningRate: 1e-3, epochs: 10, batch: 128, order: "joint" },
    selections: ["last", "validation"],
  },
  quick: { epochs: 1 },
  seeds: 5,
  tunedOn: [],
  methods: sharingPatterns,
  published: [],
  departures: [],
};

export default adultIncome;
