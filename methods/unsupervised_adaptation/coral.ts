import { alignFeatures, alignmentWeight } from "./_alignment.ts";
import { coral } from "./_coral.ts";
import { defineMethod } from "./_method.ts";

/**
 * Feature alignment by correlation alignment (Deep CORAL).
 *
 * L = crossEntropy(source) + weight · ‖C_S − C_T‖²_F / (4d²) (Sun & Saenko 2016, eq. 6), on the
 * encoder's last layer.
 *
 * Departure: the paper aligns the classifier's logits and sets the weight so that both losses end
 * up roughly equal; here the features are aligned, and the weight is fixed.
 */
export default defineMethod({
  name: "coral",
  title: "Deep CORAL",
  paper: {
    title: "Deep CORAL: Correlation Alignment for Deep Domain Adaptation",
    authors: ["Sun", "Saenko"],
    venue: "ECCV workshops",
    year: 2016,
    url: "https://arxiv.org/abs/1607.01719",
  },
  setting: "unsupervised_adaptation",
  reads: { source: "labelled", target: "unlabelled" },
  params: {
    weight: { ...alignmentWeight, grid: [1, 10, 100, 1000] },
  },
  create: ({ weight }, problem, encoder, optimizer) =>
    alignFeatures(weight, coral, problem, encoder, optimizer),
});
