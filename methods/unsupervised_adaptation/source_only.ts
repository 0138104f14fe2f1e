import { ganin2016 } from "../../descriptors/papers.ts";
import { learnFrom } from "../_supervised.ts";
import { defineMethod } from "./_method.ts";

/**
 * No adaptation: training on the source's labelled rows alone, the baseline of every gain.
 *
 * L = crossEntropy(source). It has the same steps, batches and initial weights as the methods that adapt.
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
