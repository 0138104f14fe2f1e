import { tf } from "../../../engine/mod.ts";
import { reach, taken } from "./_interior_point.ts";
import { inverse } from "./_inverse.ts";

/** Ridge on the unit diagonal of the Newton matrix: it changes the path of the iteration, not its limit. */
const RIDGE = 1e-6;
/** Largest fraction of the way to the boundary that a step may go. */
const FRACTION = 0.99;
/** Smallest target for the product of a coordinate and its slack. */
const CENTRE = 1e-8;
/** Smallest slack of the cone, relative to t, that float32 can distinguish from zero. */
const LEAST_GAP = 1e-6;
/** Largest correction of a product's second-order error, relative to the product. */
const MOST_BENT = 10;
/** Number of steps after which the hardest of many random problems have converged. */
const ITERATIONS = 14;

/** A point of the simplex, and the length of its image. */
export interface NormMinimum {
  /** v `[n, 1]`, all positive: coordinates that should be zero are near 1e-8. */
  readonly point: tf.Tensor;
  /** t ≥ √(vᵀKv), with equality if that is not near zero, `[1, 1]`; c·Kv/t is the norm's subgradient. */
  readonly length: tf.Tensor;
}

/**
 * Minimises b·v + c√(vᵀKv) over a simplex { v : v ≥ 0, a·v = 1 } by a primal-dual interior-point
 * method.
 *
 * The norm has no gradient where it vanishes, and Newton's steps fail nearby. The length t is therefore a separate
 * variable, as in second-order cone programs: b·v + ct is minimised subject to t ≥ √(vᵀKv), with slacks s ≥ 0 of v
 * and the slack t − vᵀKv/t ≥ 0 of t. The method solves b + cKv/t = λa + s, where vₖsₖ and c times the slack of t are
 * 0; its steps are Mehrotra's, towards a common value μ of all these, which shrinks (Nocedal & Wright 2006, §16.6;
 * Andersen, Roos & Terlaky 2003 for cones).
 *
 * @param costs b `[n, 1]`, of about 1 at most.
 * @param products K `[n, n]`, positive semidefinite, with a positive diagonal.
 * @param normal a `[n, 1]`, positive, of sum 1.
 * @param factor c, positive.
 */
