import { tf } from "../../engine/mod.ts";
import { defineGeneralisation } from "./_method.ts";
import { learnWithPenalty, meanOverPairs, penaltyWeight } from "./_penalty.ts";

/**
 * Alignment of the features' means and covariances between all training domains.
 *
 * L = (1/n) Σₑ Rₑ + λ · mean over pairs of domains of D, with D = ‖μₐ − μ_b‖²/d + ‖Cₐ − C_b‖²_F/d² on features of width d:
 * Deep CORAL (Sun & Saenko 2016, eq. 1, which has the covariances alone, divided by 4d²) between domains that all are
 * labelled, as in DomainBed, which adds the means.
 */
export default defineGeneralisation({
  name: "coral_dg",
  title: "Correlation alignment of the training domains",
  paper: {
    title: "Deep CORAL: Correlation Alignment for Deep Domain Adaptation",
    authors: ["Sun", "Saenko"],
    venue: "ECCV workshops",
    year: 2016,
    url: "https://arxiv.org/abs/1607.01719",
  },
  setting: "domain_generalisation",
  params: { weight: penaltyWeight },
  create: (values, ...made) =>
    learnWithPenalty(values, (passes) => meanOverPairs(passes, momentDistance), ...made),
});

/**
 * The distance D of two samples' means and covariances, see above; a covariance is divided by the rows less one.
 *
 * @param a `[m, width]`, m ≥ 2.
 * @param b `[n, width]`, n ≥ 2.
 * @returns A scalar.
 */
export function momentDistance(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  const [ofA, ofB] = [a, b].map((x) => {
    const mean = tf.mean(x, 0, true);
    const centred = tf.sub(x, mean);
    return { mean, covariance: tf.div(tf.matMul(centred, centred, true), x.shape[0] - 1) };
  });
  return tf.add(
    tf.mean(tf.squaredDifference(ofA.mean, ofB.mean)),
    tf.mean(tf.squaredDifference(ofA.covariance, ofB.covariance)),
  );
}
