import { ganin2016 } from "../../descriptors/papers.ts";
import { learnFrom } from "../_supervised.ts";
import { defineMethod } from "./_method.ts";

/**
 * The upper bound: training on the target's training rows with their labels, which no adaptation
 * method sees. Tables mark it, and it is never ranked.
 *
 * L = crossEntropy(target). Its validation rows are held out of the target's training rows.
 */
export default defineMethod({
  name: "target_only",
  title: "Target only (upper bound)",
  paper: ganin2016,
  setting: "unsupervised_adaptation",
  reads: { source: "none", target: "labelled" },
  params: {},
  create: (_values, ...made) => learnFrom("target", ...made),
});
