import { tf } from "../../../engine/mod.ts";
import { combination, gramMatrix, polar } from "./_gram.ts";
import { inverse } from "./_inverse.ts";
import { defineRule } from "./gradient_rule.ts";

/** Ridge on the diagonal of the cosines, for linearly dependent gradients. */
const RIDGE = 1e-6;
/** Smallest sum of the weights, relative to the sum of their absolute values. */
const LEAST_SUM = 1e-6;
/** Keeps the quotient finite if all gradients are zero. */
const LEAST = 1e-30;

/**
 * The gradient balance of impartial multi-task learning: a direction with equal projections on all gradients.
 *
 * d = Σₖ αₖgₖ with Σₖ αₖ = 1 and d·gₖ/‖gₖ‖ the same for every k (Liu et al. 2021, §3). With C the
 * cosines between the gradients, Cβ = 1 and αₖ = βₖ/‖gₖ‖, scaled; for two tasks d = (‖g₂‖g₁ +
 * ‖g₁‖g₂) / (‖g₁‖ + ‖g₂‖). This is the paper's closed form with the inverse of another matrix, in a form
 * symmetric in the tasks.
 *
 * The direction does not depend on the scales of the losses; the length does.
 *
 * Departures: with three or more tasks, the α of sum 1 can give negative projections on all gradients; d is then
 * negated, so that it descends (the paper: not negated); 1e-6 is added to the diagonal of C; Σₖ αₖ counts
 * as at least 1e-6 Σₖ |αₖ|; a zero gradient is left out. The balance of losses, IMTL-L, is a weighting and not part
 * of this rule.
 *
 * @see {@link https://openreview.net/forum?id=IMPnRXEWpvr}
 */
export default defineRule({
  name: "imtl_g",
  title: "IMTL-G",
  paper: {
    title: "Towards Impartial Multi-task Learning",
    authors: ["Liu", "Li", "Kuang", "Xue", "Chen", "Yang", "Liao", "Zhang"],
    venue: "ICLR",
    year: 2021,
    url: "https://openreview.net/forum?id=IMPnRXEWpvr",
  },
  excludesWeightings:
    "its direction has equal projections on the tasks' gradients and does not depend on their lengths",
  params: {},
  create: (_, tasks) => ({
    init: () => ({}),
    combine(gradients, { state }) {
      const { norms, cosines, present } = polar(gramMatrix(gradients));
      const shares = tf.sum(inverse(cosines, RIDGE), 1, true);
      const balanced = tf.mul(shares, tf.div(present, norms));
      const least = tf.maximum(tf.mul(tf.sum(tf.abs(balanced)), LEAST_SUM), LEAST);
      const weights = tf.div(balanced, tf.maximum(tf.abs(tf.sum(balanced)), least));
      return { gradient: combination(gradients, tf.reshape(weights, [tasks])), state };
    },
  }),
});
