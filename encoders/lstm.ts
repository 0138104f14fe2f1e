import { tf } from "../engine/mod.ts";
import { dropout, dropoutRate } from "./_dropout.ts";
import { embeddingSpread, embeddingWidth, embedWords, wordCounts } from "./_embedding.ts";
import { hiddenStates, initLstm, lastStates, type Lstm, lstmWidth } from "./_lstm.ts";
import { defineEncoder, type Layer, stack } from "./encoder.ts";

/**
 * An LSTM over the word vectors: its hidden state after a text's last word.
 *
 * `x [batch, length] → features [batch, width]`, with dropout. The padding after a text has no effect; a
 * text without words has features of zeros.
 *
 * Departure from the paper: a forget gate, as usual since Gers et al. 2000. It starts about half open, as in
 * PyTorch, without a special initial bias.
 *
 * Layers: 1 the word vectors, 2 the LSTM.
 */
export default defineEncoder({
  name: "lstm",
  title: "Long short-term memory",
  paper: {
    title: "Long Short-Term Memory",
    authors: ["Hochreiter", "Schmidhuber"],
    venue: "Neural Computation 9(8):1735-1780",
    year: 1997,
    url: "https://doi.org/10.1162/neco.1997.9.8.1735",
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
    const memory: Layer = {
      output: [width],
      init: (random) => initLstm(random, "lstm", columns, width),
      apply(params, x, { input, noise }) {
        const states = hiddenStates(params as Lstm, tf.transpose(x, [1, 0, 2]));
        return dropout(lastStates(states, wordCounts(input)), rate, noise);
      },
    };
    return stack([words, memory]);
  },
});
