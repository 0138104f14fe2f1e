import type { Optimizer } from "../engine/mod.ts";
import type { BoundEncoder } from "../encoders/encoder.ts";
import {
  type Classifier,
  classify,
  crossEntropy,
  initClassifier,
  type LabelledBatch,
} from "./_classification.ts";
import { trainerFromLoss } from "./_trainer.ts";
import type { ClassificationProblem, Trainer } from "./method.ts";

/**
 * Makes a trainer that learns from labelled rows alone, L = crossEntropy(rows).
 *
 * @param table The batch's table with the labelled rows.
 */
export function learnFrom(
  table: "source" | "target" | "labelled",
  problem: ClassificationProblem,
  encoder: BoundEncoder,
  optimizer: Optimizer,
): Trainer {
  return trainerFromLoss<Classifier, { [table: string]: LabelledBatch }>({
    init: (random) => initClassifier(random, encoder, problem.classes),
    loss: (params, { [table]: { x, y } }) => ({
      loss: crossEntropy(classify(encoder, params, x), y),
      parts: {},
    }),
    predict: (params, x, of) => classify(encoder, params, x, of),
  }, optimizer);
}
