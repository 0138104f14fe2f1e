import { tf } from "../engine/mod.ts";
import { combination, gramMatrix, polar } from "./_gram.ts";
import { minimizeOverSimplex } from "./_interior_point.ts";
import { defineRule } from "./gradient_rule.ts";

/** Keeps quotients finite where gradients are zero. */
const LEAST = 1e-30;
/** What is added to the cosines' diagonal. */
const RIDGE = 1e-6;
/** Iterations of the solver for three tasks and more. */
const ITERATIONS = 12;

/**
 * Conflict-averse gradient descent: the direction near the mean gradient that is best for the
 * worst-off task.
 *
 * With g₀ the mean gradient, d maximises minₖ gₖ·d over ‖d − g₀‖ ≤ c‖g₀‖. Its dual: w minimises
 * F(w) = g_w·g₀ + c‖g₀‖‖g_w‖ over w ≥ 0, Σₖ wₖ = 1, where g_w = Σₖ wₖgₖ; and d = g₀ + c‖g₀‖ g_w /
 * ‖g_w‖ (Liu et al. 2021, §3). As in the authors' code, d is multiplied by the number of tasks, to
 * be of the size of the sum, and divided as `rescale` says. With c = 0 it is the sum.
 *
 * It may conflict with a task: where the ball holds no direction that does not.
 *
 * Departures: w is in closed form for two tasks, and comes of 12 steps of an interior-point method
 * for more (the code: SciPy's bounded scalar search for two, SLSQP from equal weights for more,
 * each to its default tolerance). The steps end at the best value to about six digits, but may stop
 * short of it where the worst-off of several tasks can hardly gain at all, or where the gradients of
 * many differ a thousandfold in length. ‖g_w‖² has 1e-6 Σₖ ‖wₖgₖ‖² added, which gives a direction
 * where g_w vanishes, as with opposite gradients (the code: 1e-8, whatever the gradients' size). A
 * gradient of zero, which no direction improves on, is left out of the minimum.
 *
 * @see {@link https://arxiv.org/abs/2110.14048}
 */
export default defineRule({
  name: "cagrad",
  title: "CAGrad",
  paper: {
    title: "Conflict-Averse Gradient Descent for Multi-task Learning",
    authors: ["Liu", "Liu", "Jin", "Stone", "Liu"],
    venue: "NeurIPS",
    year: 2021,
    url: "https://arxiv.org/abs/2110.14048",
  },
  params: {
    c: {
      kind: "number",
      default: 0.5,
      range: [0, 10],
      grid: [0.2, 0.4, 0.5, 0.8],
      describe: "radius of the ball around the mean gradient, in lengths of that gradient",
    },
    rescale: {
      kind: "choice",
      default: "square",
      range: ["none", "linear", "square"],
      grid: ["none", "square"],
      describe: "what the gradient is divided by: none 1, linear 1 + c, square 1 + c²",
    },
  },
  create({ c, rescale }, tasks) {
    const divisor = { none: 1, linear: 1 + c, square: 1 + c * c }[rescale];
    return {
      init: () => ({}),
      combine(gradients, { state }) {
        const averse = tasks === 2 ? averseOfTwo : averseOfMore;
        const conflict = c === 0 ? tf.zeros([tasks]) : averse(gramMatrix(gradients), c);
        const weights = tf.div(tf.add(conflict, 1), divisor) as tf.Tensor1D;
        return { gradient: combination(gradients, weights), state };
      },
    };
  },
});

/**
 * What the weights of the sum, all 1, are changed by, for two tasks: 2c‖g₀‖·w / ‖g_w‖, `[2]`.
 *
 * With w = (x, 1 − x), ‖g_w‖² = b((x − m)² + h²), and F′ = 0 where (x − m) / √((x − m)² + h²) = −ρ.
 */
