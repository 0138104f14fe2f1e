import {
  convMaxOverTime,
  type Dense,
  dense,
  initDense,
  randomStreams,
  tf,
} from "../../engine/mod.ts";
import { initConvolution, initEmbedding } from "./layers.ts";
import { classifier, integers, productFlops, type Workload } from "./workload.ts";

const REFERENCE = {
  batch: 32,
  /** Words of a text. */
  length: 200,
  vocabulary: 20_000,
  embedding: 100,
  channels: 100,
  widths: [3, 4, 5],
  classes: 2,
};

/**
 * Convolutions of several widths over the embedded words of a text, their maxima over time, and a
 * dense layer.
 *
 * Bias and rectifier are applied after the maximum: both are increasing functions of each channel, so it
 * commutes with them. Function and gradients are the same, on a fraction of the elements. Backward, only
 * the windows of the maxima have a gradient.
 *
 * Products, in multiply-adds for batch B, length T, embedding E, channels K, classes C and n widths
 * w: each convolution forward, B(T − w + 1) · wE · K, and in its kernel, where a maximum has one window,
 * B · K · wE; and the dense layer, 3 · B · nK · C. The embedding has no products.
 *
 * @param sizes Default: those of the reference workload.
 */
export function textCnn(sizes = REFERENCE): Workload {
  const { batch, length, vocabulary, embedding, channels, widths, classes } = sizes;
  const random = randomStreams(0);
  const name = (width: number) => `width${width}`;
  return {
    program: classifier(
      (random) => ({
        embedding: initEmbedding(random("embedding"), vocabulary, embedding),
        convolutions: Object.fromEntries(
          widths.map((width) => [
            name(width),
            initConvolution(random, name(width), [width, embedding, channels]),
          ]),
        ),
        output: initDense(random, "output", widths.length * channels, classes),
      }),
      (params, ids) => {
        const words = tf.gather(params.embedding as tf.Tensor, ids);
        const layers = Object.values(params.convolutions) as Dense[];
        const features = layers.map(({ kernel, bias }) => {
          return tf.relu(tf.add(convMaxOverTime(words, kernel), bias));
        });
        return dense(params.output as Dense, tf.concat(features, 1));
      },
    ),
    batch: {
      x: integers(random("x"), [batch, length], vocabulary),
      y: integers(random("y"), [batch], classes),
    },
    flops: 3 * productFlops(batch, widths.length * channels, classes) +
      widths.reduce(
        (sum, width) =>
          sum + productFlops(batch * (length - width + 1), width * embedding, channels) +
          productFlops(channels, batch, width * embedding),
        0,
      ),
  };
}
