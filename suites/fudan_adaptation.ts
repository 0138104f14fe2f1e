import dataset from "../datasets/fudan_reviews.ts";
import { ganin2016 } from "../descriptors/papers.ts";
import type { Pair } from "../settings/_pairs.ts";
import type { AdaptationSuite } from "../settings/unsupervised_adaptation/suite.ts";

/**
 * Two pairs of related products and two of unrelated ones. The suite of Amazon reviews has the same pairs, with counts
 * of words in place of texts.
 */
const PAIRS: readonly Pair[] = [
  ["books", "dvd"],
  ["electronics", "kitchen"],
  ["books", "kitchen"],
  ["electronics", "dvd"],
];

/** Sentiment of whole texts: adaptation from one kind of product to another. */
const fudanAdaptation: AdaptationSuite = {
  setting: "unsupervised_adaptation",
  name: "fudan_adaptation",
  title: "Fudan reviews: sentiment of texts across products",
  version: 1,
  paper: ganin2016,
  dataset,
  pairs: (found) => PAIRS.filter((pair) => pair.every((domain) => found.includes(domain))),
  protocol: {
    encoder: { name: "text_cnn", values: {} },
    values: { learningRate: 1e-3, epochs: 6, batch: 32 },
    selections: ["last", "source_validation", "oracle"],
  },
  quick: { epochs: 2 },
  seeds: 3,
  tunedOn: [],
  methods: { source_only: {}, mmd: {}, coral: {}, dann: {}, target_only: {} },
  published: [],
  departures: [
    "Texts of the collection of Liu et al. 2017, of which a product has some 1300 to 1400 training rows; Ganin et al.: reviews of the same products as counts of 5000 words and pairs of words, 2000 rows.",
    "A convolutional network over random embeddings of 100 numbers, Adam 1e-3, 32 + 32 rows a step, 6 epochs; Ganin et al.: one hidden layer over the counts, SGD 1e-3, one row at a time, until an early stop.",
    "The words that have an embedding are those of the training texts of both products; the target's further unlabelled texts are not used.",
    "200 labelled rows of the source, drawn by the seed, are held out, and every parameter has one value; Ganin et al.: a tenth is held out, and parameters are chosen by reverse validation.",
  ],
};

export default fudanAdaptation;
