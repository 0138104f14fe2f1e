import type { NumberParameter } from "../descriptors/parameters.ts";
import { type Noise, tf } from "../engine/mod.ts";

/**
 * Declares a dropout rate.
 *
 * @param initial The default.
 * @param describe Description of the parameter.
 */
export function dropoutRate(initial: number, describe: string) {
  return {
    kind: "number",
    default: initial,
    range: [0, 0.99],
    grid: [0, 0.25, 0.5],
    describe,
  } as const satisfies NumberParameter;
}

/**
 * Sets each number to zero with probability `rate` and scales the others up, which preserves the expectation:
 * x · m / (1 − rate), m from Bernoulli(1 − rate) (Srivastava et al. 2014, §10: inverted dropout).
 *
 * @param x Any tensor.
 * @param rate The probability of zero, below 1.
 * @param noise The source of the mask; without it, or at a rate of 0, `x` is returned and nothing is drawn.
 * @param shape Shape of the mask, which is broadcast; by default that of `x`.
 * @see {@link https://jmlr.org/papers/v15/srivastava14a.html}
 *
 * @example
 * ```ts
 * import { dropout } from "./_dropout.ts";
 * import { openDevice, tf } from "../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const noise = { uniform: () => tf.tensor1d([0.1, 0.6]) };
 * assert.deepEqual([...dropout(tf.tensor1d([3, 3]), 0.5, noise).dataSync()], [0, 6]);
 * ```
 */
export function dropout(
  x: tf.Tensor,
  rate: number,
  noise: Noise | undefined,
  shape: readonly number[] = x.shape,
): tf.Tensor {
  if (!noise || rate === 0) return x;
  const kept = tf.cast(tf.greaterEqual(noise.uniform(shape), rate), "float32");
  return tf.mul(x, tf.mul(kept, 1 / (1 - rate)));
}
