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
 * No adaptation: the source's labelled rows alone, the baseline that every gain is taken against.
 *
 * L = crossEntropy(source). The same steps, batches and initial weights as the methods that adapt.
 */
export default defineMethod({
  name: "source_only",
  title: "Source only",
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
  reads: { source: "labelled", target: "none" },
  params: {},
  create: (_values, problem, encoder, optimizer) =>
    trainerFromLoss<Classifier, { source: LabelledBatch }>({
      init: (random) => initClassifier(random, encoder, problem.classes),
      loss: (params, { source }) => ({
        loss: crossEntropy(classify(encoder, params, source.x), source.y),
        parts: {},
      }),
      predict: (params, x) => classify(encoder, params, x),
    }, optimizer),
});
