import { type Dense, dense, initDense, tf } from "../engine/mod.ts";
import { initConvolution } from "./_convolution.ts";
import { defineEncoder, type Layer, stack } from "./encoder.ts";

/**
 * Convolutions, each with a rectifier and 2×2 max-pooling, and a dense layer.
 *
 * hₗ = maxPool(relu(hₗ₋₁ ∗ Wₗ + bₗ)), without padding; features relu(h W + b):
 * `x [batch, height, width, channels] → [batch, width]`. Bias and rectifier are applied after the maximum,
 * which commutes with both.
 *
 * The defaults are the shared part of the network for MultiMNIST in the code of Sener & Koltun 2018: 10 and
 * 20 channels, windows 5×5, 50 units, without the channel dropout after the second convolution. Departures from
 * LeCun et al. 1998: rectifiers and max-pooling (the paper: sigmoids and mean-pooling), and every channel reads
 * all channels of the layer below.
 *
 * Layers: the convolutions, then the dense one.
 *
 * @see {@link https://arxiv.org/abs/1810.04650}
 */
export default defineEncoder({
  name: "cnn",
  title: "Convolutional network",
  paper: {
    title: "Gradient-based learning applied to document recognition",
    authors: ["LeCun", "Bottou", "Bengio", "Haffner"],
    venue: "Proceedings of the IEEE 86(11):2278-2324",
    year: 1998,
    url: "https://doi.org/10.1109/5.726791",
  },
  inputs: ["images"],
  perWord: false,
  widths: ["channels", "width"],
  params: {
    depth: {
      kind: "number",
      default: 2,
      range: [1, 6],
      integer: true,
      grid: [1, 2],
      describe: "number of convolutions",
    },
    channels: {
      kind: "number",
      default: 10,
      range: [1, 1000],
      integer: true,
      grid: [10, 32],
      describe: "channels of the first convolution; each further convolution has twice as many",
    },
    window: {
      kind: "number",
      default: 5,
      range: [1, 11],
      integer: true,
      grid: [3, 5],
      describe: "height and width of the convolutions' windows",
    },
    width: {
      kind: "number",
      default: 50,
      range: [1, 10_000],
      integer: true,
      grid: [50, 100],
      describe: "units of the dense layer",
    },
  },
  create({ depth, channels, window, width }, { shape }) {
    const blocks: Layer[] = [];
    let output = shape;
    for (let i = 0; i < depth; i++) {
      const [height, columns, inputs] = output;
      const outputs = channels * 2 ** i;
      // 2×2 max-pooling needs two windows along both axes.
      if (Math.min(height, columns) < window + 1) {
        throw new RangeError(
          `Cannot convolve and pool ${depth} times in windows of ${window}: images must be larger, current value is ${
            shape.slice(0, 2).join("×")
          }`,
        );
      }
      output = [
        ...[height, columns].map((side) => Math.floor((side - window + 1) / 2)),
        outputs,
      ];
      blocks.push({
        output,
        init: (random) => initConvolution(random, "convolution", [window, window, inputs, outputs]),
        apply: (params, x) => pooledConvolution(params as Dense, x as tf.Tensor4D),
      });
    }
    const inputs = output.reduce((product, length) => product * length, 1);
    const features: Layer = {
      output: [width],
      init: (random) => initDense(random, "dense", inputs, width),
      apply: (params, x) => tf.relu(dense(params as Dense, tf.reshape(x, [x.shape[0], inputs]))),
    };
    return stack([...blocks, features]);
  },
});

function pooledConvolution({ kernel, bias }: Dense, x: tf.Tensor4D): tf.Tensor {
  const convolved = tf.conv2d(x, kernel as tf.Tensor4D, 1, "valid");
  return tf.relu(tf.add(tf.maxPool(convolved, 2, 2, "valid"), bias));
}
