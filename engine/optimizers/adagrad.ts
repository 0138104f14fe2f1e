import * as tf from "../tf.ts";
import { mapTree, type Tensors } from "../tree.ts";
import type { Optimizer } from "./optimizer.ts";

/** Options of {@linkcode adagrad}. */
export interface AdagradOptions {
  /** Initial value of the sum of squares. */
  readonly initialAccumulator?: number;
  /** ε, added outside the root. */
  readonly epsilon?: number;
}

/**
 * Adagrad (Duchi et al. 2011, the diagonal form of figure 1).
 *
 * s ← s + g²; θ ← θ − η·g/(√s + ε).
 *
 * @param options By default the sum starts at 0 and ε is 1e-10, as in PyTorch.
 * @see {@link https://jmlr.org/papers/v12/duchi11a.html}
 */
export function adagrad(options: AdagradOptions = {}): Optimizer {
  const { initialAccumulator = 0, epsilon = 1e-10 } = options;
  return {
    init: (params) => ({
      sum: mapTree((p: tf.Tensor) => tf.fill(p.shape, initialAccumulator), params),
    }),
    update(gradients, state, params, learningRate) {
      const sum = mapTree((s, g) => tf.add(s, tf.square(g)), state.sum as Tensors, gradients);
      return {
        params: mapTree(
          (p, g, s) => tf.sub(p, tf.div(tf.mul(g, learningRate), tf.add(tf.sqrt(s), epsilon))),
          params,
          gradients,
          sum,
        ),
        state: { sum },
      };
    },
  };
}
