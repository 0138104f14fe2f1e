import { type Dense, dense, initDense, tf } from "../engine/mod.ts";
import { embeddingWidth, embedWords, presence } from "./_embedding.ts";
import { defineEncoder, type Layer, stack } from "./encoder.ts";

/**
 * The mean of the word vectors, followed by dense layers with rectifiers.
 *
 * h₀ = Σₜ vₜ / n over a text's n words; hₗ = relu(hₗ₋₁ Wₗ + bₗ): `x [batch, length] → features
 * [batch, width]`. A text without words has the mean zero.
 *
 * Without dense layers this is the model of Joulin et al. 2017, without its n-grams and with a classifier of
 * full rank; with dense layers it is the deep averaging network of Iyyer et al. 2015, without its word dropout.
 *
 * Layers: 1 the mean, then the dense ones.
 *
 * @see {@link https://aclanthology.org/P15-1162/}
 */
export default defineEncoder({
  name: "bag_of_embeddings",
  title: "Bag of embeddings",
  paper: {
    title: "Bag of Tricks for Efficient Text Classification",
    authors: ["Joulin", "Grave", "Bojanowski", "Mikolov"],
    venue: "EACL, 427-431",
    year: 2017,
    url: "https://aclanthology.org/E17-2068/",
  },
  inputs: ["words"],
  perWord: false,
  widths: ["embedding", "width"],
  params: {
    embedding: embeddingWidth,
    depth: {
      kind: "number",
      default: 0,
      range: [0, 20],
      integer: true,
      grid: [0, 1, 2],
      describe: "number of dense layers on the mean",
    },
    width: {
      kind: "number",
      default: 100,
      range: [1, 10_000],
      integer: true,
      grid: [50, 100, 200],
      describe: "units of each dense layer",
    },
  },
  create({ embedding, depth, width }, input) {
    const words = embedWords(input, embedding);
    const [, columns] = words.output;
    const mean: Layer = {
      output: [columns],
      init: words.init,
      apply(params, x) {
        const count = tf.maximum(tf.sum(presence(x), 1, true), 1);
        return tf.div(tf.sum(words.apply(params, x), 1), count);
      },
    };
    const hidden = Array.from({ length: depth }, (_, i): Layer => ({
      output: [width],
      init: (random) => initDense(random, "dense", i === 0 ? columns : width, width),
      apply: (params, x) => tf.relu(dense(params as Dense, x)),
    }));
    return stack([mean, ...hidden]);
  },
});
