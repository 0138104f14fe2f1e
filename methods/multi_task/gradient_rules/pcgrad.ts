import { tf } from "../../../engine/mod.ts";
import { combination, gramMatrix } from "./_gram.ts";
import { ranks } from "./_ranks.ts";
import { defineRule } from "./gradient_rule.ts";

/** Keeps quotients finite if a gradient is zero. */
const LEAST = 1e-30;

/**
 * Gradient surgery: the conflicting component of each task's gradient is projected out.
 *
 * For each gᵢ and, in a random order, for each other task j, gᵢ ← gᵢ − (gᵢ·gⱼ / ‖gⱼ‖²) gⱼ
 * if gᵢ·gⱼ < 0, with the original gⱼ; d is the sum of the projected gradients (Yu et al. 2020,
 * algorithm 1).
 *
 * Each task's order is the ranking of one row of uniform numbers, redrawn at every step. With two tasks d conflicts
 * with neither; with more it may, as the last projection can undo an earlier one.
 *
 * Departures: none; the inner products are taken from the Gram matrix.
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
      // Each task itself has the last rank in its row, which no projection reaches.
      const order = ranks(tf.add(noise.uniform([tasks, tasks]), identity));
      // Row i: the current gᵢ, in terms of the tasks' original gradients.
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
