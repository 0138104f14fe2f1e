import type { InputShape } from "../datasets/dataset.ts";
import type { NumberParameter } from "../descriptors/parameters.ts";
import { tf } from "../engine/mod.ts";
import type { Layer } from "./encoder.ts";

/** Declares the width of word vectors. */
export const embeddingWidth = {
  kind: "number",
  default: 100,
  range: [1, 10_000],
  integer: true,
  grid: [50, 100, 300],
  describe: "width of the word vectors, unless the data have vectors of their own",
} as const satisfies NumberParameter;

/** Declares the standard deviation of drawn word vectors. */
export const embeddingSpread = {
  kind: "number",
  default: 0.1,
  range: [0.001, 10],
  grid: [0.1, 1],
  describe: "standard deviation of drawn word vectors; PyTorch uses 1",
} as const satisfies NumberParameter;

/**
 * Makes an embedding layer, `x [batch, length] → [batch, length, width]`.
 *
 * Word 0, the padding, has a vector of zeros, and its row of the table gets no gradient, as with PyTorch's
 * `padding_idx`. The other vectors are those of the data, with the data's width, or are drawn from a normal
 * distribution if the data have none, or none for a word.
 *
 * @param input The encoder's input.
 * @param width Width of the vectors, if the data have none.
 * @param spread Standard deviation of drawn numbers; 1 by default, as in PyTorch.
 * @throws {TypeError} If the size of the vocabulary is unknown.
 */
export function embedWords(
  { shape: [length], vocabulary, vectors }: InputShape,
  width: number,
  spread = 1,
) {
  if (vocabulary === undefined) {
    throw new TypeError("Cannot embed words: the input has no vocabulary size");
  }
  const columns = vectors ? vectors.shape[1] : width;
  return {
    output: [length, columns],
    init(random) {
      const stream = random("vectors");
      const table = new Float32Array(vocabulary * columns).map(() => spread * stream.normal());
      vectors?.data.forEach((number, i) => {
        if (!Number.isNaN(number)) table[i] = number;
      });
      table.fill(0, 0, columns);
      return { vectors: tf.tensor(table, [vocabulary, columns]) };
    },
    apply: (params, x) =>
      tf.mul(
        tf.gather(params.vectors as tf.Tensor, x as tf.Tensor2D),
        tf.expandDims(presence(x), 2),
      ),
  } satisfies Layer;
}

/** Returns a mask of the shape of `x [batch, length]`: 1 for words, 0 for padding. */
export function presence(x: tf.Tensor): tf.Tensor {
  return tf.cast(tf.notEqual(x, 0), "float32");
}

/** Counts the words of each text, `x [batch, length] → [batch]`, int32. */
export function wordCounts(x: tf.Tensor): tf.Tensor {
  return tf.sum(tf.cast(tf.notEqual(x, 0), "int32"), 1);
}
