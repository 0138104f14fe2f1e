import { type Tensors, tf } from "../../../engine/mod.ts";
import { combination, gramMatrix, polar } from "./_gram.ts";
import { minimizeNormOverSimplex } from "./_norm_over_simplex.ts";
import { defineRule } from "./gradient_rule.ts";

/** Keeps quotients finite if gradients are zero. */
const LEAST = 1e-30;
/** Ridge on the diagonal of two tasks' Gram matrix, relative to the diagonal. */
const RIDGE_OF_TWO = 1e-6;
/** The same ridge for more tasks. */
const RIDGE = 3e-7;

/**
 * Conflict-averse gradient descent: the direction near the mean gradient that is best for the worst-off task.
 *
 * With g₀ the mean gradient, d maximises minₖ gₖ·d over ‖d − g₀‖ ≤ c‖g₀‖. Its dual: w minimises
 * F(w) = g_w·g₀ + c‖g₀‖‖g_w‖ over w ≥ 0, Σₖ wₖ = 1, where g_w = Σₖ wₖgₖ; and d = g₀ + c‖g₀‖ g_w /
 * ‖g_w‖ (Liu et al. 2021, §3). As in the authors' code, d is multiplied by the number of tasks, so that it has
 * the size of the sum, and divided as `rescale` says. With c = 0 it is the sum.
 *
 * It conflicts with a task if the ball contains no direction without conflict.
 *
 * Departures: w has a closed form for two tasks, and is computed by 14 steps of an interior-point method for more
 * (the code: SciPy's bounded scalar search for two, SLSQP from equal weights for more, each to its default
 * tolerance). For 600 random problems of 3 to 20 tasks, with c below 1, more tasks than dimensions or lengths of
 * 1000:1, d was within 1e-4 ‖g₀‖ of the optimum in all but 3 and within 4e-3 in all. It may be further off if the
 * gradients weighed by g_w cancel to a hundredth, since float32 then determines its direction poorly, and for
 * c ≥ 1 near points at which no direction is good for all. 3e-7 Σₖ ‖wₖgₖ‖² (for two tasks 1e-6) is added to ‖g_w‖²,
 * which defines a direction where g_w vanishes, as with opposite gradients (the code: 1e-8, independent of the
 * gradients' size). A zero gradient, which no direction improves, is left out of the minimum.
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
  version: (tasks) => tasks > 2 ? 2 : 1,
  params: {
    c: {
      kind: "number",
      default: 0.5,
      range: [0, 10],
      grid: [0.2, 0.4, 0.5, 0.8],
      describe: "radius of the ball around the mean gradient, relative to that gradient's length",
    },
    rescale: {
      kind: "choice",
      default: "square",
      range: ["none", "linear", "square"],
      grid: ["none", "square"],
      describe: "divisor of the gradient; none: 1, linear: 1 + c, square: 1 + c²",
    },
  },
  create({ c, rescale }, tasks) {
    const divisor = { none: 1, linear: 1 + c, square: 1 + c * c }[rescale];
    return {
      init: () => ({}),
      combine(gradients, { state }) {
        const averse = tasks === 2 ? averseOfTwo : averseOfMore;
        const conflict = c === 0 ? tf.zeros([tasks]) : averse(gradients, c);
        const weights = tf.div(tf.add(conflict, 1), divisor) as tf.Tensor1D;
        return { gradient: combination(gradients, weights), state };
      },
    };
  },
});

/**
 * Computes, for two tasks, the change of the sum's weights, which are all 1: 2c‖g₀‖·w / ‖g_w‖, `[2]`.
 *
 * With w = (x, 1 − x), ‖g_w‖² = b((x − m)² + h²), and F′ = 0 where (x − m) / √((x − m)² + h²) = −ρ.
 */
function averseOfTwo(gradients: readonly Tensors[], c: number): tf.Tensor1D {
  const gram = gramMatrix(gradients);
  const identity = tf.eye(2);
  const squares = tf.mul(gram, identity);
  const size = tf.maximum(tf.sum(squares), LEAST);
  const present = tf.cast(tf.greater(tf.sum(squares, 1), LEAST), "float32");
  const ridged = tf.div(tf.add(gram, tf.mul(squares, RIDGE_OF_TWO)), size);
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
  // For |ρ| ≥ 1, the minimum of F is at an end, which the diverging quotient reaches.
  const bent = tf.sqrt(tf.maximum(tf.sub(1, tf.square(rho)), 1e-20));
  const x = tf.clipByValue(tf.sub(m, tf.div(tf.mul(rho, h), bent)), 0, 1);
  const inside = tf.stack([x, tf.sub(1, x)]);
  const weights = tf.where(tf.equal(tf.sum(present), 2), inside, present);
  const column = tf.reshape(weights, [2, 1]);
  const length = tf.sqrt(tf.maximum(tf.sum(tf.mul(column, tf.matMul(ridged, column))), LEAST));
  return tf.mul(weights, tf.div(tf.mul(radius, 2), length)) as tf.Tensor1D;
}

/** Computes the same change for three or more tasks, `[tasks]`. */
function averseOfMore(gradients: readonly Tensors[], c: number): tf.Tensor1D {
  const tasks = gradients.length;
  const mean = combination(gradients, tf.fill([tasks], 1 / tasks) as tf.Tensor1D);
  // The mean's own products: if gradients cancel, the sum of their products has little precision left.
  const products = gramMatrix([...gradients, mean]);
  const gram = tf.slice(products, [0, 0], [tasks, tasks]) as tf.Tensor2D;
  const withMean = tf.slice(products, [0, tasks], [tasks, 1]);
  const meanLength = tf.sqrt(tf.slice(products, [tasks, tasks], [1, 1]));
  const { norms, cosines, present } = polar(gram);
  const absent = tf.sub(1, present);
  // Lengths are relative to the gradients' root mean square.
  const size = tf.sqrt(tf.maximum(tf.mean(tf.square(tf.mul(norms, present))), LEAST));
  // In v = w · √norms, halfway between w and w · norms, no solution is far from equal coordinates.
  const roots = tf.add(tf.mul(present, tf.sqrt(tf.div(norms, size))), absent);
  const inverses = tf.reciprocal(roots);
  // A zero gradient gets a cost above its possible gain.
  const costs = tf.add(
    tf.mul(tf.div(withMean, tf.maximum(tf.mul(norms, meanLength), LEAST)), tf.mul(roots, present)),
    tf.mul(absent, 2 + 2 * c),
  );
  const { point, length } = minimizeNormOverSimplex(
    costs,
    tf.mul(
      tf.add(cosines, tf.mul(tf.eye(tasks), RIDGE)),
      tf.matMul(roots, roots, false, true),
    ),
    tf.div(inverses, tf.sum(inverses)),
    c,
  );
  const lengths = tf.mul(tf.mul(point, roots), tf.div(tf.mul(meanLength, c), length));
  return tf.reshape(tf.mul(tf.div(tf.mul(lengths, present), norms), tasks), [tasks]);
}
