import { ganin2016 } from "../descriptors/papers.ts";
import { learnFrom } from "./_supervised.ts";
import { defineMethod } from "./method.ts";

/**
 * No adaptation: the source's labelled rows alone, the baseline that every gain is taken against.
 *
 * L = crossEntropy(source). The same steps, batches and initial weights as the methods that adapt.
 */
export default defineMethod({
  name: "source_only",
  title: "Source only",
  paper: ganin2016,
  setting: "unsupervised_adaptation",
  reads: { source: "labelled", target: "none" },
  params: {},
  create: (_values, ...made) => learnFrom("source", ...made),
});
