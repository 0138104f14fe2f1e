import dataset from "../datasets/fashion_halves.ts";
import type { TransferSuite } from "../settings/inductive_transfer/suite.ts";
import type { Pair } from "../settings/_pairs.ts";
import { yosinski2014 } from "../descriptors/papers.ts";

const PAIRS: readonly Pair[] = [["A", "B"], ["B", "B"]];

/**
 * Transferability of features by layer and number of labels, from one half of Fashion-MNIST's classes to
 * the other and to itself.
 */
const fashionHalves: TransferSuite = {
  setting: "inductive_transfer",
  name: "fashion_halves",
  title: "Fashion-MNIST in halves: transfer between classes",
  version: 1,
  paper: yosinski2014,
  dataset,
  pairs: (found) => PAIRS.filter((pair) => pair.every((half) => found.includes(half))),
  labels: [10, 100, 1000, "all"],
  depths: [1, 2, 3],
  protocol: {
    encoder: { name: "cnn", values: {} },
    values: { learningRate: 1e-3, pretraining: 3, epochs: 3, batch: 64, validation: 0.1 },
    selections: ["last", "validation"],
  },
  quick: { pretraining: 1, epochs: 1 },
  seeds: 5,
  tunedOn: [],
  methods: { from_scratch: {}, feature_extraction: {}, fine_tuning: {} },
  published: [],
  departures: [
    "Halves of five classes of Fashion-MNIST, drawn by the seed; Yosinski et al.: halves of 500 classes of ImageNet.",
    "A network of two convolutions (10 and 20 channels) and a dense layer of 50 units, all of which can be copied; Yosinski et al.: AlexNet, of whose 8 layers the first 1 to 7 are copied.",
    "Adam 1e-3, 64 rows a step, 3 epochs for the source and 3 for the target; Yosinski et al.: SGD with momentum, 256 rows a step, 450 000 steps for each.",
    "The network after the last step, and the one with the best accuracy on a tenth of the target's labelled rows; Yosinski et al.: the mean of the ten best accuracies on the validation rows that are reported.",
    "From A to B also with 10, 100 and 1000 labelled rows of each class of B, and as many steps as with all; Yosinski et al.: all.",
  ],
};

export default fashionHalves;
