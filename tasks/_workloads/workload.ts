import {
  type NdArray,
  type Program,
  type Random,
  sgd,
  type Streams,
  type Tensors,
  type tf,
} from "../../engine/mod.ts";
import { crossEntropy, type LabelledBatch } from "../../methods/_classification.ts";
import { trainerFromLoss } from "../../methods/_trainer.ts";

/** A training problem of fixed shapes for timing steps. */
export interface Workload {
  readonly program: Program;
  /** The rows of one batch, `x` and `y`: the program reads them from a table named `batch`. */
  readonly batch: { readonly x: NdArray; readonly y: NdArray };
  /**
   * Floating-point operations of one step's matrix products and convolutions, the backward ones
   * included; a multiply-add counts as two.
   */
  readonly flops: number;
}

/** The optimizer of all workloads. */
export const optimizer = sgd({ momentum: 0.9 });

/**
 * Makes a training program for a network: mean cross-entropy, and gradient descent with momentum 0.9.
 *
 * @param init Draws the network's parameters.
 * @param logits `x [batch, …] → [batch, classes]`.
 */
export function classifier(
  init: (random: Streams) => Tensors,
  logits: (params: Tensors, x: tf.Tensor) => tf.Tensor,
): Program {
  return trainerFromLoss<Tensors, { readonly batch: LabelledBatch }>({
    init,
    loss: (params, { batch: { x, y } }) => ({
      loss: crossEntropy(logits(params, x), y),
      parts: {},
    }),
    predict: logits,
  }, optimizer);
}

/** Computes the floating-point operations of `[rows, inner] · [inner, columns]`. */
export function productFlops(rows: number, inner: number, columns: number): number {
  return 2 * rows * inner * columns;
}

/** Draws an array of standard normal numbers. */
export function normals(random: Random, shape: readonly number[]): NdArray {
  return { shape, data: Float32Array.from({ length: size(shape) }, () => random.normal()) };
}

/** Draws an array of integers in [0, limit). */
export function integers(random: Random, shape: readonly number[], limit: number): NdArray {
  return {
    shape,
    data: Int32Array.from({ length: size(shape) }, () => Math.floor(random.uniform(0, limit))),
  };
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
