import { mapTree, tf } from "../../../engine/mod.ts";
import { defineRule } from "./gradient_rule.ts";

/**
 * Gradient sign dropout: for each parameter, one sign is drawn, and the gradients of the other sign are dropped.
 *
 * With S = Σₖ gₖ and N = Σₖ |gₖ|, elementwise, P = ½(1 + S/N) is the purity of positive signs (Chen
 * et al. 2020, eq. 1), and U is uniform. The positive gradients are kept where P > U, the
 * negative ones elsewhere. Their sum is ½(S + N) or ½(S − N); d is (1 − leak) times that plus leak
 * times S.
 *
 * Departures: it acts on the gradients that it receives, by default those of the shared parameters
 * (the paper: of a layer's activations, multiplied by the
 * activations' signs and summed over the batch before P is computed); one leak for all tasks (the
 * paper: one for each).
 *
 * @see {@link https://arxiv.org/abs/2010.06808}
 */
export default defineRule({
  name: "graddrop",
  title: "GradDrop",
  paper: {
    title: "Just Pick a Sign: Optimizing Deep Multitask Models with Gradient Sign Dropout",
    authors: ["Chen", "Ngiam", "Huang", "Luong", "Kretzschmar", "Chai", "Anguelov"],
    venue: "NeurIPS",
    year: 2020,
    url: "https://arxiv.org/abs/2010.06808",
  },
  version: 2,
  params: {
    leak: {
      kind: "number",
      default: 0,
      range: [0, 1],
      grid: [0, 0.5],
      describe: "fraction of the gradients that is exempt from dropping",
    },
  },
  create: ({ leak }) => ({
    init: () => ({}),
    combine([first, ...others], { state, noise }) {
      const gradient = mapTree(
        (...same: tf.Tensor[]) => {
          const sum = tf.addN(same);
          const sizes = tf.addN(same.map((leaf) => tf.abs(leaf)));
          // P > U without the quotient, which is 0/0 if no task has a gradient.
          const drawn = tf.mul(tf.mul(noise.uniform(sum.shape), 2), sizes);
          const positive = tf.greater(tf.add(sum, sizes), drawn);
          const kept = tf.mul(tf.add(sum, tf.where(positive, sizes, tf.neg(sizes))), 0.5);
          return leak === 0 ? kept : tf.add(tf.mul(kept, 1 - leak), tf.mul(sum, leak));
        },
        first,
        ...others,
      );
      return { gradient, state };
    },
  }),
});
