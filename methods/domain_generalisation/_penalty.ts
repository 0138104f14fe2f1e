import type { Optimizer } from "../../engine/mod.ts";
import { tf } from "../../engine/mod.ts";
import type { BoundEncoder } from "../../encoders/encoder.ts";
import type { Trainer } from "../method.ts";
import type { GeneralisationProblem } from "./_method.ts";
import { learnFromDomains, meanOf, type Pass, passesOf } from "./_trainer.ts";

/** The weight parameter of {@linkcode learnWithPenalty}. */
export const penaltyWeight = {
  kind: "number",
  default: 1,
  range: [0, 1e9],
  grid: [0.1, 1, 10],
  describe: "λ, factor of the penalty in the loss",
} as const;

/** The start parameter of {@linkcode learnWithPenalty}. */
export const penaltyStart = {
  kind: "number",
  default: 0.1,
  range: [0, 1],
  grid: [0, 0.1, 0.3],
  describe:
    "fraction of the training before the penalty has its weight; until then the weight is 1",
} as const;

/** The weight of a penalty. */
export interface PenaltyValues {
  readonly weight: number;
  /** The fraction of the training before the penalty has its weight; by default 0. */
  readonly start?: number;
}

/**
 * Makes a trainer that classifies the rows of several domains under a penalty.
 *
 * L = ((1/n) Σₑ Rₑ + λ P)/max(1, λ), with λ = 1 in the first part of the training and `weight` afterwards. The division
 * keeps the gradients of a great λ in the range of those before, as in the code of Arjovsky et al. 2019; without a first
 * part there is none.
 *
 * @param values λ, and where in the training it applies.
 * @param penalty P, a function of the domains' features, logits, labels and risks.
 */
export function learnWithPenalty(
  { weight, start }: PenaltyValues,
  penalty: (passes: readonly Pass[]) => tf.Scalar,
  problem: GeneralisationProblem,
  encoder: BoundEncoder,
  optimizer: Optimizer,
): Trainer {
  return learnFromDomains(
    {
      loss(params, domains, { scalars }) {
        const passes = passesOf(encoder, params, domains);
        const classification = meanOf(passes.map(({ risk }) => risk));
        const ofDomains = penalty(passes);
        if (start === undefined) {
          return {
            loss: tf.add(classification, tf.mul(ofDomains, weight)),
            parts: { classification, penalty: ofDomains },
          };
        }
        const { penalty_weight: scale } = scalars;
        const whole: tf.Scalar = tf.add(classification, tf.mul(ofDomains, scale));
        return {
          loss: tf.div(whole, tf.maximum(scale, 1)),
          parts: { classification, penalty: ofDomains },
        };
      },
      schedule: start === undefined
        ? undefined
        : (progress) => ({ penalty_weight: progress < start ? 1 : weight }),
    },
    problem,
    encoder,
    optimizer,
  );
}

/**
 * Computes the mean of a discrepancy over all pairs of domains.
 *
 * @param passes The domains' results.
 * @param discrepancy A loss of the features of two domains, `[m, width]` and `[n, width]`.
 * @returns A scalar; 0 for one domain.
 */
export function meanOverPairs(
  passes: readonly Pass[],
  discrepancy: (a: tf.Tensor, b: tf.Tensor) => tf.Scalar,
): tf.Scalar {
  const pairs = passes.flatMap(({ features: a }, i) =>
    passes.slice(i + 1).map(({ features: b }) => discrepancy(a, b))
  );
  return pairs.length ? meanOf(pairs) : tf.mul(passes[0].risk, 0);
}
