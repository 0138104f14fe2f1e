import { adam, stopGradient, type Tensors, tf } from "../../../engine/mod.ts";
import { wherePresent } from "../_task_losses.ts";
import { defineWeighting, memoryless } from "./weighting.ts";

/** Keeps logarithms and quotients finite where a loss is zero, as the published code does. */
const EPSILON = 1e-8;
/** The logit of an absent task, whose exponential is zero beside that of any other. */
const ABSENT = -1e9;

/**
 * Fast adaptive multitask optimization: all losses should fall by the same factor.
 *
 * With z = softmax(ξ), a term is c·z_k·log L_k, where c = 1 / Σ_k z_k/L_k is constant in differentiation, so that
 * the gradient is a convex combination of the tasks' own (Liu et al. 2023, eq. 11). After the step, ξ follows
 * δ + γξ, where δ is the gradient Σ_k (log L_k before − log L_k after)·∇z_k on the same rows (eqs. 10 and 12): a
 * task whose loss fell faster than the others' loses weight.
 *
 * `joint` is true: z and c depend on all tasks. Where a batch has no label of a task, z is the softmax over the other
 * tasks: they share its weight, and its ξ has no gradient. Departures: Adam updates ξ with γ as its weight decay, as in the
 * authors' code, whose learning rate of 0.025 is meant for Adam (eq. 12: plain gradient descent; since δ has the
 * size of one step's change of log L, it would hardly move ξ at that rate); the lower bounds of the losses are 0,
 * and 1e-8 is added to each loss, as in that code; the network's gradients are not clipped (the code: to norm 1).
 *
 * State: ξ as `logits [T]`, and the state of Adam.
 *
 * @see {@link https://arxiv.org/abs/2306.03792}
 */
export default defineWeighting({
  name: "famo",
  title: "FAMO",
  paper: {
    title: "FAMO: Fast Adaptive Multitask Optimization",
    authors: ["Liu", "Feng", "Stone", "Liu"],
    venue: "NeurIPS",
    year: 2023,
    url: "https://arxiv.org/abs/2306.03792",
  },
  joint: true,
  excludesRules: "it learns from how the losses fall along the weighted sum of the gradients, " +
    "and a rule takes another direction",
  params: {
    gamma: {
      kind: "number",
      default: 0.01,
      range: [0, 1],
      grid: [0.001, 0.01],
      describe: "weight decay of the logits, towards equal weights",
    },
    learning_rate: {
      kind: "number",
      default: 0.025,
      range: [0, 1],
      grid: [0.025],
      describe: "learning rate of the logits",
    },
  },
  create({ gamma, learning_rate }, { length: count }) {
    const optimizer = adam({ weightDecay: gamma });
    return {
      ...memoryless,
      init() {
        const logits = tf.zeros([count]);
        return { logits, optimizer: optimizer.init({ logits }) };
      },
      terms(losses, { state, present }) {
        const z = shares(state.logits as tf.Tensor1D, present);
        const above = tf.add(losses, EPSILON);
        // c·z
        const factors = stopGradient(above, (above) => tf.div(z, tf.sum(tf.div(z, above))));
        return tf.mul(factors as tf.Tensor1D, tf.log(above));
      },
      next(state, seen) {
        const { logits } = state as { logits: tf.Tensor1D };
        const z = shares(logits, seen.present);
        const [before, after] = [seen.losses, seen.lossesAfter()]
          .map((losses) => tf.log(tf.add(losses, EPSILON)));
        const fall = tf.sub(before, after);
        // Σ_k fall_k ∂z_k/∂ξ, the softmax's Jacobian applied.
        const gradient = tf.mul(z, tf.sub(fall, tf.sum(tf.mul(z, fall))));
        const moved = optimizer.update(
          { logits: gradient },
          state.optimizer as Tensors,
          { logits },
          tf.scalar(learning_rate),
        );
        return { logits: moved.params.logits, optimizer: moved.state };
      },
    };
  },
});

/** z: the softmax over the tasks that are present, 0 for the others. */
function shares(logits: tf.Tensor1D, present?: tf.Tensor1D): tf.Tensor1D {
  return tf.softmax(wherePresent(present, logits, ABSENT));
}
