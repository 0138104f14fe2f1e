import { sener2018 } from "../../../descriptors/papers.ts";
import { tf } from "../../../engine/mod.ts";
import { combination, gramMatrix, polar } from "./_gram.ts";
import { minimizeOverSimplex } from "./_interior_point.ts";
import { defineRule } from "./gradient_rule.ts";

/** Keeps quotients finite if losses or gradients are zero. */
const LEAST = 1e-15;
/** Iterations of the solver for three or more tasks, after which the optimality conditions hold to float32. */
const ITERATIONS = 8;
/** Squared length of an absent task's gradient in the computation of the weights, relative to the longest. */
const FAR = 1e8;

/**
 * The multiple-gradient descent algorithm: the shortest vector among the convex combinations of the
 * gradients.
 *
 * w minimises ‖Σₖ wₖgₖ‖² over w ≥ 0, Σₖ wₖ = 1, and d = Σₖ wₖgₖ (Sener & Koltun 2018, §3.1). Then
 * d·gₖ ≥ ‖d‖² for every task, and d = 0 if no direction descends on all tasks; a single zero gradient therefore
 * stops all tasks, but for that of a task without a label in the batch, which is left out. With `normalization`, w is
 * optimal for the gradients gₖ / rₖ, where rₖ is ‖gₖ‖ (l2), the loss Lₖ (loss) or Lₖ‖gₖ‖ (loss_l2); as in the authors'
 * code, this w then weighs the original gradients, and d need no longer descend on all tasks.
 *
 * Departures: for two tasks w is the closed form (§3.2) with its ends 0 and 1 (the code: 0.001 and
 * 0.999); for more, eight steps of an interior-point method (the code: projected descent with line
 * search, at most 250 steps, to changes of 1e-5).
 *
 * @see {@link https://arxiv.org/abs/1810.04650}
 */
export default defineRule({
  name: "mgda",
  title: "MGDA",
  paper: sener2018,
  params: {
    normalization: {
      kind: "choice",
      default: "none",
      range: ["none", "l2", "loss", "loss_l2"],
      grid: ["none", "l2", "loss", "loss_l2"],
      describe: "divisor of the gradients in the computation of their weights",
    },
  },
  create: ({ normalization }, tasks) => ({
    init: () => ({}),
    combine(gradients, { state, losses, present }) {
      const gram = gramMatrix(gradients);
      const { norms } = polar(gram);
      const sizes = tf.maximum(tf.reshape(losses, [tasks, 1]), LEAST);
      const divisors = {
        none: tf.onesLike(norms),
        l2: norms,
        loss: sizes,
        loss_l2: tf.mul(sizes, norms),
      }[normalization];
      const normalised = tf.div(tf.div(gram, divisors), tf.transpose(divisors)) as tf.Tensor2D;
      const among = present ? withoutAbsent(normalised, present) : normalised;
      const weights = tasks === 2 ? shortestOfTwo(among) : shortest(among);
      return { gradient: combination(gradients, weights), state };
    },
  }),
});

/** Makes the absent tasks' gradients so long, at right angles to all others, that none of them gets any weight. */
function withoutAbsent(gram: tf.Tensor2D, present: tf.Tensor1D): tf.Tensor2D {
  const identity = tf.eye(gram.shape[0]);
  const largest = tf.max(tf.mul(gram, identity));
  return tf.add(gram, tf.mul(tf.mul(identity, tf.sub(1, present)), tf.mul(largest, FAR)));
}

/** Computes the weights of the shortest vector between two, `[2]`, from their Gram matrix. */
function shortestOfTwo(gram: tf.Tensor2D): tf.Tensor1D {
  const [[first, both], [, second]] = tf.unstack(gram).map((row) => tf.unstack(row));
  const difference = tf.sub(tf.add(first, second), tf.mul(both, 2));
  const share = tf.div(tf.sub(second, both), tf.maximum(difference, LEAST * LEAST));
  const clipped = tf.clipByValue(share, 0, 1);
  return tf.stack([clipped, tf.sub(1, clipped)]) as tf.Tensor1D;
}

/** Computes the weights of the shortest convex combination of several vectors, `[n]`, from their Gram matrix. */
function shortest(gram: tf.Tensor2D): tf.Tensor1D {
  const { norms, cosines } = polar(gram);
  // In v = w · norms the simplex is { v ≥ 0, Σ v / norms = 1 }, up to the scale of v.
  const inverses = tf.reciprocal(norms);
  const normal = tf.div(inverses, tf.sum(inverses));
  const point = minimizeOverSimplex(
    normal,
    (v) => ({ gradient: tf.matMul(cosines, v), curvature: cosines }),
    ITERATIONS,
  );
  const weights = tf.mul(point, normal);
  return tf.reshape(tf.div(weights, tf.sum(weights)), [gram.shape[0]]);
}
