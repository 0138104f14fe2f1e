import type { NumberParameter } from "../descriptors/parameters.ts";
import { fanInUniform, lstmStates, type Streams, type Tensors, tf } from "../engine/mod.ts";

/** Declares the width of an LSTM's hidden state. */
export const lstmWidth = {
  kind: "number",
  default: 100,
  range: [1, 10_000],
  integer: true,
  grid: [50, 100, 200],
  describe: "width of the hidden state, for each direction",
} as const satisfies NumberParameter;

/** The parameters of an LSTM; the gates are concatenated in the order i, f, o, g. */
export type Lstm = Tensors & {
  /** `[inputs, 4 · width]` */
  readonly fromInput: tf.Tensor;
  /** `[width, 4 · width]` */
  readonly fromHidden: tf.Tensor;
  /** `[4 · width]` */
  readonly bias: tf.Tensor;
};

/**
 * Draws all parameters from U(−1/√width, 1/√width), as in PyTorch.
 *
 * There is one bias, since PyTorch's two are only ever added. The forget gate's bias is drawn like the others.
 *
 * @param random Random streams; uses `<name>/fromInput`, `<name>/fromHidden` and `<name>/bias`.
 * @param name Unique name within its layer.
 * @param inputs Width of the input at each position.
 * @param width Width of the hidden state.
 */
export function initLstm(random: Streams, name: string, inputs: number, width: number): Lstm {
  const draw = fanInUniform(width);
  return {
    fromInput: draw(random(`${name}/fromInput`), [inputs, 4 * width]),
    fromHidden: draw(random(`${name}/fromHidden`), [width, 4 * width]),
    bias: draw(random(`${name}/bias`), [4 * width]),
  };
}

/**
 * Computes the hidden states of an LSTM from an initial state of zeros.
 *
 * The ends of texts need no treatment: a state depends only on the words up to its position, so padding after a
 * text's end does not change the states before it.
 *
 * @param x `[length, batch, inputs]`: the positions first.
 * @returns The initial state and that after each position, `[length + 1, batch, width]`.
 */
export function hiddenStates({ fromInput, fromHidden, bias }: Lstm, x: tf.Tensor): tf.Tensor {
  const [length, batch, inputs] = x.shape;
  const rows = tf.reshape(x, [length * batch, inputs]);
  // One product for the inputs of all positions.
  const projected = tf.add(tf.matMul(rows, fromInput), bias);
  return lstmStates(tf.reshape(projected, [length, batch, bias.size]), fromHidden);
}

/**
 * Selects each text's state after its last word; zeros for a text without words.
 *
 * @param states The initial state and that after each position, `[length + 1, batch, width]`.
 * @param counts Number of words of each text, `[batch]`, int32.
 * @returns `[batch, width]`.
 */
export function lastStates(states: tf.Tensor, counts: tf.Tensor): tf.Tensor {
  const [positions, batch, width] = states.shape;
  const rows = tf.add(tf.mul(counts, tf.scalar(batch, "int32")), tf.range(0, batch, 1, "int32"));
  return tf.gather(tf.reshape(states, [positions * batch, width]), rows as tf.Tensor1D);
}

/**
 * Maps each position of reversed texts to its position in the original ones: the words are in reverse order, and
 * the padding stays at the end. The map is its own inverse.
 *
 * @param counts Number of words of each text, `[batch]`, int32.
 * @param length Length of the texts with their padding.
 * @returns `[length, batch]`, int32.
 */
export function backwardPlaces(counts: tf.Tensor, length: number): tf.Tensor {
  const last = tf.sub(counts, tf.scalar(1, "int32"));
  const places = tf.reshape(tf.range(0, length, 1, "int32"), [length, 1]);
  // Negative from the end of the text on: mod maps these positions to the padding.
  return tf.mod(tf.sub(last, places), tf.scalar(length, "int32"));
}

/** Returns texts `[batch, length, inputs]` in forward and in backward order, `[length, batch, inputs]` each. */
export function bothWays(
  x: tf.Tensor,
  counts: tf.Tensor,
): [forward: tf.Tensor, backward: tf.Tensor] {
  const [batch, length, inputs] = x.shape;
  const rows = tf.add(
    backwardPlaces(counts, length),
    tf.range(0, batch * length, length, "int32"),
  );
  return [
    tf.transpose(x, [1, 0, 2]),
    tf.gather(tf.reshape(x, [batch * length, inputs]), rows as tf.Tensor2D),
  ];
}
