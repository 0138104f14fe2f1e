import type { NumberParameter } from "../descriptors/parameters.ts";
import { type Noise, tf } from "../engine/mod.ts";

/**
 * The parameter that says how many numbers are dropped.
 *
 * @param initial Its default.
 * @param describe What is dropped.
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
 * Sets each number to zero with some probability, and scales the others up, so that the expectation is
 * what it was: x · m / (1 − rate), m from Bernoulli(1 − rate) (Srivastava et al. 2014, §10: inverted).
 *
 * @param x Any tensor.
 * @param rate The probability of zero, below 1.
 * @param noise What is drawn from; without it, or at a rate of 0, all stays as it is and nothing is drawn.
 * @param shape Of the mask, which is broadcast; that of `x` unless given.
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
