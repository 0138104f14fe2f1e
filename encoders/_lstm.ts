import type { NumberParameter } from "../descriptors/parameters.ts";
import { fanInUniform, type Streams, type Tensors, tf } from "../engine/mod.ts";

/** The parameter that says how wide a memory is. */
export const lstmWidth = {
  kind: "number",
  default: 100,
  range: [1, 10_000],
  integer: true,
  grid: [50, 100, 200],
  describe: "numbers of the hidden state, of each direction",
} as const satisfies NumberParameter;

/** A long short-term memory's parameters; the gates stand side by side, in the order i, f, o, g. */
export type Lstm = Tensors & {
  /** `[inputs, 4 · width]` */
  readonly fromInput: tf.Tensor;
  /** `[width, 4 · width]` */
  readonly fromHidden: tf.Tensor;
  /** `[4 · width]` */
  readonly bias: tf.Tensor;
};

/**
 * Draws the parameters, all from U(−1/√width, 1/√width), as PyTorch does.
 *
 * There is one bias: PyTorch's two are only ever added. The forget gate's is drawn as the others are.
 *
 * @param random Streams; those used are `<name>/fromInput`, `<name>/fromHidden` and `<name>/bias`.
 * @param name Tells it from others of its layer.
 * @param inputs Numbers that it reads of each word.
 * @param width Numbers of its state.
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
 * The hidden states of long short-term memories that run side by side, each from a state of zeros on.
 *
 * (i, f, o, g) = xₜ · fromInput + hₜ₋₁ · fromHidden + bias; cₜ = σ(f) cₜ₋₁ + σ(i) tanh(g);
 * hₜ = σ(o) tanh(cₜ) (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000).
 *
 * They do not know where texts end: a state depends on the words up to its own alone, so what comes after
 * a text's end changes none of those before.
 *
 * @param memories The parameters of each.
 * @param xs What each reads, `[length, batch, inputs]`, of one shape: places first, not texts.
 * @returns For each, its state `[batch, width]` after every place.
 * @see {@link https://doi.org/10.1162/neco.1997.9.8.1735}
 * @see {@link https://doi.org/10.1162/089976600300015015}
 */
export function hiddenStates(
  memories: readonly Lstm[],
  xs: readonly tf.Tensor[],
): readonly tf.Tensor[][] {
  const [length, batch, inputs] = xs[0].shape;
  const [width] = memories[0].fromHidden.shape;
  // [batch, 4 · width] for each place: the inputs of all places are one product.
  const projected = memories.map(({ fromInput, bias }, m) => {
    const rows = tf.reshape(xs[m], [length * batch, inputs]);
    return parts(tf.add(tf.matMul(rows, fromInput), bias), length);
  });
  let h = memories.map((): tf.Tensor => tf.zeros([batch, width]));
  let c: tf.Tensor = tf.zeros([memories.length * batch, width]);
  const states = Array.from({ length }, (_, t) => {
    // The memories' rows one below the other: half the operations for two of them.
    const z = tf.concat(
      memories.map(({ fromHidden }, m) => tf.add(projected[m][t], tf.matMul(h[m], fromHidden))),
    );
    const [gates, candidate] = tf.split(z, [3 * width, width], 1);
    const [i, f, o] = tf.split(tf.sigmoid(gates), 3, 1);
    c = tf.add(tf.mul(f, c), tf.mul(i, tf.tanh(candidate)));
    h = parts(tf.mul(o, tf.tanh(c)), memories.length);
    return h;
  });
  return memories.map((_, m) => states.map((h) => h[m]));
}

/** Equal parts of the rows. TensorFlow.js cannot differentiate a split into one. */
function parts(x: tf.Tensor, count: number): tf.Tensor[] {
  return count === 1 ? [x] : tf.split(x, count);
}

/**
 * Each text's state after its last word; zeros for a text of no words.
 *
 * @param states A state `[batch, width]` after each place.
 * @param counts How many words each text has, `[batch]`, int32.
 * @returns `[batch, width]`.
 */
export function lastStates(states: readonly tf.Tensor[], counts: tf.Tensor): tf.Tensor {
  const [batch] = counts.shape;
  // The state before the first word is that after none.
  const all = tf.concat([tf.zerosLike(states[0]), ...states]);
  const rows = tf.add(tf.mul(counts, tf.scalar(batch, "int32")), tf.range(0, batch, 1, "int32"));
  return tf.gather(all, rows as tf.Tensor1D);
}

/**
 * For each place of texts read backward, the place that it is read forward: words in reverse order, then
 * the padding, as it stands at a text's end both ways. Its own inverse.
 *
 * @param counts How many words each text has, `[batch]`, int32.
 * @param length Of the texts with their padding.
 * @returns `[length, batch]`, int32.
 */
export function backwardPlaces(counts: tf.Tensor, length: number): tf.Tensor {
  const last = tf.sub(counts, tf.scalar(1, "int32"));
  const places = tf.reshape(tf.range(0, length, 1, "int32"), [length, 1]);
  // Below zero from the end of the text on: mod takes these places to those after the text.
  return tf.mod(tf.sub(last, places), tf.scalar(length, "int32"));
}

/** Texts `[batch, length, inputs]` as one reads them forward and backward, `[length, batch, inputs]` each. */
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
