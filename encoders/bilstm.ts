import { tf } from "../engine/mod.ts";
import { dropout, dropoutRate } from "./_dropout.ts";
import { embeddingSpread, embeddingWidth, embedWords, wordCounts } from "./_embedding.ts";
import { bothWays, hiddenStates, initLstm, lastStates, type Lstm, lstmWidth } from "./_lstm.ts";
import { defineEncoder, type Layer, stack } from "./encoder.ts";

/**
 * Two LSTMs over the word vectors, one from a text's first word to its last and one from the last to the first:
 * the final hidden states of both.
 *
 * `x [batch, length] → features [batch, 2 · width]`, the forward and the backward state concatenated, with
 * dropout. The padding after a text has no effect; a text without words has features of zeros.
 *
 * Departure from the paper, which labels every frame: the final states represent the whole text.
 *
 * Layers: 1 the word vectors, 2 both LSTMs.
 */
export default defineEncoder({
  name: "bilstm",
  title: "Bidirectional long short-term memory",
  paper: {
    title:
      "Framewise phoneme classification with bidirectional LSTM and other neural network architectures",
    authors: ["Graves", "Schmidhuber"],
    venue: "Neural Networks 18(5-6):602-610",
    year: 2005,
    url: "https://doi.org/10.1016/j.neunet.2005.06.042",
  },
  inputs: ["words"],
  perWord: false,
  widths: ["embedding", "width"],
  params: {
    embedding: embeddingWidth,
    spread: embeddingSpread,
    width: lstmWidth,
    dropout: dropoutRate(0.5, "share of the features dropped in training"),
  },
  create({ embedding, spread, width, dropout: rate }, input) {
    const words = embedWords(input, embedding, spread);
    const [, columns] = words.output;
    const memories: Layer = {
      output: [2 * width],
      init: (random) => ({
        forward: initLstm(random, "forward", columns, width),
        backward: initLstm(random, "backward", columns, width),
      }),
      apply(params, x, { input, noise }) {
        const counts = wordCounts(input);
        const [forward, backward] = bothWays(x, counts);
        const features = tf.concat([
          lastStates(hiddenStates(params.forward as Lstm, forward), counts),
          lastStates(hiddenStates(params.backward as Lstm, backward), counts),
        ], 1);
        return dropout(features, rate, noise);
      },
    };
    return stack([words, memories]);
  },
});
