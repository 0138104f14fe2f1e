import dataset from "../datasets/amazon_reviews.ts";
import type { AdaptationSuite } from "../settings/unsupervised_adaptation/suite.ts";
import cmdTable1 from "./published/cmd_iclr2017_table1.json" with { type: "json" };
import dannTable1 from "./published/dann_jmlr2016_table1_original.json" with { type: "json" };
import mannTable from "./published/mann_insci2019_amazon.json" with { type: "json" };
import type { PublishedTable } from "./published/paper.ts";

/** Sentiment of Amazon reviews across products: every ordered pair of the available domains. */
const amazonReviews: AdaptationSuite = {
  setting: "unsupervised_adaptation",
  name: "amazon_reviews",
  title: "Amazon reviews: sentiment across products",
  version: 1,
  paper: dannTable1.paper,
  dataset,
  pairs: (found) => found.flatMap((s) => found.filter((t) => t !== s).map((t) => [s, t] as const)),
  protocol: {
    encoder: {
      name: "mlp",
      values: { depth: 1, width: 100, activation: "relu", initializer: "fan_in" },
    },
    values: { learningRate: 1e-3, transform: "log1p", epochs: 30, batch: 64, validation: 0.1 },
    selections: ["last", "source_validation", "oracle"],
  },
  quick: { epochs: 3 },
  seeds: 5,
  tunedOn: [],
  methods: { source_only: {}, mmd: {}, cmd: {}, coral: {}, dann: {}, target_only: {} },
  published: [dannTable1, cmdTable1, mannTable] as PublishedTable[],
  departures: [
    "One hidden layer of 100 ReLU units over log1p(counts), Adam 1e-3, 64 + 64 rows a step; Ganin et al.: 50 or 100 sigmoid units over counts, SGD 1e-3, one row at a time; Zellinger et al.: 50 sigmoid units, Adagrad, 300 rows.",
    "30 epochs, every parameter at one value; Ganin et al. and Zellinger et al. stop early on source validation rows and choose hyper-parameters by reverse validation (except for CMD).",
    "A tenth of the source rows, redrawn for every seed, is held out; Ganin et al.: the last tenth; Zellinger et al.: the last 30 %.",
  ],
};

export default amazonReviews;
