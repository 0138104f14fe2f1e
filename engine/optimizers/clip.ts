import * as tf from "../tf.ts";
import { leaves, mapTree, type Tensors } from "../tree.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * Scales gradients down so that their joint Euclidean norm is at most a bound (Pascanu et al. 2013).
 *
 * g ← g · min(1, c/‖g‖), with the norm taken over all leaves together.
 *
 * @param gradients A tree of gradients.
 * @param norm c, finite and greater than 0.
 * @returns A tree of the same structure.
 * @throws {RangeError} If the bound is not a number greater than 0.
 * @see {@link https://arxiv.org/abs/1211.5063}
 */
export function clipByGlobalNorm(gradients: Tensors, norm: number): Tensors {
  checkNorm(norm);
  const squares = leaves(gradients).map(([, g]) => tf.sum(tf.square(g)) as tf.Scalar);
  const scale = tf.div(norm, tf.maximum(tf.sqrt(tf.addN(squares)), norm));
  return mapTree((g: tf.Tensor) => tf.mul(g, scale), gradients);
}

/**
 * Applies {@linkcode clipByGlobalNorm} before an optimizer.
 *
 * @param optimizer The optimizer of the clipped gradients.
 * @param norm c, finite and greater than 0.
 * @throws {RangeError} If the bound is not a number greater than 0.
 */
export function clipped(optimizer: Optimizer, norm: number): Optimizer {
  checkNorm(norm);
  return {
    init: optimizer.init,
    update: (gradients, ...rest) => optimizer.update(clipByGlobalNorm(gradients, norm), ...rest),
  };
}

function checkNorm(norm: number): void {
  if (!(norm > 0 && norm < Infinity)) {
    throw new RangeError(`Cannot clip: the norm must be greater than 0, current value is ${norm}`);
  }
}
