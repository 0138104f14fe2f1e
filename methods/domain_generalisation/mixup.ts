import type { Noise } from "../../engine/mod.ts";
import { tf } from "../../engine/mod.ts";
import { classify, crossEntropy } from "../_classification.ts";
import { defineGeneralisation } from "./_method.ts";
import { learnFromDomains, meanOf } from "./_trainer.ts";

/** The number of candidates of {@linkcode betaOf}. */
const CANDIDATES = 16;

/**
 * Mixtures of rows of two domains.
 *
 * L = (1/n) Σₑ [λₑ crossEntropy(f(x̃ₑ), yₑ) + (1 − λₑ) crossEntropy(f(x̃ₑ), y_d)], with x̃ₑ = λₑ xₑ + (1 − λₑ) x_d, d the domain
 * after e, and λₑ ~ Beta(α, α), drawn for every pair of domains in every step (mixup of Zhang et al. 2018, eq. 1, between
 * domains: Xu et al. 2020, Yan et al. 2020; as in DomainBed).
 *
 * Departure: the pairs of domains are always the same (DomainBed: random).
 *
 * @see {@link https://arxiv.org/abs/1710.09412}
 * @see {@link https://arxiv.org/abs/1912.01805}
 */
export default defineGeneralisation({
  name: "mixup",
  title: "Mixup between domains",
  paper: {
    title: "Improve Unsupervised Domain Adaptation with Mixup Training",
    authors: ["Yan", "Song", "Li", "Zou", "Ren"],
    venue: "arXiv:2001.00677",
    year: 2020,
    url: "https://arxiv.org/abs/2001.00677",
  },
  setting: "domain_generalisation",
  mixesInputs: true,
  params: {
    alpha: {
      kind: "number",
      default: 0.2,
      range: [0.05, 1],
      grid: [0.1, 0.2, 1],
      describe: "α, both parameters of the beta distribution that the parts are drawn from",
    },
  },
  create({ alpha }, problem, encoder, optimizer) {
    return learnFromDomains(
      {
        loss(params, domains, { noise }) {
          const parts = betaOf(noise("method"), alpha, domains.length);
          const risks = domains.map((one, i): tf.Scalar => {
            const other = domains[(i + 1) % domains.length];
            const part: tf.Scalar = tf.reshape(tf.slice(parts, [i], [1]), []);
            const rest = tf.sub(1, part);
            const mixed = tf.add(tf.mul(one.x, part), tf.mul(other.x, rest));
            const logits = classify(encoder, params, mixed);
            return tf.add(
              tf.mul(crossEntropy(logits, one.y), part),
              tf.mul(crossEntropy(logits, other.y), rest),
            );
          });
          return { loss: meanOf(risks), parts: {} };
        },
      },
      problem,
      encoder,
      optimizer,
    );
  },
});

/**
 * Draws numbers of the distribution Beta(α, α), by the method of Jöhnk 1964: of two uniform numbers U and V,
 * X = U^(1/α) and Y = V^(1/α) are accepted if X + Y ≤ 1, and give X/(X + Y). The first of 16 candidates that is accepted
 * counts; if none is, which for α = 1 has a probability of 2⁻¹⁶ and is rarer for less, the number is ½.
 *
 * @param noise The source of uniform numbers.
 * @param alpha α, from 0.05 to 1.
 * @param count The number of numbers.
 * @returns `[count]`, in [0, 1].
 */
export function betaOf(noise: Noise, alpha: number, count: number): tf.Tensor1D {
  // ln X and ln Y, of uniform numbers above 0: X and Y themselves can be too small for float32.
  const [x, y] = [0, 1].map(() => {
    const uniform = tf.add(noise.uniform([CANDIDATES, count]), 2 ** -25);
    return tf.div(tf.log(uniform), alpha);
  });
  const accepted = tf.cast(tf.lessEqual(tf.add(tf.exp(x), tf.exp(y)), 1), "float32");
  // X/(X + Y) = 1/(1 + Y/X).
  const drawn = tf.sigmoid(tf.sub(x, y));
  let open: tf.Tensor = tf.ones([1, count]);
  let result: tf.Tensor = tf.zeros([1, count]);
  for (let i = 0; i < CANDIDATES; i++) {
    const [takes, value] = [accepted, drawn].map((rows) => tf.slice(rows, [i, 0], [1, count]));
    result = tf.add(result, tf.mul(tf.mul(open, takes), value));
    open = tf.mul(open, tf.sub(1, takes));
  }
  return tf.reshape(tf.add(result, tf.mul(open, 0.5)), [count]);
}
