import { dense, type Optimizer, tf } from "../../engine/mod.ts";
import type { BoundEncoder } from "../../encoders/encoder.ts";
import {
  type Classifier,
  classify,
  crossEntropy,
  initClassifier,
  type LabelledBatch,
  type UnlabelledBatch,
} from "../_classification.ts";
import { trainerFromLoss } from "../_trainer.ts";
import type { ClassificationProblem, Trainer } from "../method.ts";

/** Rows of both domains, the target's without labels. */
export type AdaptationBatch = {
  readonly source: LabelledBatch;
  readonly target: UnlabelledBatch;
};

/** The weight parameter of {@linkcode alignFeatures}. */
export const alignmentWeight = {
  kind: "number",
  default: 1,
  range: [0, 1e6],
  grid: [0.1, 0.3, 1, 3, 10],
  describe: "factor of the discrepancy in the loss",
} as const;

/**
 * Makes a trainer that classifies the source and keeps the features of the two domains similar.
 *
 * L = crossEntropy(source) + weight · discrepancy(features of source, features of target)
 *
 * @param weight λ, at least 0.
 * @param discrepancy A loss of `features [m, width]` and `features [n, width]`.
 */
export function alignFeatures(
  weight: number,
  discrepancy: (source: tf.Tensor, target: tf.Tensor) => tf.Scalar,
  problem: ClassificationProblem,
  encoder: BoundEncoder,
  optimizer: Optimizer,
): Trainer {
  return trainerFromLoss<Classifier, AdaptationBatch>({
    init: (random) => initClassifier(random, encoder, problem.classes),
    loss(params, { source, target }) {
      const sourceFeatures = encoder.apply(params.encoder, source.x);
      const targetFeatures = encoder.apply(params.encoder, target.x);
      const classification = crossEntropy(dense(params.head, sourceFeatures), source.y);
      const distance = discrepancy(sourceFeatures, targetFeatures);
      return {
        loss: tf.add(classification, tf.mul(distance, weight)),
        parts: { classification, discrepancy: distance },
      };
    },
    predict: (params, x, of) => classify(encoder, params, x, of),
  }, optimizer);
}
