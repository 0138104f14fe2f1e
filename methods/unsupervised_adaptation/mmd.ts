import { alignFeatures, alignmentWeight } from "./_alignment.ts";
import { mmd } from "./_mmd.ts";
import { defineMethod } from "./_method.ts";

/**
 * Feature alignment by multi-kernel maximum mean discrepancy.
 *
 * L = crossEntropy(source) + weight · MMD²(features of source, features of target), on the
 * encoder's last layer. See {@linkcode mmd} for the estimator and its departures from the paper.
 *
 * Departure: Long et al. 2015 align several layers of a pre-trained network and set the weight by
 * the variance of a validation error; here one layer is aligned, and the weight is fixed.
 */
export default defineMethod({
  name: "mmd",
  title: "Maximum mean discrepancy",
  paper: {
    title: "Learning Transferable Features with Deep Adaptation Networks",
    authors: ["Long", "Cao", "Wang", "Jordan"],
    venue: "ICML",
    year: 2015,
    url: "https://proceedings.mlr.press/v37/long15.html",
  },
  setting: "unsupervised_adaptation",
  reads: { source: "labelled", target: "unlabelled" },
  params: {
    weight: alignmentWeight,
    kernels: {
      kind: "number",
      default: 5,
      range: [1, 33],
      integer: true,
      grid: [1, 5],
      describe: "number of Gaussian kernels in the sum",
    },
    ratio: {
      kind: "number",
      default: 2,
      range: [1, 16],
      grid: [2],
      describe: "ratio of neighbouring kernels' bandwidths",
    },
    bandwidth: {
      kind: "choice",
      default: "mean",
      range: ["mean", "median"],
      grid: ["mean", "median"],
      describe: "middle kernel's bandwidth, as a statistic of the pairwise squared distances",
    },
    estimator: {
      kind: "choice",
      default: "biased",
      range: ["biased", "unbiased"],
      grid: ["biased", "unbiased"],
      describe: "biased: includes each point's comparison with itself; unbiased: leaves it out",
    },
  },
  create: ({ weight, ...options }, problem, encoder, optimizer) =>
    alignFeatures(weight, (s, t) => mmd(s, t, options), problem, encoder, optimizer),
});
