import * as tf from "../tf.ts";
import { mapTree, type Tensors } from "../tree.ts";
import type { Optimizer } from "./optimizer.ts";

/** Options of {@linkcode adam}. */
export interface AdamOptions {
  /** β₁ and β₂, both in [0, 1). */
  readonly beta1?: number;
  readonly beta2?: number;
  /** ε, added outside the root. */
  readonly epsilon?: number;
  /** λ, added to the gradient as λθ; see `adamw` for decoupled decay. */
  readonly weightDecay?: number;
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1).
 *
 * m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; θ ← θ − η·m̂/(√v̂ + ε), with m̂ = m/(1 − β₁ᵗ) and
 * v̂ = v/(1 − β₂ᵗ).
 *
 * @param options By default β₁ is 0.9, β₂ is 0.999, ε is 1e-8, and there is no decay.
 * @see {@link https://arxiv.org/abs/1412.6980}
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  return {
    init: (params) => ({
      // The state is m/(1 − β₁) and v/(1 − β₂): without these factors an update takes fewer passes
      // over the parameters.
      first: mapTree((p: tf.Tensor) => tf.zerosLike(p), params),
      second: mapTree((p: tf.Tensor) => tf.zerosLike(p), params),
      // 1 − β₁ᵗ and 1 − β₂ᵗ are part of the state, not recomputed from t: float32 powers differ
      // between backends, and 1 − 0.999 in float32 has an error of 1e-5.
      correction1: tf.scalar(0),
      correction2: tf.scalar(0),
    }),
    update(gradients, state, params, learningRate) {
      const decayed = weightDecay
        ? mapTree((g, p) => tf.add(g, tf.mul(p, weightDecay)), gradients, params)
        : gradients;
      const first = mapTree(
        (m, g) => tf.add(tf.mul(m, beta1), g),
        state.first as Tensors,
        decayed,
      );
      const second = mapTree(
        (v, g) => tf.add(tf.mul(v, beta2), tf.square(g)),
        state.second as Tensors,
        decayed,
      );
      const correction1 = tf.add(tf.mul(state.correction1 as tf.Scalar, beta1), 1 - beta1);
      const correction2 = tf.add(tf.mul(state.correction2 as tf.Scalar, beta2), 1 - beta2);
      // √v̂ = √second · scale; dividing numerator and denominator by the scale saves a pass.
      const scale = tf.sqrt(tf.div(1 - beta2, correction2));
      const rate = tf.div(tf.mul(learningRate, 1 - beta1), tf.mul(correction1, scale));
      const floor = tf.div(epsilon, scale);
      return {
        params: mapTree(
          (p, m, v) => tf.sub(p, tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), floor))),
          params,
          first,
          second,
        ),
        state: { first, second, correction1, correction2 },
      };
    },
  };
}
