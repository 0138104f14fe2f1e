import type * as tf from "./tf.ts";
import type { StepNoise } from "./noise.ts";
import type { Streams } from "./random.ts";
import type { Tensors } from "./tree.ts";

/** Scalars by name: inputs of a step besides its batch, or its metrics. */
export type ScalarTensors = { readonly [name: string]: tf.Scalar };

/** Numbers by name, outside of any backend. */
export type Numbers = { readonly [name: string]: number };

/**
 * A program for an executor: pure functions in TensorFlow.js operations.
 *
 * Its functions draw no random numbers, read no clock and keep no tensors: random masks and weights are
 * inputs as noise, learning rates and other schedules are inputs as scalars. Therefore a program gives the
 * same result eager, or traced and compiled.
 */
export interface Program {
  /** Creates the initial state: parameters and the optimizer's state. */
  init(random: Streams): Tensors;
  /**
   * Takes one training step.
   *
   * @param noise The source of the step's random numbers.
   * @returns The next state, of the same structure and shapes, and the metrics, including `loss`.
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
   * @param of The name of the outputs, if a program has several.
   */
  predict(state: Tensors, x: tf.Tensor, of?: string): tf.Tensor;
  /** Computes metrics of a batch; changes nothing. */
  measure?(state: Tensors, batch: Tensors, scalars: ScalarTensors): ScalarTensors;
}
