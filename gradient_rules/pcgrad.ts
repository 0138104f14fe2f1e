import { tf } from "../engine/mod.ts";
import { combination, gramMatrix } from "./_gram.ts";
import { ranks } from "./_ranks.ts";
import { defineRule } from "./gradient_rule.ts";

/** Keeps quotients finite where a gradient is zero. */
const LEAST = 1e-30;

/**
 * Gradient surgery: each task's gradient gives up what conflicts with another's.
 *
 * From each gᵢ, in turn for the other tasks j in an order drawn anew, gᵢ ← gᵢ − (gᵢ·gⱼ / ‖gⱼ‖²) gⱼ
 * wherever gᵢ·gⱼ < 0, with gⱼ as it was; d is the sum of what is left of all (Yu et al. 2020,
 * algorithm 1).
 *
 * Each task's order is that of one row of uniform numbers. For two tasks d conflicts with neither;
 * for more it may, as the last projection can undo an earlier one.
 *
 * Departures: none; the inner products are those of the Gram matrix.
 *
 * @see {@link https://arxiv.org/abs/2001.06782}
 */
export default defineRule({
  name: "pcgrad",
  title: "PCGrad",
  paper: {
    title: "Gradient Surgery for Multi-Task Learning",
    authors: ["Yu", "Kumar", "Gupta", "Levine", "Hausman", "Finn"],
    venue: "NeurIPS",
    year: 2020,
    url: "https://arxiv.org/abs/2001.06782",
  },
  version: 2,
  params: {},
  create: (_, tasks) => ({
    init: () => ({}),
    combine(gradients, { state, noise }) {
      const gram = gramMatrix(gradients);
      const identity = tf.eye(tasks);
      const squares = tf.maximum(tf.sum(tf.mul(gram, identity), 0, true), LEAST);
      // Each task itself comes last in its row, where no step reaches it.
      const order = ranks(tf.add(noise.uniform([tasks, tasks]), identity));
      // Row i: gᵢ as it stands, in terms of the tasks' gradients.
      let mixture: tf.Tensor = identity;
      for (let turn = 0; turn < tasks - 1; turn++) {
        const chosen = tf.cast(tf.equal(order, turn), "float32");
        const projections = tf.div(tf.minimum(tf.matMul(mixture, gram), 0), squares);
        mixture = tf.sub(mixture, tf.mul(projections, chosen));
      }
      const weights = tf.sum(mixture, 0) as tf.Tensor1D;
      return { gradient: combination(gradients, weights), state };
    },
  }),
});
