import type * as tf from "../tf.ts";
import type { Tensors } from "../tree.ts";

/** A rule from gradients to new parameters: a pair of pure functions. */
export interface Optimizer {
  /** The state to start from, for parameters of this structure. */
  init(params: Tensors): Tensors;
  /**
   * Takes one step.
   *
   * @param gradients Of the same structure as the parameters.
   * @param state What {@linkcode init} or the last update gave.
   * @param params The present parameters.
   * @param learningRate A scalar, so that a schedule can change it at every step.
   * @returns The next parameters and the next state.
   */
  update(
    gradients: Tensors,
    state: Tensors,
    params: Tensors,
    learningRate: tf.Scalar,
  ): { params: Tensors; state: Tensors };
}
