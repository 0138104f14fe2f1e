import { tf } from "../engine/mod.ts";

/**
 * The gradient reversal layer (Ganin et al. 2016, eq. 16 and 17).
 *
 * R(x) = x; dR/dx = −λI.
 *
 * @param x Features, any shape.
 * @param scale λ, a scalar; no gradient flows into it.
 * @returns The features; their gradient is multiplied by −λ in the backward pass.
 * @see {@link https://jmlr.org/papers/v17/15-239.html}
 *
 * @example
 * ```ts
 * import { gradientReversal } from "./_gradient_reversal.ts";
 * import { openDevice, tf } from "../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const slope = tf.grad((x) => tf.mul(gradientReversal(x, tf.scalar(2)), 3));
 * assert.equal(slope(tf.scalar(1)).dataSync()[0], -6);
 * ```
 */
export function gradientReversal<T extends tf.Tensor>(x: T, scale: tf.Scalar): T {
  return tf.customGrad((value, save) => {
    (save as tf.GradSaveFunc)([scale]);
    return {
      value: tf.clone(value as tf.Tensor),
      gradFunc: (gradient: tf.Tensor, [saved]: tf.Tensor[]) => tf.neg(tf.mul(gradient, saved)),
    };
  })(x) as T;
}
