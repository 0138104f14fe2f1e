import { tf } from "../../../engine/mod.ts";
import { inverse } from "./_inverse.ts";

/** The derivatives of a convex function at a point. */
export interface Slope {
  /** `[n, 1]`. */
  readonly gradient: tf.Tensor;
  /**
   * The Hessian, `[n, n]`; a multiple of a·aᵀ for the normal a may be added, which changes no step along
   * the simplex.
   */
  readonly curvature: tf.Tensor;
}

/** Ridge on the unit diagonal of the Newton matrix: it changes the path of the iteration, not its limit. */
const RIDGE = 1e-5;
/** Largest fraction of the way to the boundary that a step may go. */
const FRACTION = 0.99;
/** Smallest target for the product of a coordinate and its slack: float32 cannot resolve smaller ones. */
const CENTRE = 1e-8;

/**
 * Minimises a convex function over a simplex { v : v ≥ 0, a·v = 1 } by a primal-dual
 * interior-point method.
 *
 * It solves ∇f(v) = λa + s and vₖsₖ = 0 for v, s ≥ 0 and λ. Each iteration is Mehrotra's predictor–corrector step:
 * Newton's step towards vₖsₖ = 0 determines the target μ, and the step that is taken solves vₖsₖ = μ, corrected by
 * the second-order error of the first (Nocedal & Wright 2006, §16.6). It starts at v = s = 1.
 *
 * @param normal a `[n, 1]`, positive, of sum 1.
 * @param slope Returns the function's derivatives at v `[n, 1]`, which should be of about 1 if v is.
 * @param iterations The fixed number of iterations; 8 are enough for a quadratic function.
 * @returns v `[n, 1]`, all positive: coordinates that should be zero are near 1e-8.
 */
export function minimizeOverSimplex(
  normal: tf.Tensor,
  slope: (point: tf.Tensor, iteration: number) => Slope,
  iterations: number,
): tf.Tensor {
  const size = normal.shape[0];
  const identity = tf.eye(size);
  let point: tf.Tensor = tf.ones([size, 1]);
  let slack: tf.Tensor = tf.ones([size, 1]);
  let level: tf.Tensor | undefined;
  for (let i = 0; i < iterations; i++) {
    const { gradient, curvature } = slope(point, i);
    // v·(∇f − s), which equals λ if the conditions hold.
    level ??= tf.sub(tf.sum(gradient), size);
    const newton = inverse(tf.add(curvature, tf.mul(identity, tf.div(slack, point))), RIDGE);
    const along = tf.matMul(newton, normal);
    const steepness = tf.matMul(normal, along, true);
    const descent = tf.sub(tf.mul(level, normal), gradient);

    /** Newton's step along the simplex, relative to v, and the change of λ. */
    const solve = (force: tf.Tensor) => {
      const free = tf.matMul(newton, force);
      const rise = tf.neg(tf.div(tf.matMul(normal, free, true), steepness));
      return { move: tf.div(tf.add(free, tf.mul(along, rise)), point), rise };
    };

    // v is multiplied by 1 + t·move and s by 1 + u·give; if vs is to be multiplied by a target,
    // move + give = target − 1.
    const products = tf.mul(point, slack);
    const aim = solve(descent).move;
    const aimed = tf.sub(-1, aim);
    const left = tf.mul(taken(aim, reach(aim, 1)), taken(aimed, reach(aimed, 1)));
    const reached = tf.mean(tf.mul(products, left));
    // σμ with Mehrotra's σ = (reached μ / μ)³.
    const ratio = tf.div(reached, tf.mean(products));
    const centre = tf.maximum(tf.mul(tf.square(ratio), reached), CENTRE);
    const target = tf.sub(tf.div(centre, products), tf.mul(aim, aimed));
    const { move, rise } = solve(tf.add(descent, tf.mul(target, slack)));
    const give = tf.sub(tf.sub(target, 1), move);
    const stride = reach(give, FRACTION);
    point = tf.mul(point, taken(move, reach(move, FRACTION)));
    slack = tf.mul(slack, taken(give, stride));
    level = tf.add(level, tf.mul(rise, stride));
  }
  return point;
}

/** Returns the factors of positive numbers for a step of this stride along their relative changes. */
export function taken(parts: tf.Tensor, stride: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(parts, stride), 1);
}

/** Returns the stride, at most 1, that goes a fraction of the way to the first zero of a number. */
export function reach(parts: tf.Tensor, fraction: number): tf.Tensor {
  return tf.reciprocal(tf.maximum(tf.mul(tf.min(parts), -1 / fraction), 1));
}
