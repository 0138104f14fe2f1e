import * as tf from "../tf.ts";
import { mapTree, type Tensors } from "../tree.ts";
import type { Optimizer } from "./optimizer.ts";

/** Options of {@linkcode sgd}. */
export interface SgdOptions {
  /** μ in [0, 1). */
  readonly momentum?: number;
  /** Uses Nesterov's momentum. */
  readonly nesterov?: boolean;
  /** λ, added to the gradient as λθ. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent with momentum.
 *
 * g ← ∇ + λθ; m ← μm + g; θ ← θ − η·m, or θ − η·(g + μm) with Nesterov's momentum (Sutskever et
 * al. 2013, in the form of PyTorch: the learning rate multiplies the momentum, instead of being part of it).
 *
 * @param options By default there is no momentum and no decay.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { momentum = 0, nesterov = false, weightDecay = 0 } = options;
  return {
    init: (params): Tensors =>
      momentum ? { momentum: mapTree((p: tf.Tensor) => tf.zerosLike(p), params) } : {},
    update(gradients, state, params, learningRate) {
      const decayed = weightDecay
        ? mapTree((g, p) => tf.add(g, tf.mul(p, weightDecay)), gradients, params)
        : gradients;
      const buffer = momentum
        ? mapTree((g, m) => tf.add(tf.mul(m, momentum), g), decayed, state.momentum as Tensors)
        : decayed;
      const step = nesterov
        ? mapTree((g, m) => tf.add(g, tf.mul(m, momentum)), decayed, buffer)
        : buffer;
      const next: Tensors = momentum ? { momentum: buffer } : {};
      return {
        params: mapTree((p, s) => tf.sub(p, tf.mul(s, learningRate)), params, step),
        state: next,
      };
    },
  };
}
