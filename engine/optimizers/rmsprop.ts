import * as tf from "../tf.ts";
import { mapTree, type Tensors } from "../tree.ts";
import type { Optimizer } from "./optimizer.ts";

/** Options of {@linkcode rmsprop}. */
export interface RmspropOptions {
  /** ρ in [0, 1), the decay of the mean square. */
  readonly decay?: number;
  /** μ in [0, 1). */
  readonly momentum?: number;
  /** ε, added outside the root. */
  readonly epsilon?: number;
}

/**
 * RMSprop (Tieleman & Hinton 2012, lecture 6.5).
 *
 * v ← ρv + (1 − ρ)g²; m ← μm + g/(√v + ε); θ ← θ − η·m, in the form of PyTorch.
 *
 * @param options By default ρ is 0.99, ε is 1e-8, and there is no momentum.
 * @see {@link https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf}
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const { decay = 0.99, momentum = 0, epsilon = 1e-8 } = options;
  const zeros = (params: Tensors) => mapTree((p: tf.Tensor) => tf.zerosLike(p), params);
  return {
    init: (params) => ({
      square: zeros(params),
      ...(momentum ? { momentum: zeros(params) } : {}),
    }),
    update(gradients, state, params, learningRate) {
      const square = mapTree(
        (v, g) => tf.add(tf.mul(v, decay), tf.mul(tf.square(g), 1 - decay)),
        state.square as Tensors,
        gradients,
      );
      const scaled = mapTree((g, v) => tf.div(g, tf.add(tf.sqrt(v), epsilon)), gradients, square);
      const step = momentum
        ? mapTree((m, s) => tf.add(tf.mul(m, momentum), s), state.momentum as Tensors, scaled)
        : scaled;
      return {
        params: mapTree((p, s) => tf.sub(p, tf.mul(s, learningRate)), params, step),
        state: { square, ...(momentum ? { momentum: step } : {}) },
      };
    },
  };
}