export function minimizeNormOverSimplex(
  costs: tf.Tensor,
  products: tf.Tensor,
  normal: tf.Tensor,
  factor: number,
): NormMinimum {
  const size = normal.shape[0];
  const identity = tf.eye(size);
  const inner = (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, y, true);
  let point: tf.Tensor = tf.ones([size, 1]);
  let slack: tf.Tensor = tf.ones([size, 1]);
  // The start is central: the slack of t is 1 / c, since the products vₖsₖ are 1.
  const start = inner(point, tf.matMul(products, point));
  let length = tf.div(tf.add(tf.sqrt(tf.add(tf.mul(start, 4), factor ** -2)), 1 / factor), 2);
  let level: tf.Tensor | undefined;
  for (let i = 0; i < ITERATIONS; i++) {
    const image = tf.matMul(products, point);
    const square = inner(point, image);
    const pull = tf.div(factor, length);
    const gradient = tf.add(costs, tf.mul(image, pull));
    level ??= tf.sub(tf.sum(gradient), size);
    const gap = tf.maximum(
      tf.sub(length, tf.div(square, length)),
      tf.mul(length, LEAST_GAP / 4),
    );
    const squares = tf.add(tf.square(length), square);
    const bend = tf.div(squares, tf.square(length));
    const across = tf.mul(tf.matMul(image, image, false, true), tf.div(2, squares));
    const curvature = tf.mul(tf.sub(products, across), pull);
    const newton = inverse(tf.add(curvature, tf.mul(identity, tf.div(slack, point))), RIDGE);
    const along = tf.matMul(newton, normal);
    const steepness = inner(normal, along);
    const descent = tf.sub(tf.mul(level, normal), gradient);

    /** Newton's step of v along the simplex, of λ, and of t for a given change of its slack. */
    const solve = (force: tf.Tensor, change: tf.Tensor) => {
      const alone = tf.div(change, bend);
      const turned = tf.mul(image, tf.mul(pull, tf.div(alone, length)));
      const free = tf.matMul(newton, tf.add(force, turned));
      const rise = tf.neg(tf.div(inner(normal, free), steepness));
      const move = tf.add(free, tf.mul(along, rise));
      const pulled = tf.div(tf.mul(inner(image, move), 2), tf.mul(length, bend));
      return { move, rise, stretch: tf.add(alone, pulled) };
    };
    /** Returns the stride, at most 1, that goes a fraction of the way to t = √(vᵀKv). */
    const reachCone = (move: tf.Tensor, stretch: tf.Tensor, fraction: number) => {
      // (t + αt′)² − ‖x + αx′‖² = C + 2Bα + Aα² = 0
      const a = tf.sub(tf.square(stretch), inner(move, tf.matMul(products, move)));
      const b = tf.sub(tf.mul(length, stretch), inner(image, move));
      const c = tf.mul(length, gap);
      const discriminant = tf.sub(tf.square(b), tf.mul(a, c));
      const nearest = tf.sub(tf.sqrt(tf.relu(discriminant)), b);
      const met = tf.mul(nearest, tf.cast(tf.greaterEqual(discriminant, 0), "float32"));
      return tf.reciprocal(tf.maximum(tf.div(met, tf.mul(c, fraction)), 1));
    };

    const complements = tf.mul(point, slack);
    const aim = solve(descent, tf.neg(gap));
    const aimMoves = tf.div(aim.move, point);
    const aimGives = tf.sub(-1, aimMoves);
    const aimStride = tf.minimum(reach(aimMoves, 1), reachCone(aim.move, aim.stretch, 1));
    const left = tf.mul(taken(aimMoves, aimStride), taken(aimGives, reach(aimGives, 1)));
    const [aimPoint, aimLength] = [
      tf.add(point, tf.mul(aim.move, aimStride)),
      tf.add(length, tf.mul(aim.stretch, aimStride)),
    ];
    const aimSquare = inner(aimPoint, tf.matMul(products, aimPoint));
    const aimGap = tf.relu(tf.sub(aimLength, tf.div(aimSquare, aimLength)));
    /** The sum of the products that should vanish. */
    const total = (ofPoint: tf.Tensor, ofLength: tf.Tensor) =>
      tf.add(tf.sum(ofPoint), tf.mul(ofLength, factor));
    // Mehrotra's (reached μ / μ)³ μ; if the limit has been reached already, the target would lead away from it.
    const sum = total(complements, gap);
    const ratio = tf.minimum(tf.div(total(tf.mul(complements, left), aimGap), sum), 1);
    const centre = tf.maximum(tf.mul(tf.pow(ratio, 3), tf.div(sum, size + 1)), CENTRE);
    const bent = tf.clipByValue(tf.mul(aimMoves, aimGives), -MOST_BENT, MOST_BENT);
    const target = tf.sub(tf.div(centre, complements), bent);
    // The nonlinear part of the slack of t: −‖x′ − (t′/t)x‖² / t.
    const twist = tf.sub(aim.move, tf.mul(point, tf.div(aim.stretch, length)));
    const lost = tf.div(inner(twist, tf.matMul(products, twist)), length);
    const targetGap = tf.maximum(tf.div(centre, factor), tf.mul(length, LEAST_GAP));
    const step = solve(
      tf.add(descent, tf.mul(target, slack)),
      tf.add(tf.sub(targetGap, gap), lost),
    );
    const move = tf.div(step.move, point);
    const give = tf.sub(tf.sub(target, 1), move);
    const stride = tf.minimum(
      reach(move, FRACTION),
      reachCone(step.move, step.stretch, FRACTION),
    );
    const slackStride = reach(give, FRACTION);
    point = tf.mul(point, taken(move, stride));
    length = tf.add(length, tf.mul(step.stretch, stride));
    slack = tf.mul(slack, taken(give, slackStride));
    level = tf.add(level, tf.mul(step.rise, slackStride));
  }
  return { point, length };
}
