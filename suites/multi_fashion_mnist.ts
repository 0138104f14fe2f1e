import dataset from "../datasets/multi_fashion_mnist.ts";
import type { MultiTaskSuite } from "../settings/multi_task/suite.ts";
import { halfWideExperts, sharingPatterns } from "./_sharing_patterns.ts";
import senerTable3 from "./published/sener_koltun_neurips2018_table3.json" with { type: "json" };
import type { PublishedTable } from "./published/paper.ts";

/**
 * Two images in one, two tasks: a digit on the left and an item of clothing on the right.
 * `--tasks multi_mnist` has two digits, as in the paper, and `--tasks multi_fashion` two items.
 */
const multiFashionMnist: MultiTaskSuite = {
  setting: "multi_task",
  name: "multi_fashion_mnist",
  title: "A digit and an item of clothing in one image",
  version: 1,
  paper: dataset.paper,
  dataset,
  groups: (found) =>
    (found.length > 1 ? ["multi_fashion_mnist"] : found)
      .map((source) => ({ name: source, sources: [source] })),
  protocol: {
    encoder: { name: "cnn", values: {} },
    values: { learningRate: 1e-3, epochs: 6, batch: 100, order: "joint" },
    selections: ["last", "validation"],
  },
  quick: { epochs: 1 },
  seeds: 3,
  tunedOn: [],
  methods: { ...sharingPatterns, ...halfWideExperts },
  published: [senerTable3 as PublishedTable],
  departures: [
    "Adam 1e-3, 6 epochs of 10 000 images; Sener & Koltun: SGD with momentum, a learning rate chosen of six and halved every 30 epochs, 100 epochs of 60 000 images of two digits.",
  ],
};

export default multiFashionMnist;
