import { tf } from "../engine/mod.ts";
import { defineWeighting, memoryless } from "./weighting.ts";

/**
 * Random weights, drawn anew at every step: w = T · softmax(g), with g standard normal.
 *
 * The test that a weighting with more to it has to pass (Lin et al. 2022, RLW with the normal distribution).
 * g comes by Box–Muller from two uniform numbers a task: g = √(−2 log(1 − u)) · cos(2πv).
 *
 * `joint` is true: the softmax weighs the tasks of one step against each other, and a step with one task would
 * only have a random learning rate. Departure: the weights add up to T, as equal ones do (the paper: to 1), so
 * that a learning rate means the same for both.
 *
 * @see {@link https://openreview.net/forum?id=jjtFD8A1Wx}
 */
export default defineWeighting({
  name: "random",
  title: "Random loss weighting",
  paper: {
    title: "Reasonable Effectiveness of Random Weighting: A Litmus Test for Multi-Task Learning",
    authors: ["Lin", "Ye", "Zhang", "Tsang"],
    venue: "TMLR",
    year: 2022,
    url: "https://openreview.net/forum?id=jjtFD8A1Wx",
  },
  version: 2,
  joint: true,
  params: {},
  create: (_, { length: count }) => ({
    ...memoryless,
    terms(losses, { noise }) {
      const [u, v] = tf.unstack(noise.uniform([2, count]));
      // 1 − u lies in (0, 1], so that the logarithm is finite.
      const radius = tf.sqrt(tf.mul(tf.log(tf.sub(1, u)), -2));
      const normal = tf.mul(radius, tf.cos(tf.mul(v, 2 * Math.PI)));
      return tf.mul(losses, tf.mul(tf.softmax(normal), count));
    },
  }),
});
