import { tf } from "../../engine/mod.ts";
import { defineGeneralisation } from "./_method.ts";
import { learnWithPenalty, penaltyWeight } from "./_penalty.ts";
import { meanOf } from "./_trainer.ts";

/**
 * Spectral decoupling: small logits, so that features which are learned early do not starve the gradients of others.
 *
 * L = (1/n) Σₑ Rₑ + λ · mean of z² (Pezeshki et al. 2021, whose λ/2 is a λ here, as in DomainBed), with z the logits
 * of all rows; the domains are not known apart.
 */
export default defineGeneralisation({
  name: "spectral_decoupling",
  title: "Spectral decoupling",
  paper: {
    title: "Gradient Starvation: A Learning Proclivity in Neural Networks",
    authors: ["Pezeshki", "Kaba", "Bengio", "Courville", "Precup", "Lajoie"],
    venue: "NeurIPS",
    year: 2021,
    url: "https://arxiv.org/abs/2011.09468",
  },
  setting: "domain_generalisation",
  params: { weight: { ...penaltyWeight, default: 0.1, grid: [0.01, 0.1, 1] } },
  create: (values, ...made) =>
    learnWithPenalty(
      values,
      (passes) => meanOf(passes.map(({ logits }) => tf.mean(tf.square(logits)))),
      ...made,
    ),
});
