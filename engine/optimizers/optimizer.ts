import type * as tf from "../tf.ts";
import type { Tensors } from "../tree.ts";

/** An update rule, from gradients to new parameters: a pair of pure functions. */
export interface Optimizer {
  /** Returns the initial state for parameters of this structure. */
  init(params: Tensors): Tensors;
  /**
   * Takes one step.
   *
   * @param gradients Gradients of the same structure as the parameters.
   * @param state The state from {@linkcode init} or the last update.
   * @param params The current parameters.
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
