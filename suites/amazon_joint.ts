import dataset from "../datasets/amazon_reviews.ts";
import { liu2017 } from "../descriptors/papers.ts";
import type { MultiTaskSuite } from "../settings/multi_task/suite.ts";

/** Sentiment of Amazon reviews, one task for each kind of product; all available tasks are learned together. */
const amazonJoint: MultiTaskSuite = {
  setting: "multi_task",
  name: "amazon_joint",
  title: "Amazon reviews: sentiment of several products together",
  version: 1,
  paper: liu2017,
  dataset,
  groups: (found) => found.length ? [{ name: "products", sources: found }] : [],
  protocol: {
    encoder: {
      name: "mlp",
      values: { depth: 1, width: 100, activation: "relu", initializer: "fan_in" },
    },
    values: {
      learningRate: 1e-3,
      transform: "log1p",
      epochs: 10,
      batch: 64,
      validation: 0.1,
      order: "in_turn",
    },
    selections: ["last", "validation"],
  },
  quick: { epochs: 2 },
  seeds: 3,
  tunedOn: [],
  methods: { single_task: {}, hard_sharing: {}, shared_private: {}, mmoe: {} },
  published: [],
  departures: [
    "Counts of 5000 words and pairs of words as log1p(counts), of those of four products whose files are available; Liu et al.: texts of 14 products and of two collections of films.",
    "One hidden layer of 100 ReLU units, Adam 1e-3, batches of 64, 10 epochs; Liu et al.: an LSTM over word vectors, learning rate 0.01, batches of 16, epochs not stated.",
    "The 2000 published training rows of a product, a tenth of which, drawn by the seed, is validation, and 3586 to 5945 test rows; Liu et al.: about 1400, 200 and 400.",
  ],
};

export default amazonJoint;
