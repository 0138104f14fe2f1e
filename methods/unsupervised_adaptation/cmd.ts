import { tf } from "../../engine/mod.ts";
import { alignFeatures, alignmentWeight } from "./_alignment.ts";
import { cmd, type CmdOptions } from "./_cmd.ts";
import { defineMethod } from "./_method.ts";

type Bounding = { apply(x: tf.Tensor): tf.Tensor; bounds: CmdOptions["bounds"] };

const boundings: Record<"sigmoid" | "tanh" | "none", Bounding> = {
  sigmoid: { apply: (x) => tf.sigmoid(x), bounds: [0, 1] },
  tanh: { apply: (x) => tf.tanh(x), bounds: [-1, 1] },
  none: { apply: (x) => x, bounds: [0, 1] },
};

/**
 * Feature alignment by central moment discrepancy.
 *
 * L = crossEntropy(source) + weight · CMD_K(φ(features of source), φ(features of target)), on the
 * encoder's last layer; φ bounds the features for the discrepancy, the classifier reads them unbounded.
 *
 * Departure: Zellinger et al. 2017 have sigmoid hidden units, which need no φ: use `bound=none` with an
 * encoder whose activation is the sigmoid.
 */
export default defineMethod({
  name: "cmd",
  title: "Central moment discrepancy",
  paper: {
    title: "Central Moment Discrepancy (CMD) for Domain-Invariant Representation Learning",
    authors: ["Zellinger", "Grubinger", "Lughofer", "Natschläger", "Saminger-Platz"],
    venue: "ICLR",
    year: 2017,
    url: "https://arxiv.org/abs/1702.08811",
  },
  setting: "unsupervised_adaptation",
  reads: { source: "labelled", target: "unlabelled" },
  params: {
    weight: alignmentWeight,
    moments: {
      kind: "number",
      default: 5,
      range: [1, 20],
      integer: true,
      grid: [3, 5, 7],
      describe: "order of the highest moment that is compared",
    },
    bound: {
      kind: "choice",
      default: "sigmoid",
      range: ["sigmoid", "tanh", "none"],
      grid: ["sigmoid", "tanh"],
      describe: "function that bounds the features before their moments are taken; " +
        "none: for encoders whose features lie in [0, 1]",
    },
  },
  create({ weight, moments, bound }, problem, encoder, optimizer) {
    const { apply, bounds } = boundings[bound];
    return alignFeatures(
      weight,
      (s, t) => cmd(apply(s), apply(t), { moments, bounds }),
      problem,
      encoder,
      optimizer,
    );
  },
});
