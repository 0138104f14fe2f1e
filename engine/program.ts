import type * as tf from "./tf.ts";
import type { StepNoise } from "./noise.ts";
import type { Streams } from "./random.ts";
import type { Tensors } from "./tree.ts";

/** Scalars by name: what a step reads beside its batch, or what it reports. */
export type ScalarTensors = { readonly [name: string]: tf.Scalar };

/** Numbers by name, outside any backend. */
export type Numbers = { readonly [name: string]: number };

/**
 * What an executor makes executable: pure functions in TensorFlow.js operations.
 *
 * Nothing in here draws random numbers, reads a clock or keeps a tensor: masks and weights come in as
 * noise, learning rates and other schedules through the scalars. That is what lets one
 * program run operation by operation or traced and compiled, with the same result.
 */
export interface Program {
  /** Makes the state to start from: parameters and the optimizer's state. */
  init(random: Streams): Tensors;
  /**
   * Takes one training step.
   *
   * @param noise What random numbers are drawn from, where the step needs some.
   * @returns The next state, of the same structure and shapes, and scalars to report, `loss` among them.
   */
  step(
    state: Tensors,
    batch: Tensors,
    scalars: ScalarTensors,
    noise: StepNoise,
  ): [state: Tensors, ScalarTensors];
  /**
   * Maps inputs `[batch, …]` to outputs `[batch, …]`; changes nothing.
   *
   * @param of Which outputs, where a program has several.
   */
  predict(state: Tensors, x: tf.Tensor, of?: string): tf.Tensor;
  /** Looks at a batch and reports scalars; changes nothing. */
  measure?(state: Tensors, batch: Tensors, scalars: ScalarTensors): ScalarTensors;
}
