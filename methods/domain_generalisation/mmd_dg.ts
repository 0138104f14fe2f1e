import { tf } from "../../engine/mod.ts";
import { defineGeneralisation } from "./_method.ts";
import { learnWithPenalty, meanOverPairs, penaltyWeight } from "./_penalty.ts";

/** The factors γ of the kernels' squared distances. */
const FACTORS = [0.001, 0.01, 0.1, 1, 10, 100, 1000];

/**
 * Alignment of the features' distributions between all training domains by the maximum mean discrepancy.
 *
 * L = (1/n) Σₑ Rₑ + λ · mean over pairs of domains of MMD², the biased estimate with k(x, y) = Σ_γ exp(−γ‖x − y‖²) and γ in
 * 10⁻³, 10⁻², …, 10³ (Li et al. 2018).
 *
 * Departures, as in DomainBed: the features of a classifier are aligned; the paper's are those of an autoencoder, whose code
 * is also drawn to a Laplace distribution by an adversary. Its mixture of kernels has bandwidths of 1, 5 and 10.
 */
export default defineGeneralisation({
  name: "mmd_dg",
  title: "Maximum mean discrepancy between the training domains",
  paper: {
    title: "Domain Generalization with Adversarial Feature Learning",
    authors: ["Li", "Pan", "Wang", "Kot"],
    venue: "CVPR, 5400-5409",
    year: 2018,
    url:
      "https://openaccess.thecvf.com/content_cvpr_2018/html/Li_Domain_Generalization_With_CVPR_2018_paper.html",
  },
  setting: "domain_generalisation",
  params: { weight: penaltyWeight },
  create: (values, ...made) =>
    learnWithPenalty(values, (passes) => meanOverPairs(passes, meanDiscrepancy), ...made),
});

/**
 * MMD² of two samples, see above.
 *
 * @param a `[m, width]`.
 * @param b `[n, width]`.
 * @returns A scalar, at least 0 up to rounding.
 */
export function meanDiscrepancy(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  // Centring: distances do not depend on the features' offset, but their float32 rounding errors do.
  const centre = tf.mean(tf.concat([a, b]), 0);
  const [ofA, ofB] = [tf.sub(a, centre), tf.sub(b, centre)];
  const kernel = (x: tf.Tensor, y: tf.Tensor): tf.Scalar => {
    const distances = squaredDistances(x, y);
    return tf.mean(tf.addN(FACTORS.map((factor) => tf.exp(tf.mul(distances, -factor)))));
  };
  return tf.sub(tf.add(kernel(ofA, ofA), kernel(ofB, ofB)), tf.mul(kernel(ofA, ofB), 2));
}

/** ‖xᵢ − yⱼ‖², `[m, width]` and `[n, width] → [m, n]`. */
function squaredDistances(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const [ofX, ofY] = [x, y].map((rows) => tf.sum(tf.square(rows), 1, true));
  const inner = tf.matMul(x, y, false, true);
  return tf.relu(tf.sub(tf.add(ofX, tf.transpose(ofY)), tf.mul(inner, 2)));
}
