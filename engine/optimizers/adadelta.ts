import * as tf from "../tf.ts";
import { mapTree, type Tensors } from "../tree.ts";
import type { Optimizer } from "./optimizer.ts";

/** Options of {@linkcode adadelta}. */
export interface AdadeltaOptions {
  /** ρ in [0, 1). */
  readonly decay?: number;
  /** ε, added inside both roots. */
  readonly epsilon?: number;
}

/**
 * Adadelta (Zeiler 2012, algorithm 1).
 *
 * v ← ρv + (1 − ρ)g²; Δ = g·√(u + ε)/√(v + ε); u ← ρu + (1 − ρ)Δ²; θ ← θ − η·Δ. The paper has
 * no learning rate: its η is 1.
 *
 * @param options By default ρ is 0.9 and ε is 1e-6.
 * @see {@link https://arxiv.org/abs/1212.5701}
 */
export function adadelta(options: AdadeltaOptions = {}): Optimizer {
  const { decay = 0.9, epsilon = 1e-6 } = options;
  const average = (mean: tf.Tensor, x: tf.Tensor) =>
    tf.add(tf.mul(mean, decay), tf.mul(tf.square(x), 1 - decay));
  return {
    init: (params) => ({
      square: mapTree((p: tf.Tensor) => tf.zerosLike(p), params),
      step: mapTree((p: tf.Tensor) => tf.zerosLike(p), params),
    }),
    update(gradients, state, params, learningRate) {
      const square = mapTree(average, state.square as Tensors, gradients);
      const delta = mapTree(
        (g, v, u) => tf.mul(g, tf.div(tf.sqrt(tf.add(u, epsilon)), tf.sqrt(tf.add(v, epsilon)))),
        gradients,
        square,
        state.step as Tensors,
      );
      return {
        params: mapTree((p, d) => tf.sub(p, tf.mul(d, learningRate)), params, delta),
        state: { square, step: mapTree(average, state.step as Tensors, delta) },
      };
    },
  };
}
