import { type Dense, fanInUniform, type Streams } from "../engine/mod.ts";

/**
 * Draws a convolution's parameters as PyTorch does: both U(−1/√fanIn, 1/√fanIn).
 *
 * @param random Streams; those used are `<name>/kernel` and `<name>/bias`.
 * @param name Tells it from others of its layer.
 * @param shape The kernel's shape, `[…window, inputs, outputs]`.
 */
export function initConvolution(random: Streams, name: string, shape: readonly number[]): Dense {
  const draw = fanInUniform(shape.slice(0, -1).reduce((product, length) => product * length, 1));
  return {
    kernel: draw(random(`${name}/kernel`), shape),
    bias: draw(random(`${name}/bias`), shape.slice(-1)),
  };
}
