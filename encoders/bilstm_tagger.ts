import { sogaard2016 } from "../descriptors/papers.ts";
import { type Streams, type Tensors, tf } from "../engine/mod.ts";
import { dropout, dropoutRate } from "./_dropout.ts";
import { embeddingSpread, embeddingWidth, embedWords, presence, wordCounts } from "./_embedding.ts";
import { backwardPlaces, bothWays, hiddenStates, initLstm, type Lstm, lstmWidth } from "./_lstm.ts";
import { defineEncoder, type Layer, type LayerContext, stack } from "./encoder.ts";

/**
 * Stacked bidirectional LSTMs with features for each word.
 *
 * Each layer reads the outputs of the layer below and concatenates its forward and its backward state:
 * `x [batch, length] → features [batch, length, 2 · width]`, zero after a text's end. Texts may have any length,
 * also another one than the encoder was created for.
 *
 * Dropout applies to each layer's input, with one mask for all words of a text (Gal & Ghahramani 2016, for the
 * inputs; the recurrent connections have none here).
 *
 * Layers: 1 the word vectors and the first bidirectional LSTM, then the further ones.
 *
 * @see {@link https://arxiv.org/abs/1512.05287}
 */
export default defineEncoder({
  name: "bilstm_tagger",
  title: "Stacked bidirectional LSTMs with features for each word",
  paper: sogaard2016,
  inputs: ["words"],
  perWord: true,
  widths: ["embedding", "width"],
  params: {
    embedding: embeddingWidth,
    spread: embeddingSpread,
    depth: {
      kind: "number",
      default: 2,
      range: [1, 10],
      integer: true,
      grid: [1, 2, 3],
      describe: "number of bidirectional LSTMs, each of which is a layer",
    },
    width: lstmWidth,
    dropout: dropoutRate(0, "share of each LSTM's input dropped in training"),
  },
  create({ embedding, spread, depth, width, dropout: rate }, input) {
    const [length] = input.shape;
    const words = embedWords(input, embedding, spread);

    const initMemories = (random: Streams, inputs: number): Tensors => ({
      forward: initLstm(random, "forward", inputs, width),
      backward: initLstm(random, "backward", inputs, width),
    });

    const applyMemories = (params: Tensors, x: tf.Tensor, { input, noise }: LayerContext) => {
      const [batch, length, inputs] = x.shape;
      const counts = wordCounts(input);
      const [forward, backward] = bothWays(dropout(x, rate, noise, [batch, 1, inputs]), counts);
      // Indices [batch, length] of the backward states after each word, in the order of the texts.
      const places = tf.transpose(backwardPlaces(counts, length));
      const rows = tf.add(
        tf.mul(tf.add(places, tf.scalar(1, "int32")), tf.scalar(batch, "int32")),
        tf.range(0, batch, 1, "int32").reshape([batch, 1]),
      );
      const [there, back] = [
        hiddenStates(params.forward as Lstm, forward),
        hiddenStates(params.backward as Lstm, backward),
      ];
      const after = tf.slice(there, [1, 0, 0], [length, batch, width]);
      const states = tf.concat([
        tf.transpose(after, [1, 0, 2]),
        tf.gather(tf.reshape(back, [(length + 1) * batch, width]), rows as tf.Tensor2D),
      ], 2);
      return tf.mul(states, tf.expandDims(presence(input), 2));
    };

    const layers = Array.from({ length: depth }, (_, i): Layer => ({
      output: [length, 2 * width],
      init: (random) =>
        i === 0
          ? {
            words: words.init((purpose) => random(`words/${purpose}`)),
            ...initMemories(random, words.output[1]),
          }
          : initMemories(random, 2 * width),
      apply: (params, x, context) =>
        applyMemories(
          params,
          i === 0 ? words.apply(params.words as Tensors, x) : x,
          context,
        ),
    }));
    return stack(layers);
  },
});
