import { tf } from "../../engine/mod.ts";

/** The fraction of a matrix's sum of squares that is added to each squared singular value. */
const SMOOTHING = 1e-5;

/** Keeps the divisor above zero for a matrix of zeros. */
const LEAST = 1e-12;

/**
 * Number of steps of the iteration below. A step maps a small eigenvalue r to 2.25·r, so that the smallest,
 * SMOOTHING, is near 1 after 15 steps; each further step doubles the number of correct digits.
 */
const STEPS = 20;

/**
 * The sum of several matrices' trace norms; a trace norm is the sum of a matrix's singular values.
 *
 * ‖M‖_* = Σᵢ σᵢ = tr (M Mᵀ)^½, with the gradient (M Mᵀ)^(−½) M, for matrices with few rows.
 *
 * Each σ is replaced by √(σ² + ε), where ε = 10⁻⁵·‖M‖²_F is constant in differentiation: the norm has no gradient
 * where a singular value is zero, and float32 cannot resolve small singular values. The value is therefore up to
 * (rows · √10⁻⁵)·‖M‖_F too large.
 *
 * @param matrices `[rows, …]` each, all with the same number of rows.
 * @returns A scalar.
 *
 * @example
 * ```ts
 * import { traceNorm } from "./_trace_norm.ts";
 * import { openDevice, tf } from "../../engine/mod.ts";
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
 * Computes Σ tr (Gₗ + εₗI)^½ of positive semidefinite matrices, `[matrices, rows, rows]`.
 *
 * It uses the coupled Newton–Schulz iteration, Y ← ½Y(3I − ZY), Z ← ½(3I − ZY)Z from Y = A/c and Z = I, which
 * converges to Y = (A/c)^½ and Z = (A/c)^(−½) (Higham 2008, chapter 6); c = tr A bounds the eigenvalues.
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
