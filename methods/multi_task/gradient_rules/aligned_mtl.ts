import { tf } from "../../../engine/mod.ts";
import { eigen } from "./_eigen.ts";
import { combination, gramMatrix } from "./_gram.ts";
import { ranks } from "./_ranks.ts";
import { defineRule } from "./gradient_rule.ts";

/** Eigenvalues below this fraction of the largest, times the number of tasks, count as zero. */
const TOLERANCE = 1e-6;
/** Keeps quotients finite if all gradients are zero. */
const LEAST = 1e-30;

/**
 * Aligned-MTL: the sum of the nearest gradients that are orthogonal and of one length.
 *
 * With GᵀG = VΛVᵀ the Gram matrix, the aligned gradients are GB with B = √λₛ VΛ^(−½)Vᵀ, whose
 * principal components all have the length √λₛ, and d is their sum, d = Σₖ αₖgₖ with α = B1
 * (Senushkin et al. 2023). Zero eigenvalues and their components are left out. λₛ is the smallest of
 * the others (`min`), their lower median (`median`), or their mean (`rmse`).
 *
 * The aligned gradients never conflict with each other; d may conflict with an original gradient.
 * It depends on the scales of the losses.
 *
 * Departures: eigenvalues below 1e-6·T of the largest count as zero (the authors' code: the machine
 * epsilon, 1.2e-7·T), since the rotations that compute them cannot resolve smaller ones.
 *
 * @see {@link https://arxiv.org/abs/2305.19000}
 */
export default defineRule({
  name: "aligned_mtl",
  title: "Aligned-MTL",
  paper: {
    title: "Independent Component Alignment for Multi-Task Learning",
    authors: ["Senushkin", "Patakin", "Kuznetsov", "Konushin"],
    venue: "CVPR",
    year: 2023,
    url: "https://arxiv.org/abs/2305.19000",
  },
  params: {
    scale_mode: {
      kind: "choice",
      default: "min",
      range: ["min", "median", "rmse"],
      grid: ["min", "median", "rmse"],
      describe: "common singular value: the smallest, the median, or the root mean square of all",
    },
  },
  create: ({ scale_mode }, tasks) => ({
    init: () => ({}),
    combine(gradients, { state }) {
      const gram = gramMatrix(gradients);
      const trace = tf.sum(tf.mul(gram, tf.eye(tasks)));
      const { values, vectors } = eigen(tf.div(gram, tf.maximum(tf.div(trace, tasks), LEAST)));
      const largest = tf.max(values);
      const kept = tf.greater(values, tf.mul(largest, TOLERANCE * tasks));
      const scale = {
        min: () => tf.min(tf.where(kept, values, tf.fill([1, tasks], Infinity))),
        median: () => median(values, kept),
        rmse: () => mean(values, kept),
      }[scale_mode]();
      const ratios = tf.div(scale, tf.where(kept, values, tf.onesLike(values)));
      const stretch = tf.where(kept, tf.sqrt(ratios), tf.zerosLike(values));
      // V · stretch · Vᵀ1
      const coordinates = tf.mul(stretch, tf.sum(vectors, 0, true));
      const weights = tf.sum(tf.mul(vectors, coordinates), 1) as tf.Tensor1D;
      return { gradient: combination(gradients, weights), state };
    },
  }),
});

/** Returns the lower median of the kept values, of `[1, n]`. */
function median(values: tf.Tensor, kept: tf.Tensor): tf.Tensor {
  const places = ranks(tf.where(kept, values, tf.fill(values.shape, Infinity)));
  const count = tf.sum(tf.cast(kept, "float32"));
  const middle = tf.floor(tf.mul(tf.sub(count, 1), 0.5));
  return tf.sum(tf.where(tf.equal(places, middle), values, tf.zerosLike(values)));
}

/** Returns the mean of the kept values; 0 if there are none. */
function mean(values: tf.Tensor, kept: tf.Tensor): tf.Tensor {
  const mask = tf.cast(kept, "float32");
  return tf.div(tf.sum(tf.mul(values, mask)), tf.maximum(tf.sum(mask), 1));
}
