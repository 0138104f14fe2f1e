import { tf } from "../../engine/mod.ts";
import { defineGeneralisation } from "./_method.ts";
import { learnWithPenalty, penaltyStart, penaltyWeight } from "./_penalty.ts";
import { slopesInScale } from "./_slopes.ts";
import { meanOf } from "./_trainer.ts";

/**
 * Invariant risk minimisation: features on which one classifier is optimal in every domain.
 *
 * L = (1/n) Σₑ Rₑ + λ (1/n) Σₑ ‖∇_w|w=1 Rₑ(w·Φ)‖² (IRMv1 of Arjovsky et al. 2019), with w a factor of the logits. The
 * squared norm is estimated without bias by the product of the gradients on the even and on the odd rows of a batch, as in
 * DomainBed, so that it can be negative.
 *
 * λ is 1 in the first tenth of the training, and the loss is divided by a greater λ, as in the authors' code, whose defaults
 * are 100 of 501 steps and 10⁴ (DomainBed: 500 of 5001 and 100, without the division, and Adam starts anew when λ changes).
 *
 * @see {@link https://github.com/facebookresearch/InvariantRiskMinimization}
 */
export default defineGeneralisation({
  name: "irm",
  title: "Invariant risk minimisation",
  paper: {
    title: "Invariant Risk Minimization",
    authors: ["Arjovsky", "Bottou", "Gulrajani", "Lopez-Paz"],
    venue: "arXiv:1907.02893",
    year: 2019,
    url: "https://arxiv.org/abs/1907.02893",
  },
  setting: "domain_generalisation",
  params: {
    weight: { ...penaltyWeight, default: 100, grid: [1, 100, 10_000] },
    start: penaltyStart,
  },
  create: (values, ...made) =>
    learnWithPenalty(
      values,
      (passes) => meanOf(passes.map(({ logits, labels }) => invariancePenalty(logits, labels))),
      ...made,
    ),
});

/**
 * The penalty of IRMv1 on the rows of one domain, see above.
 *
 * @param logits `[rows, classes]`, two rows or more.
 * @param labels `[rows]`, int32.
 * @returns A scalar, negative if the gradients on even and odd rows differ in sign.
 */
export function invariancePenalty(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  const slopes = slopesInScale(logits, labels);
  const rows = slopes.size;
  const [even, odd] = [0, 1].map((first): tf.Scalar => {
    const count = Math.ceil((rows - first) / 2);
    const means = Array.from({ length: rows }, (_, row) => row % 2 === first ? 1 / count : 0);
    return tf.sum(tf.mul(slopes, tf.tensor1d(means)));
  });
  return tf.mul(even, odd);
}
