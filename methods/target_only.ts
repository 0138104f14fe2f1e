import {
  type Classifier,
  classify,
  crossEntropy,
  initClassifier,
  type LabelledBatch,
} from "./_classification.ts";
import { trainerFromLoss } from "./_trainer.ts";
import { defineMethod } from "./method.ts";

/**
 * The upper bound: trained on the target's training rows with their labels, which no adaptation
 * method sees. Tables mark it, and it never competes.
 *
 * L = crossEntropy(target). Its validation rows are held out of the target's training rows.
 */
export default defineMethod({
  name: "target_only",
  title: "Target only (upper bound)",
  paper: {
    title: "Domain-Adversarial Training of Neural Networks",
    authors: [
      "Ganin",
      "Ustinova",
      "Ajakan",
      "Germain",
      "Larochelle",
      "Laviolette",
      "Marchand",
      "Lempitsky",
    ],
    venue: "JMLR 17(59):1-35",
    year: 2016,
    url: "https://jmlr.org/papers/v17/15-239.html",
  },
  setting: "unsupervised_adaptation",
  reads: { source: "none", target: "labelled" },
  params: {},
  create: (_values, problem, encoder, optimizer) =>
    trainerFromLoss<Classifier, { target: LabelledBatch }>({
      init: (random) => initClassifier(random, encoder, problem.classes),
      loss: (params, { target }) => ({
        loss: crossEntropy(classify(encoder, params, target.x), target.y),
        parts: {},
      }),
      predict: (params, x) => classify(encoder, params, x),
    }, optimizer),
});
