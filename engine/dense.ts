import * as tf from "./tf.ts";
import { fanInUniform, type Initializer, zeros } from "./initializers.ts";
import type { Streams } from "./random.ts";
import type { Tensors } from "./tree.ts";

/** The parameters of a dense layer: `kernel [inputs, outputs]` and `bias [outputs]`. */
export type Dense = Tensors & { readonly kernel: tf.Tensor; readonly bias: tf.Tensor };

/**
 * Draws the parameters of a dense layer.
 *
 * @param random Random streams; uses `<name>/kernel` and `<name>/bias`.
 * @param name The layer's name in the network.
 * @param inputs Width of the input.
 * @param outputs Width of the output.
 * @param initializer Draws the kernel, with a zero bias; by default both are drawn from
 * U(−1/√inputs, 1/√inputs), as in PyTorch.
 */
export function initDense(
  random: Streams,
  name: string,
  inputs: number,
  outputs: number,
  initializer?: Initializer,
): Dense {
  const fanIn = fanInUniform(inputs);
  return {
    kernel: (initializer ?? fanIn)(random(`${name}/kernel`), [inputs, outputs]),
    bias: (initializer ? zeros : fanIn)(random(`${name}/bias`), [outputs]),
  };
}

/**
 * Applies a dense layer, x · kernel + bias.
 *
 * @param layer The layer's parameters.
 * @param x `[batch, inputs]`.
 * @returns `[batch, outputs]`.
 */
export function dense(layer: Dense, x: tf.Tensor): tf.Tensor {
  return tf.add(tf.matMul(x, layer.kernel), layer.bias);
}