function averseOfTwo(gram: tf.Tensor2D, c: number): tf.Tensor1D {
  const identity = tf.eye(2);
  const squares = tf.mul(gram, identity);
  const size = tf.maximum(tf.sum(squares), LEAST);
  const present = tf.cast(tf.greater(tf.sum(squares, 1), LEAST), "float32");
  const ridged = tf.div(tf.add(gram, tf.mul(squares, RIDGE)), size);
  const [[first, both], [, second]] = tf.unstack(ridged).map((row) => tf.unstack(row));
  const mean = tf.div(tf.mean(gram, 1), size);
  const radius = tf.mul(tf.sqrt(tf.relu(tf.mean(mean))), c);

  const b = tf.maximum(tf.sub(tf.add(first, second), tf.mul(both, 2)), LEAST);
  const m = tf.div(tf.sub(second, both), b);
  const h = tf.div(tf.sqrt(tf.relu(tf.sub(tf.mul(first, second), tf.square(both)))), b);
  const [ofFirst, ofSecond] = tf.unstack(mean);
  const rho = tf.div(
    tf.sub(ofFirst, ofSecond),
    tf.maximum(tf.mul(radius, tf.sqrt(b)), LEAST),
  );
  // From |ρ| = 1 on F has no minimum but at an end, which is where the quotient goes.
  const bent = tf.sqrt(tf.maximum(tf.sub(1, tf.square(rho)), 1e-20));
  const x = tf.clipByValue(tf.sub(m, tf.div(tf.mul(rho, h), bent)), 0, 1);
  const inside = tf.stack([x, tf.sub(1, x)]);
  const weights = tf.where(tf.equal(tf.sum(present), 2), inside, present);
  const column = tf.reshape(weights, [2, 1]);
  const length = tf.sqrt(tf.maximum(tf.sum(tf.mul(column, tf.matMul(ridged, column))), LEAST));
  return tf.mul(weights, tf.div(tf.mul(radius, 2), length)) as tf.Tensor1D;
}

/** The same for three tasks and more, `[tasks]`. */
function averseOfMore(gram: tf.Tensor2D, c: number): tf.Tensor1D {
  const tasks = gram.shape[0];
  const identity = tf.eye(tasks);
  const { norms, cosines, present } = polar(gram);
  const absent = tf.sub(1, present);
  // Lengths are parts of the gradients' root mean square.
  const size = tf.sqrt(tf.maximum(tf.mean(tf.square(tf.mul(norms, present))), LEAST));
  const mean = tf.mean(gram, 1, true);
  const radius = tf.mul(c, tf.div(tf.sqrt(tf.relu(tf.mean(mean))), size));
  // In v = w · √norms, halfway between w and w · norms, no solution is far from equal parts.
  const roots = tf.add(tf.mul(present, tf.sqrt(tf.div(norms, size))), absent);
  const products = tf.mul(cosines, tf.matMul(roots, roots, false, true));
  const squares = tf.mul(identity, tf.square(roots));
  const inverses = tf.reciprocal(roots);
  const normal = tf.div(inverses, tf.sum(inverses));
  const normals = tf.matMul(normal, normal, false, true);
  // A gradient of zero is made to cost more than it can gain.
  const costs = tf.add(
    tf.mul(tf.div(mean, tf.mul(norms, size)), tf.mul(roots, present)),
    tf.mul(absent, 2 + 2 * c),
  );

  /** ‖g_w‖ with a ridge, and its gradient. */
  const length = (v: tf.Tensor, ridge: number) => {
    const matrix = tf.add(products, tf.mul(squares, ridge));
    const image = tf.matMul(matrix, v);
    const value = tf.sqrt(tf.sum(tf.mul(v, image)));
    return { matrix, value, gradient: tf.div(image, value) };
  };
  const point = minimizeOverSimplex(normal, (v, iteration) => {
    const { matrix, value, gradient } = length(v, ridgeAt(iteration));
    // In proportion to v the length has no curvature: the normal's square lends it some.
    const across = tf.sub(matrix, tf.matMul(gradient, gradient, false, true));
    const curvature = tf.add(across, tf.mul(normals, tf.square(value)));
    return {
      gradient: tf.add(costs, tf.mul(radius, gradient)),
      curvature: tf.mul(curvature, tf.div(radius, value)),
    };
  }, ITERATIONS);
  const { value } = length(point, ridgeAt(ITERATIONS));
  const lengths = tf.mul(tf.mul(point, roots), tf.mul(radius, tf.div(size, value)));
  return tf.reshape(tf.mul(tf.div(tf.mul(lengths, present), norms), tasks), [tasks]);
}

/** From 1, where the length is as smooth as it can be, to the ridge that is meant. */
function ridgeAt(iteration: number): number {
  return Math.max(10 ** (-0.6 * iteration), RIDGE);
}
