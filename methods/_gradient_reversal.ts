import { tf } from "../engine/mod.ts";

/**
 * The gradient reversal layer (Ganin et al. 2016, eq. 16 and 17).
 *
 * R(x) = x; dR/dx = −λI.
 *
 * @param x Features, any shape.
 * @param scale λ, a scalar; no gradient flows into it.
 * @returns The features, whose gradient is multiplied by −λ on its way back.
 * @see {@link https://jmlr.org/papers/v17/15-239.html}
 */
export function gradientReversal<T extends tf.Tensor>(x: T, scale: tf.Scalar): T {
  return tf.customGrad((value) => ({
    value: tf.clone(value as tf.Tensor),
    gradFunc: (gradient: tf.Tensor) => tf.neg(tf.mul(gradient, scale)),
  }))(x) as T;
}
