import type { InputShape } from "../datasets/dataset.ts";
import type { NumberParameter } from "../descriptors/parameters.ts";
import { tf } from "../engine/mod.ts";
import type { Layer } from "./encoder.ts";

/** The parameter that says how wide the vectors are. */
export const embeddingWidth = {
  kind: "number",
  default: 100,
  range: [1, 10_000],
  integer: true,
  grid: [50, 100, 300],
  describe: "numbers of a word's vector, where the data bring no vectors of their own",
} as const satisfies NumberParameter;

/** The parameter that says how far drawn vectors spread. */
export const embeddingSpread = {
  kind: "number",
  default: 0.1,
  range: [0.001, 10],
  grid: [0.1, 1],
  describe: "standard deviation of the numbers of drawn vectors; PyTorch draws with 1",
} as const satisfies NumberParameter;

/**
 * Makes the layer that looks words up, `x [batch, length] → [batch, length, width]`.
 *
 * Word 0, which is no word, has zeros, and no gradient reaches its row of the table, as with PyTorch's
 * `padding_idx`. The other vectors are drawn from a normal distribution, or are those that the data bring,
 * of their width; words that these have no vector for are drawn.
 *
 * @param input What the encoder is given.
 * @param width Of the vectors, where the data bring none.
 * @param spread Standard deviation of drawn numbers; 1 unless given, as in PyTorch.
 * @throws {TypeError} If the number of words is not known.
 */
export function embedWords(
  { shape: [length], vocabulary, vectors }: InputShape,
  width: number,
  spread = 1,
) {
  if (vocabulary === undefined) {
    throw new TypeError("Cannot embed words: the input does not say how many there are");
  }
  const columns = vectors ? vectors.shape[1] : width;
  return {
    output: [length, columns],
    init(random) {
      const stream = random("vectors");
      const table = Float32Array.from(
        { length: vocabulary * columns },
        () => spread * stream.normal(),
      );
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

/** 1 where there is a word and 0 behind a text's end, `x [batch, length]` of the same shape. */
export function presence(x: tf.Tensor): tf.Tensor {
  return tf.cast(tf.notEqual(x, 0), "float32");
}

/** How many words each text has, `x [batch, length] → [batch]`, int32. */
export function wordCounts(x: tf.Tensor): tf.Tensor {
  return tf.sum(tf.cast(tf.notEqual(x, 0), "int32"), 1);
}
