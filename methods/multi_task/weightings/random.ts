import { tf } from "../../../engine/mod.ts";
import { defineWeighting, memoryless } from "./weighting.ts";

/**
 * Random weights, redrawn at every step: w = T · softmax(g), with g standard normal.
 *
 * A control that any more elaborate weighting should outperform (Lin et al. 2022, RLW with the normal
 * distribution). g is computed by the Box–Muller transform from two uniform numbers per task:
 * g = √(−2 log(1 − u)) · cos(2πv).
 *
 * `joint` is true: the softmax weighs the tasks of one step against each other; in a step with one task it would
 * only make the learning rate random. The weight of a task that is absent from a batch is drawn all the same, and not
 * divided among the others. Departure: the weights sum to T, as equal weights do (the paper: to 1), so
 * that a learning rate has the same effect with both.
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
