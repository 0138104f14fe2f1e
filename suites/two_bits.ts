import dataset from "../datasets/two_bits.ts";
import type { GeneralisationSuite } from "../settings/domain_generalisation/suite.ts";

/**
 * The idea of coloured MNIST in seconds: in both training domains the second bit is the better one, in the unseen domain it
 * misleads.
 */
const twoBits: GeneralisationSuite = {
  setting: "domain_generalisation",
  name: "two_bits",
  title: "Two bits, the second misleading in the unseen domain",
  version: 1,
  paper: dataset.paper,
  dataset,
  targets: ["0.9"],
  protocol: {
    encoder: { name: "mlp", values: { depth: 1, width: 16 } },
    values: { learningRate: 0.01, epochs: 30, batch: 100, validation: 0.1 },
    selections: ["last", "source_validation", "oracle"],
  },
  quick: { epochs: 10 },
  seeds: 3,
  tunedOn: [],
  methods: { erm: {} },
  published: [],
  departures: [],
};

export default twoBits;
