import { tf } from "../../engine/mod.ts";
import { defineGeneralisation } from "./_method.ts";
import { learnWithPenalty, penaltyStart, penaltyWeight } from "./_penalty.ts";

/**
 * Risk extrapolation by variance: the risk is to be equal in all domains.
 *
 * L = (1/n) Σₑ Rₑ + λ Var(R₁, …, Rₙ) (V-REx of Krueger et al. 2021, whose sum of risks is a mean here, as in DomainBed), with
 * the variance divided by n. λ is 1 in the first tenth of the training, see {@linkcode learnWithPenalty}, and the loss is
 * divided by a greater λ, as in the authors' code (DomainBed: 500 of 5001 steps and a λ of 10, without the division, and
 * Adam starts anew when λ changes).
 */
export default defineGeneralisation({
  name: "vrex",
  title: "Risk extrapolation by variance",
  paper: {
    title: "Out-of-Distribution Generalization via Risk Extrapolation (REx)",
    authors: [
      "Krueger",
      "Caballero",
      "Jacobsen",
      "Zhang",
      "Binas",
      "Zhang",
      "Le Priol",
      "Courville",
    ],
    venue: "ICML",
    year: 2021,
    url: "https://arxiv.org/abs/2003.00688",
  },
  setting: "domain_generalisation",
  params: {
    weight: { ...penaltyWeight, default: 10, grid: [1, 10, 10_000] },
    start: penaltyStart,
  },
  create: (values, ...made) =>
    learnWithPenalty(
      values,
      (passes) => variance(passes.map(({ risk }) => risk)),
      ...made,
    ),
});

/** The variance of scalars, the sum of squares divided by their number. */
export function variance(values: readonly tf.Scalar[]): tf.Scalar {
  const risks = tf.stack([...values]);
  return tf.mean(tf.square(tf.sub(risks, tf.mean(risks))));
}
