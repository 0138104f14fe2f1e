import { stopGradient, tf } from "../../engine/mod.ts";
import { checkSamples } from "./_samples.ts";

/** Options of {@linkcode mmd}. */
export interface MmdOptions {
  /** K, the number of Gaussian kernels in the sum; by default 5. */
  readonly kernels?: number;
  /** The ratio of neighbouring kernels' bandwidths; by default 2. */
  readonly ratio?: number;
  /** The middle kernel's bandwidth, as a statistic of the pairwise squared distances; by default `mean`. */
  readonly bandwidth?: "mean" | "median";
  /** `biased`, the default, includes the comparison of each point with itself; `unbiased` leaves it out. */
  readonly estimator?: "biased" | "unbiased";
}

/**
 * The squared maximum mean discrepancy of two samples under a sum of Gaussian kernels.
 *
 * MMD² = mean k(s, s′) + mean k(t, t′) − 2 mean k(s, t) (Gretton et al. 2012, eq. 3 unbiased, eq. 5
 * biased), with k(x, y) = Σₖ exp(−‖x − y‖² / (cₖ·γ)), cₖ = ratio^(k − (K − 1)/2) for k = 0 … K − 1,
 * and γ the mean or the median squared distance between two different points of both samples
 * together, through which no gradient flows.
 *
 * Departures from Long et al. 2015: the kernels have equal weights (the paper learns them, eq. 8); all pairs are
 * compared (the paper's eq. 6 uses n/2 quadruples, for linear time); there are 5 kernels with ratio 2 (the
 * paper: from 2⁻⁸γ to 2⁸γ with ratio √2); `mean` is an alternative to the paper's median.
 *
 * @param source `[m, width]`, m ≥ 2 if unbiased.
 * @param target `[n, width]`, n ≥ 2 if unbiased.
 * @param options The kernels and the estimator.
 * @returns A scalar; the unbiased estimate can be negative.
 * @throws {RangeError} If the widths differ or a sample is too small.
 * @see {@link https://jmlr.org/papers/v13/gretton12a.html}
 * @see {@link https://proceedings.mlr.press/v37/long15.html}
 *
 * @example
 * ```ts
 * import { mmd } from "./_mmd.ts";
 * import { openDevice, tf } from "../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const near = tf.tensor2d([[0, 0], [1, 1]]);
 * assert.equal(mmd(near, near).dataSync()[0], 0);
 * assert.ok(mmd(near, tf.tensor2d([[2, 2], [3, 3]])).dataSync()[0] > 0);
 * ```
 */
export function mmd(source: tf.Tensor, target: tf.Tensor, options: MmdOptions = {}): tf.Scalar {
  const { kernels = 5, ratio = 2, bandwidth = "mean", estimator = "biased" } = options;
  checkSamples(source, target, estimator === "unbiased" ? 2 : 1);
  const [m, n] = [source.shape[0], target.shape[0]];

  // Centring: distances do not depend on the features' offset, but their float32 rounding errors do.
  const rows = tf.concat([source, target]);
  const distances = squaredDistances(tf.sub(rows, tf.mean(rows, 0)));
  const scale = stopGradient(distances, bandwidth === "mean" ? meanDistance : medianDistance);
  let kernel: tf.Tensor = tf.zerosLike(distances);
  for (let k = 0; k < kernels; k++) {
    const factor = -1 / ratio ** (k - (kernels - 1) / 2);
    kernel = tf.add(kernel, tf.exp(tf.mul(tf.div(distances, scale), factor)));
  }

  const within = (start: number, size: number): tf.Tensor => {
    const sum = tf.sum(tf.slice(kernel, [start, start], [size, size]));
    // On the diagonal each kernel is exp(0).
    return estimator === "biased"
      ? tf.div(sum, size * size)
      : tf.div(tf.sub(sum, size * kernels), size * (size - 1));
  };
  const between = tf.mean(tf.slice(kernel, [0, m], [m, n]));
  return tf.sub(tf.add(within(0, m), within(m, n)), tf.mul(between, 2));
}

/** ‖xᵢ − xⱼ‖² for all pairs, `x [rows, width] → [rows, rows]`; exactly zero on the diagonal. */
function squaredDistances(x: tf.Tensor): tf.Tensor {
  const norms = tf.sum(tf.square(x), 1, true);
  const inner = tf.matMul(x, x, false, true);
  const distances = tf.sub(tf.add(norms, tf.transpose(norms)), tf.mul(inner, 2));
  return tf.mul(tf.relu(distances), tf.sub(1, tf.eye(x.shape[0])));
}

/** Keeps the bandwidth above zero if all points coincide. */
const LEAST_BANDWIDTH = 1e-12;

function meanDistance(distances: tf.Tensor): tf.Tensor {
  const rows = distances.shape[0];
  return tf.maximum(tf.div(tf.sum(distances), rows * rows - rows), LEAST_BANDWIDTH);
}

function medianDistance(distances: tf.Tensor): tf.Tensor {
  const rows = distances.shape[0];
  // Each pair occurs twice in the matrix, and the `rows` zeros of the diagonal are its smallest values, so the
  // two middle values of the pairs have the ranks `pairs` and `pairs + 1` in descending order.
  const pairs = rows * (rows - 1) / 2;
  const { values } = tf.topk(tf.reshape(distances, [rows * rows]), pairs + 1);
  return tf.maximum(tf.mean(tf.slice(values, [pairs - 1], [2])), LEAST_BANDWIDTH);
}
