import * as tf from "../tf.ts";
import { mapTree } from "../tree.ts";
import { adam, type AdamOptions } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2).
 *
 * θ ← θ − η·λθ, then Adam's step. The decay is multiplied by the learning rate, as in PyTorch; the
 * paper multiplies it only by the schedule's multiplier.
 *
 * @param options Adam's options; by default the weight decay is 0.01.
 * @see {@link https://arxiv.org/abs/1711.05101}
 */
export function adamw(options: AdamOptions = {}): Optimizer {
  const { weightDecay = 0.01, ...rest } = options;
  const undecayed = adam(rest);
  return {
    init: undecayed.init,
    update(gradients, state, params, learningRate) {
      const keep = tf.sub(1, tf.mul(learningRate, weightDecay));
      const shrunk = mapTree((p: tf.Tensor) => tf.mul(p, keep), params);
      return undecayed.update(gradients, state, shrunk, learningRate);
    },
  };
}
