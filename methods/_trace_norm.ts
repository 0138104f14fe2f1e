import { tf } from "../engine/mod.ts";

/** The part of the sum of squares that is added to each squared singular value. */
const SMOOTHING = 1e-5;

/** Keeps a matrix of zeros from being divided by its size. */
const LEAST = 1e-12;

/**
 * Steps of the iteration below. A step takes a small eigenvalue r to 2.25·r, so that the smallest, SMOOTHING,
 * is near 1 after 15; a few more double the digits that are right.
 */
const STEPS = 20;

/**
 * The sum of several matrices' trace norms, each the sum of a matrix's singular values.
 *
 * ‖M‖_* = Σᵢ σᵢ = tr (M Mᵀ)^½, with the gradient (M Mᵀ)^(−½) M, for matrices of few rows.
 *
 * Each σ counts as √(σ² + ε), ε = 10⁻⁵·‖M‖²_F through which no gradient flows: the norm has no gradient where
 * a singular value is zero, and float32 does not know the small ones. So the value is up to
 * (rows · √10⁻⁵)·‖M‖_F too large.
 *
 * @param matrices `[rows, …]` each, all of as many rows.
 * @returns A scalar.
 *
 * @example
 * ```ts
 * import { traceNorm } from "./_trace_norm.ts";
 * import { openDevice, tf } from "../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const value = traceNorm([tf.tensor2d([[3, 0, 0], [0, -4, 0]])]).dataSync()[0];
 * assert.ok(Math.abs(value - 7) < 1e-3);
 * ```
 */
export function traceNorm(matrices: readonly tf.Tensor2D[]): tf.Scalar {
  const grams = matrices.map((matrix) => tf.expandDims(tf.matMul(matrix, matrix, false, true), 0));
  return traceOfRoots(tf.concat(grams) as tf.Tensor3D);
}

/**
 * Σ tr (Gₗ + εₗI)^½ of positive semidefinite matrices, `[matrices, rows, rows]`.
 *
 * By the coupled iteration of Newton and Schulz, Y ← ½Y(3I − ZY), Z ← ½(3I − ZY)Z from Y = A/c and Z = I,
 * which takes Y to (A/c)^½ and Z to (A/c)^(−½) (Higham 2008, chapter 6); c = tr A bounds the eigenvalues.
 */
function traceOfRoots(grams: tf.Tensor3D): tf.Scalar {
  const rows = grams.shape[1];
  return tf.customGrad((...given) => {
    const [grams, save] = given as [tf.Tensor3D, tf.GradSaveFunc];
    const identity = tf.eye(rows);
    const traces = (x: tf.Tensor) => tf.sum(tf.mul(x, identity), [1, 2], true);
    const smoothing = tf.add(tf.mul(traces(grams), SMOOTHING), LEAST);
    const sums = tf.add(grams, tf.mul(identity, smoothing));
    const scales = traces(sums);
    let root = tf.div(sums, scales);
    let inverse: tf.Tensor = tf.add(tf.zerosLike(root), identity);
    for (let step = 0; step < STEPS; step++) {
      const change = tf.mul(tf.sub(tf.mul(identity, 3), tf.matMul(inverse, root)), 0.5);
      root = tf.matMul(root, change);
      inverse = tf.matMul(change, inverse);
    }
    // d tr A^½ = ½ tr (A^(−½) dA)
    const gradient = tf.div(inverse, tf.mul(tf.sqrt(scales), 2));
    save([gradient]);
    return {
      value: tf.sum(tf.mul(traces(root), tf.sqrt(scales))) as tf.Scalar,
      gradFunc: (dy, [gradient]) => tf.mul(dy as tf.Tensor, gradient),
    };
  })(grams) as tf.Scalar;
}
