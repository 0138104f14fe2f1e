import { navon2022 } from "../../../descriptors/papers.ts";
import { tf } from "../../../engine/mod.ts";
import { combination, gramMatrix, polar } from "./_gram.ts";
import { inverse } from "./_inverse.ts";
import { defineRule } from "./gradient_rule.ts";

/** Ridge on the diagonals of the cosines, so that opposite gradients have a solution, and of Newton's matrix. */
const RIDGE = 1e-6;
/** Largest fraction of the way to zero that a step may go. */
const FRACTION = 0.9;
/** Iterations of the solver. */
const ITERATIONS = 11;

/**
 * Nash-MTL: d is the Nash bargaining solution of the tasks.
 *
 * d = Σₖ αₖgₖ with GᵀGα = 1/α, α > 0 (Navon et al. 2022, claim 3.1), so that d·gₖ = 1/αₖ > 0 for
 * every task. With C the cosines between the gradients and αₖ = βₖ/‖gₖ‖ this is Cβ = 1/β: the
 * minimum of ½βᵀCβ − Σₖ log βₖ, which is convex and has one solution. ‖d‖² = α·GᵀGα = T, the number
 * of tasks; d is then shortened to at most `max_norm`, which is its length if it is below √T.
 *
 * Neither the direction nor the length depends on the scales of the losses: small gradients make no
 * smaller d, and only the learning rate shortens the steps.
 *
 * Departures: 11 primal-dual Newton steps, from the same start at each training step (the code: up
 * to 20 convex programs by linearisation, from the previous step's α, which it keeps if they fail);
 * there is therefore no memory, and α is computed at each step (the code's `update_weights_every`: 1
 * by default). 1e-6 is added to the diagonal of C. Only the shared gradient is weighed (the code:
 * the losses, and so the gradients of the tasks' own parameters too). A zero gradient is left out.
 *
 * @see {@link https://arxiv.org/abs/2202.01017}
 */
export default defineRule({
  name: "nash_mtl",
  title: "Nash-MTL",
  paper: navon2022,
  version: 2,
  excludesWeightings: "its direction and length do not depend on the scales of the losses",
  params: {
    max_norm: {
      kind: "number",
      default: 1,
      range: [0, 1e6],
      grid: [1],
      describe: "maximum length of the gradient; 0: no maximum",
    },
  },
  create: ({ max_norm }, tasks) => ({
    init: () => ({}),
    combine(gradients, { state }) {
      const { norms, cosines, present } = polar(gramMatrix(gradients));
      const shares = tf.mul(bargain(cosines), present);
      const length = tf.sqrt(tf.sum(tf.mul(shares, tf.matMul(cosines, shares))));
      const weights = tf.div(shares, norms);
      const shortened = max_norm === 0
        ? weights
        : tf.div(weights, tf.maximum(tf.div(length, max_norm), 1));
      return { gradient: combination(gradients, tf.reshape(shortened, [tasks])), state };
    },
  }),
});

/** Solves Cβ = 1/β for β > 0, `[n, n] → [n, 1]`. */
function bargain(cosines: tf.Tensor): tf.Tensor {
  const size = cosines.shape[0];
  const identity = tf.eye(size);
  const matrix = tf.add(cosines, tf.mul(identity, RIDGE));
  let shares: tf.Tensor = tf.ones([size, 1]);
  // s = Cβ and βs = 1, both linearised; neither holds exactly until a full step has been taken.
  let gains: tf.Tensor = tf.ones([size, 1]);
  for (let i = 0; i < ITERATIONS; i++) {
    const newton = inverse(tf.add(matrix, tf.mul(identity, tf.div(gains, shares))), RIDGE);
    const image = tf.matMul(matrix, shares);
    const move = tf.matMul(newton, tf.sub(tf.reciprocal(shares), image));
    const change = tf.sub(tf.matMul(matrix, tf.add(shares, move)), gains);
    const falls = tf.maximum(
      tf.max(tf.div(tf.neg(move), shares)),
      tf.max(tf.div(tf.neg(change), gains)),
    );
    const step = tf.reciprocal(tf.maximum(tf.div(falls, FRACTION), 1));
    shares = tf.add(shares, tf.mul(move, step));
    gains = tf.add(gains, tf.mul(change, step));
  }
  return shares;
}
