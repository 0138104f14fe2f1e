import { type Dense, fanInUniform, type Random, type Streams, tf } from "../../engine/mod.ts";
import { normals } from "./workload.ts";

/**
 * Draws a convolution's parameters as PyTorch does: U(−1/√fanIn, 1/√fanIn).
 *
 * @param random Random streams; uses `<name>/kernel` and `<name>/bias`.
 * @param name The layer's place in the network.
 * @param shape The kernel's shape, `[…window, inputs, outputs]`.
 */
export function initConvolution(random: Streams, name: string, shape: readonly number[]): Dense {
  const draw = fanInUniform(shape.slice(0, -1).reduce((product, length) => product * length, 1));
  return {
    kernel: draw(random(`${name}/kernel`), shape),
    bias: draw(random(`${name}/bias`), shape.slice(-1)),
  };
}

/** Draws the vectors `[vocabulary, width]` of an embedding as PyTorch does: N(0, 1). */
export function initEmbedding(random: Random, vocabulary: number, width: number): tf.Tensor {
  return tf.tensor(normals(random, [vocabulary, width]).data, [vocabulary, width]);
}
