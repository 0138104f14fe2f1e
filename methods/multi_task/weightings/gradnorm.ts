import { adam, type Tensors, tf } from "../../../engine/mod.ts";
import { defineWeighting, memoryless } from "./weighting.ts";

/** Keeps quotients finite where losses are zero, and weights positive. */
const LEAST = 1e-6;

/**
 * Gradient normalisation: weights that bring the tasks' gradients to one size, larger for tasks that train slowly.
 *
 * With G_k = ‖w_k ∇L_k‖, its mean Ḡ over the tasks, and r_k = (L_k/L_k(0)) / mean(L/L(0)), the weights follow the
 * gradient of Σ_k |G_k − Ḡ·r_k^α| with the targets constant (Chen et al. 2018, eqs. 1 and 2, algorithm 1), which
 * is sign(G_k − Ḡ·r_k^α)·‖∇L_k‖ in w_k. Adam updates the weights, as in the paper's experiments (§5.1), with a
 * learning rate of its own; then the weights are scaled to sum to T, the number of tasks.
 *
 * `joint` is true: Ḡ and r are means over all tasks. A task that is absent from a batch is left out of both means, its
 * L_k(0) is the loss of the first step that has it, and its weight follows Adam's momentum and the scaling alone.
 * Departures: the gradients are taken in all shared parameters
 * (the paper: in those of the last shared layer); L_k(0) is the loss of the first step for every kind of task (the
 * paper's note allows log C for C classes); no weight falls below 1e-6 before the scaling (the paper: no bound).
 *
 * State: the `weights [T]`, the state of Adam, and L(0) as `initial [T]`, zero before the first step.
 *
 * @see {@link https://arxiv.org/abs/1711.02257}
 */
export default defineWeighting({
  name: "gradnorm",
  title: "GradNorm",
  paper: {
    title:
      "GradNorm: Gradient Normalization for Adaptive Loss Balancing in Deep Multitask Networks",
    authors: ["Chen", "Badrinarayanan", "Lee", "Rabinovich"],
    venue: "ICML",
    year: 2018,
    url: "https://arxiv.org/abs/1711.02257",
  },
  joint: true,
  readsGradients: true,
  excludesRules: "it balances the sizes of the gradients that are added up, " +
    "which a rule then projects or rescales",
  params: {
    alpha: {
      kind: "number",
      default: 1.5,
      range: [0, 10],
      grid: [0.5, 1, 1.5],
      describe: "strength of the pull towards a common training rate; 0: gradients of equal size",
    },
    learning_rate: {
      kind: "number",
      default: 0.025,
      range: [0, 1],
      grid: [0.001, 0.025],
      describe: "learning rate of the weights",
    },
  },
  create({ alpha, learning_rate }, { length: count }) {
    const optimizer = adam();
    return {
      ...memoryless,
      init() {
        const weights = tf.ones([count]);
        return { weights, optimizer: optimizer.init({ weights }), initial: tf.zeros([count]) };
      },
      terms: (losses, { state }) => tf.mul(losses, state.weights as tf.Tensor1D),
      next(state, seen) {
        const { losses, present } = seen;
        // Losses and gradients of absent tasks are zero.
        const mean = (values: tf.Tensor) =>
          present ? tf.div(tf.sum(values), tf.maximum(tf.sum(present), 1)) : tf.mean(values);
        const weights = state.weights as tf.Tensor1D;
        const known = state.initial as tf.Tensor1D;
        const initial = tf.where(tf.greater(known, 0), known, losses);
        const progress = tf.div(losses, tf.maximum(initial, LEAST));
        const rates = tf.div(progress, tf.maximum(mean(progress), LEAST));

        const norms = seen.gradientNorms();
        const weighted = tf.mul(weights, norms);
        const targets = tf.mul(mean(weighted), tf.pow(rates, alpha));
        const gradient = tf.mul(tf.sign(tf.sub(weighted, targets)), norms);
        const moved = optimizer.update(
          { weights: gradient },
          state.optimizer as Tensors,
          { weights },
          tf.scalar(learning_rate),
        );
        const positive = tf.maximum(moved.params.weights as tf.Tensor1D, LEAST);
        return {
          weights: tf.mul(positive, tf.div(count, tf.sum(positive))),
          optimizer: moved.state,
          initial,
        };
      },
    };
  },
});
