import { heNormal, type Streams, type Tensors, tf } from "../engine/mod.ts";
import { type GroupNorm, groupNorm, initGroupNorm } from "./_group_norm.ts";
import { defineEncoder, type Layer, stack } from "./encoder.ts";

/** Number of stages; each one but the first halves the image size and doubles the channels. */
const STAGES = 3;

/** A convolution without a bias, and the normalisation after it. */
type Convolution = Tensors & { readonly kernel: tf.Tensor; readonly norm: GroupNorm };

/**
 * A residual network for small images.
 *
 * A 3×3 convolution, then three stages of blocks y = relu(F(x) + x), where F is two 3×3 convolutions; the
 * features are the means of each channel over the image: `x [batch, height, width, channels] → features
 * [batch, 4 · channels]`. With n blocks of 16, 32 and 64 channels in the three stages, it is the network of
 * He et al. 2016, §4.2, with 6n + 1 layers before the classifier. At the start of a later stage, the convolution
 * and the shortcut have stride 2, and the shortcut's new channels are zeros (option A of the paper).
 *
 * Departure: group normalisation (Wu & He 2018; the paper: batch normalisation), since an encoder has no state
 * besides its parameters; images of a batch stay independent.
 *
 * Layers: 1 the first convolution, then the blocks; the means are part of the last block.
 *
 * @see {@link https://arxiv.org/abs/1803.08494}
 */
export default defineEncoder({
  name: "resnet_small",
  title: "Residual network for small images",
  paper: {
    title: "Deep Residual Learning for Image Recognition",
    authors: ["He", "Zhang", "Ren", "Sun"],
    venue: "CVPR, 770-778",
    year: 2016,
    url: "https://arxiv.org/abs/1512.03385",
  },
  inputs: ["images"],
  perWord: false,
  widths: ["channels"],
  params: {
    blocks: {
      kind: "number",
      default: 1,
      range: [1, 18],
      integer: true,
      grid: [1, 3],
      describe: "residual blocks in each of the three stages",
    },
    channels: {
      kind: "number",
      default: 16,
      range: [1, 1000],
      integer: true,
      grid: [8, 16],
      describe: "channels of the first stage; each further stage has twice as many",
    },
    groups: {
      kind: "number",
      default: 8,
      range: [1, 1000],
      integer: true,
      grid: [1, 8],
      describe:
        "number of groups for normalisation; reduced to its greatest common divisor with the channels",
    },
  },
  create({ blocks, channels, groups: wanted }, { shape: [height, width, inputs] }) {
    const groups = greatestCommonDivisor(wanted, channels);
    const size = (stage: number) => [height, width].map((side) => Math.ceil(side / 2 ** stage));

    const first: Layer = {
      output: [height, width, channels],
      init: (random) => initConvolution(random, "convolution", inputs, channels),
      apply: (params, x) => tf.relu(convolve(params as Convolution, x, 1, groups)),
    };
    const residual = Array.from({ length: STAGES * blocks }, (_, i): Layer => {
      const stage = Math.floor(i / blocks);
      const last = i === STAGES * blocks - 1;
      const outputs = channels * 2 ** stage;
      const halves = stage > 0 && i % blocks === 0;
      return {
        output: last ? [outputs] : [...size(stage), outputs],
        init: (random) => ({
          first: initConvolution(random, "first", halves ? outputs / 2 : outputs, outputs),
          second: initConvolution(random, "second", outputs, outputs),
        }),
        apply(params, x) {
          const inner = tf.relu(convolve(params.first as Convolution, x, halves ? 2 : 1, groups));
          const change = convolve(params.second as Convolution, inner, 1, groups);
          const y = tf.relu(tf.add(change, halves ? halved(x) : x));
          return last ? tf.mean(y, [1, 2]) : y;
        },
      };
    });
    return stack([first, ...residual]);
  },
});

function initConvolution(
  random: Streams,
  name: string,
  inputs: number,
  outputs: number,
): Convolution {
  return {
    kernel: heNormal(random(`${name}/kernel`), [3, 3, inputs, outputs]),
    norm: initGroupNorm(outputs),
  };
}

function convolve(
  { kernel, norm }: Convolution,
  x: tf.Tensor,
  stride: number,
  groups: number,
): tf.Tensor {
  // Padded by one pixel on every side; "same" would pad strided images only at two sides.
  const convolved = tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, 1);
  return groupNorm(norm, convolved, groups);
}

/** Takes every other pixel, and appends as many channels of zeros. */
function halved(x: tf.Tensor): tf.Tensor {
  // A 1×1 mean with stride 2; strided slices have no gradient in TensorFlow.js.
  const pixels = tf.avgPool(x as tf.Tensor4D, 1, 2, "valid");
  return tf.concat([pixels, tf.zerosLike(pixels)], 3);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
