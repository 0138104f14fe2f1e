import { kendall2018 } from "../../../descriptors/papers.ts";
import { tf } from "../../../engine/mod.ts";
import { defineWeighting, memoryless } from "./weighting.ts";

/**
 * Weights from uncertainties that are learned with the network.
 *
 * With s_k = log σ_k², a term is exp(−s_k)·L_k + s_k/2 for a cross-entropy and ½·exp(−s_k)·L_k + s_k/2 for a
 * squared error (Kendall et al. 2018, eq. 10; s instead of σ at the end of §3.2). At the optimal s_k of a constant
 * loss, its factor is 1/(2·L_k) for both. Terms can be negative.
 *
 * `joint` is false: a term depends on its own loss and s_k alone. The whole term of an absent task is left out, so that
 * s_k/2 does not lower the s_k of a task without labels. Departures: all s_k start at `initial`, by
 * default 0 (the paper names no initial value); the network's optimizer learns them, at the network's learning
 * rate and with its weight decay.
 *
 * @see {@link https://arxiv.org/abs/1705.07115}
 */
export default defineWeighting({
  name: "uncertainty",
  title: "Uncertainty weighting",
  paper: kendall2018,
  joint: false,
  params: {
    initial: {
      kind: "number",
      default: 0,
      range: [-10, 10],
      grid: [-1, 0, 1],
      describe: "initial logarithm of each task's variance",
    },
  },
  create({ initial }, kinds) {
    const factors = kinds.map((kind) => kind === "cross_entropy" ? 1 : 0.5);
    return {
      ...memoryless,
      params: () => ({ logVariances: tf.fill([kinds.length], initial) }),
      terms(losses, { params, tasks }) {
        const s = tf.gather(params.logVariances as tf.Tensor1D, tf.tensor1d([...tasks], "int32"));
        const factor = tf.tensor1d(tasks.map((task) => factors[task]));
        return tf.add(tf.mul(tf.mul(factor, tf.exp(tf.neg(s))), losses), tf.mul(s, 0.5));
      },
    };
  },
});
