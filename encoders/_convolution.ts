import { type Dense, fanInUniform, type Streams } from "../engine/mod.ts";

/**
 * Draws a convolution's kernel and bias from U(−1/√fanIn, 1/√fanIn), as in PyTorch.
 *
 * @param random Random streams; uses `<name>/kernel` and `<name>/bias`.
 * @param name Unique name within its layer.
 * @param shape The kernel's shape, `[…window, inputs, outputs]`.
 */
export function initConvolution(random: Streams, name: string, shape: readonly number[]): Dense {
  const draw = fanInUniform(shape.slice(0, -1).reduce((product, length) => product * length, 1));
  return {
    kernel: draw(random(`${name}/kernel`), shape),
    bias: draw(random(`${name}/bias`), shape.slice(-1)),
  };
}
