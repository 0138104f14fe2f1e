import { tf } from "../../engine/mod.ts";
import { checkSamples } from "./_samples.ts";

/**
 * The CORAL loss: the distance of two samples' covariance matrices.
 *
 * L = ‖C_S − C_T‖²_F / (4d²), with C = (XᵀX − (1ᵀX)ᵀ(1ᵀX)/n)/(n − 1) (Sun & Saenko 2016, eq. 1–3),
 * computed here from centred rows, which loses fewer digits to rounding.
 *
 * @param source `[m, d]`, m ≥ 2.
 * @param target `[n, d]`, n ≥ 2.
 * @returns A scalar, 0 for equal covariances.
 * @throws {RangeError} If the widths differ or a sample has fewer than two rows.
 * @see {@link https://arxiv.org/abs/1607.01719}
 *
 * @example
 * ```ts
 * import { coral } from "./_coral.ts";
 * import { openDevice, tf } from "../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * // Variances 2 and 8 in one dimension: (2 − 8)² / 4.
 * const loss = coral(tf.tensor2d([[0], [2]]), tf.tensor2d([[0], [4]]));
 * assert.equal(loss.dataSync()[0], 9);
 * ```
 */
export function coral(source: tf.Tensor, target: tf.Tensor): tf.Scalar {
  checkSamples(source, target, 2);
  const width = source.shape[1]!;
  const difference = tf.sub(covariance(source), covariance(target));
  return tf.div(tf.sum(tf.square(difference)), 4 * width * width);
}

function covariance(x: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, 0));
  return tf.div(tf.matMul(centred, centred, true, false), x.shape[0] - 1);
}
