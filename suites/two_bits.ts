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
  tunedOn: [100, 101, 102, 103],
  methods: {
    erm: {},
    group_dro: {},
    irm: { weight: 1000 },
    vrex: { weight: 1000 },
    fishr: {},
    mixup: {},
    coral_dg: {},
    dann_dg: {},
    mldg: {},
  },
  published: [],
  departures: [
    "A network of 16 hidden units, Adam 0.01, 100 rows of each domain a step, 1000 rows of a domain, of which a tenth is held out; Kamath et al. study the exact distributions, whose best predictors they compute.",
    "The weights of IRM, V-REx and Fishr (100, 1000 or 10 000) and the epochs (30 or 60) were chosen with the accuracy on the unseen domain in view, on seeds 100 to 103, which are not run: this is a toy problem, which shows what the methods can do, not how they are to be chosen.",
  ],
};

export default twoBits;
