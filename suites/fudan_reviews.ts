import dataset from "../datasets/fudan_reviews.ts";
import type { MultiTaskSuite } from "../settings/multi_task/suite.ts";
import liuTable2 from "./published/asp_mtl_acl2017_table2.json" with { type: "json" };
import liuTable3 from "./published/asp_mtl_acl2017_table3.json" with { type: "json" };
import type { PublishedTable } from "./published/paper.ts";

/** Sentiment of reviews of many kinds of products, one task for each kind; all available tasks are learned together. */
const fudanReviews: MultiTaskSuite = {
  setting: "multi_task",
  name: "fudan_reviews",
  title: "Fudan reviews: sentiment of many kinds of things",
  version: 1,
  paper: liuTable2.paper,
  dataset,
  groups: (found) => found.length ? [{ name: "reviews", sources: found }] : [],
  protocol: {
    encoder: { name: "text_cnn", values: {} },
    values: { learningRate: 1e-3, epochs: 6, batch: 32, order: "in_turn" },
    selections: ["last", "validation"],
  },
  quick: { epochs: 1 },
  seeds: 3,
  tunedOn: [],
  methods: {
    single_task: {},
    hard_sharing: {},
    shared_private: {},
    adversarial_shared_private: {},
  },
  published: [liuTable2, liuTable3] as PublishedTable[],
  departures: [
    "A convolutional network over random embeddings of 100 numbers, Adam 1e-3, batches of 32, 6 epochs; Liu et al.: an LSTM over GloVe vectors of 200, learning rate 0.01, batches of 16, epochs not stated. `--encoder bilstm` and `--embeddings FILE` come closer.",
    "Those of the 16 tasks whose files are available, which the tables name; Liu et al.: all 16.",
    "Liu et al.'s Table 3 freezes the shared layers for a new task, which no method here does: the table is kept as data and compared with none of our runs.",
  ],
};

export default fudanReviews;
