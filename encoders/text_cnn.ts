import { convMaxOverTime, type Dense, tf } from "../engine/mod.ts";
import { initConvolution } from "./_convolution.ts";
import { dropout, dropoutRate } from "./_dropout.ts";
import { embeddingWidth, embedWords } from "./_embedding.ts";
import { defineEncoder, type Layer, stack } from "./encoder.ts";

/**
 * Convolutions of several widths over the word vectors, and their maxima over the text.
 *
 * f = max_t relu(x[t … t + w − 1] · W_w + b) for each width w and channel, concatenated; then dropout:
 * `x [batch, length] → features [batch, widths · channels]`. As usual, windows over the padding are included.
 *
 * Departures from Kim 2014, §3.1: vectors of width 100 (the paper: word2vec's 300); no bound on the
 * norm of the classifier's weights (the paper: 3). Bias and rectifier are applied after the maximum, which
 * commutes with both.
 *
 * Layers: 1 the word vectors, 2 the rest.
 */
export default defineEncoder({
  name: "text_cnn",
  title: "Convolutional network over words",
  paper: {
    title: "Convolutional Neural Networks for Sentence Classification",
    authors: ["Kim"],
    venue: "EMNLP, 1746-1751",
    year: 2014,
    url: "https://aclanthology.org/D14-1181/",
  },
  inputs: ["words"],
  perWord: false,
  widths: ["embedding", "channels"],
  params: {
    embedding: embeddingWidth,
    channels: {
      kind: "number",
      default: 100,
      range: [1, 10_000],
      integer: true,
      grid: [50, 100, 200],
      describe: "channels of each convolution",
    },
    widths: {
      kind: "choice",
      default: "3-4-5",
      range: ["3-4-5", "2-3-4", "1-2-3", "3", "5"],
      grid: ["3-4-5", "2-3-4", "3"],
      describe: "widths of the convolutions' windows, in words",
    },
    dropout: dropoutRate(0.5, "share of the features dropped in training"),
  },
  create({ embedding, channels, widths, dropout: rate }, input) {
    const words = embedWords(input, embedding);
    const [length, columns] = words.output;
    const windows = widths.split("-").map(Number);
    const widest = Math.max(...windows);
    if (length < widest) {
      throw new RangeError(
        `Cannot convolve ${widest} words at a time: texts must be as long, current length is ${length}`,
      );
    }
    const convolutions: Layer = {
      output: [windows.length * channels],
      init: (random) =>
        Object.fromEntries(windows.map((width) => [
          `width${width}`,
          initConvolution(random, `width${width}`, [width, columns, channels]),
        ])),
      apply(params, x, { noise }) {
        const greatest = Object.values(params as { readonly [width: string]: Dense })
          .map(({ kernel, bias }) => tf.relu(tf.add(convMaxOverTime(x, kernel), bias)));
        return dropout(tf.concat(greatest, 1), rate, noise);
      },
    };
    return stack([words, convolutions]);
  },
});
