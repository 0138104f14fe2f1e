import { tf } from "../../engine/mod.ts";
import { checkSamples } from "./_samples.ts";

/** Options of {@linkcode cmd}. */
export interface CmdOptions {
  /** K, the order of the highest moment that is compared; by default 5. */
  readonly moments?: number;
  /** [a, b], the range of every feature; by default [0, 1]. */
  readonly bounds?: readonly [number, number];
}

/**
 * The central moment discrepancy of two samples of bounded features.
 *
 * CMD_K = ‖E(s) − E(t)‖₂ / |b − a| + Σₖ ‖cₖ(s) − cₖ(t)‖₂ / |b − a|ᵏ for k = 2 … K, with
 * cₖ(x) = E((x − E(x))ᵏ) by coordinate (Zellinger et al. 2017, eq. 3 and 4).
 *
 * Departure: the norm is ‖v‖²/√(‖v‖² + 10⁻¹²), which has a gradient at v = 0.
 *
 * @param source `[m, width]`, every value in [a, b].
 * @param target `[n, width]`, every value in [a, b].
 * @param options The moments and the bounds.
 * @returns A scalar, 0 for equal moments.
 * @throws {RangeError} If there are fewer than one moment, the bounds are not in order, the widths
 * differ or a sample is empty.
 * @see {@link https://arxiv.org/abs/1702.08811}
 *
 * @example
 * ```ts
 * import { cmd } from "./_cmd.ts";
 * import { openDevice, tf } from "../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * // The means are 0.5 apart, all central moments are equal.
 * const loss = cmd(tf.tensor2d([[0], [0.2]]), tf.tensor2d([[0.5], [0.7]]));
 * assert.ok(Math.abs(loss.dataSync()[0] - 0.5) < 1e-6);
 * ```
 */
export function cmd(source: tf.Tensor, target: tf.Tensor, options: CmdOptions = {}): tf.Scalar {
  const { moments = 5, bounds: [low, high] = [0, 1] } = options;
  if (!Number.isInteger(moments) || moments < 1) {
    throw new RangeError(
      `Cannot compare moments: their number must be a positive integer, current value is ${moments}`,
    );
  }
  if (!(low < high)) {
    throw new RangeError(
      `Cannot bound features: the bounds must be in order, current value is [${low}, ${high}]`,
    );
  }
  checkSamples(source, target, 1);
  const length = high - low;
  const means = [source, target].map((x) => tf.mean(x, 0));
  const centred = [tf.sub(source, means[0]), tf.sub(target, means[1])];
  let powers = centred;
  let sum: tf.Tensor = tf.div(norm(tf.sub(means[0], means[1])), length);
  for (let k = 2; k <= moments; k++) {
    powers = powers.map((power, i) => tf.mul(power, centred[i]));
    const difference = tf.sub(tf.mean(powers[0], 0), tf.mean(powers[1], 0));
    sum = tf.add(sum, tf.div(norm(difference), length ** k));
  }
  return sum as tf.Scalar;
}

function norm(v: tf.Tensor): tf.Tensor {
  const square = tf.sum(tf.square(v));
  return tf.div(square, tf.sqrt(tf.add(square, 1e-12)));
}
