import { assertAgrees, integers, normal, type Operand } from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";
import { sizeOf } from "../graph.ts";

/** No blocks of channels, and the blocks of this CPU. */
const BLOCKS = [1, undefined];

/** A convolution with the operations that follow it in a network. */
interface Chain {
  /** [batch, height, width, channels] */
  readonly x: readonly number[];
  /** Height and width, and channels of the one or two layers. */
  readonly size: number;
  readonly channels: readonly number[];
  readonly strides?: number;
  readonly pad?: "same" | "valid";
}

/** CPUs use blocks of 8 or 16 channels: cases fill blocks, have too few channels, or leave a remainder. */
const CHAINS: { readonly [name: string]: Chain } = {
  "3 to 16 channels": { x: [2, 8, 6, 3], size: 3, channels: [16] },
  "3 to 16 to 32 channels, same": { x: [2, 8, 8, 3], size: 3, channels: [16, 32], pad: "same" },
  "3 to 32 to 48 channels": { x: [1, 12, 11, 3], size: 3, channels: [32, 48] },
  "16 to 16 channels, even filter, same": {
    x: [2, 6, 7, 16],
    size: 2,
    channels: [16],
    pad: "same",
  },
  "16 to 48 channels, stride 2": { x: [3, 9, 8, 16], size: 3, channels: [48], strides: 2 },
  "32 to 16 channels, stride 2, same": {
    x: [2, 9, 10, 32],
    size: 3,
    channels: [16],
    strides: 2,
    pad: "same",
  },
  "48 to 32 channels, filter 1": { x: [2, 5, 4, 48], size: 1, channels: [32] },
  "16 to 20 to 16 channels, same": { x: [2, 6, 6, 16], size: 3, channels: [20, 16], pad: "same" },
  "20 to 16 to 20 channels": { x: [2, 10, 11, 20], size: 3, channels: [16, 20] },
  "20 to 20 channels": { x: [2, 6, 7, 20], size: 3, channels: [20] },
  "8 to 24 channels, same": { x: [2, 6, 6, 8], size: 5, channels: [24], pad: "same" },
};

/** Returns small whole numbers, whose sums are exact, so that equal maxima stay equal. */
function whole(shape: readonly number[], purpose: string): Operand {
  return { shape, data: Float32Array.from(integers(shape, -1, 2, purpose).data) };
}

for (const [name, { x, size, channels, strides = 1, pad = "valid" }] of Object.entries(CHAINS)) {
  const layers = channels.map((to, layer) => ({
    filter: [size, size, layer === 0 ? x[3] : channels[layer - 1], to],
    bias: [to],
  }));
  const chain = (x: tf.Tensor, ...params: tf.Tensor[]) =>
    layers.reduce((images, _, layer) => {
      const [filter, bias] = params.slice(2 * layer);
      const convolved = tf.conv2d(images as tf.Tensor4D, filter as tf.Tensor4D, strides, pad);
      return tf.maxPool(tf.relu(tf.add(convolved, bias)) as tf.Tensor4D, 2, 2, "valid");
    }, x);
  const operands: { readonly [what: string]: readonly Operand[] } = {
    "normal numbers": [
      normal(x, "x"),
      ...layers.flatMap(({ filter, bias }) => [normal(filter, "filter"), normal(bias, "bias")]),
    ],
    "ties": [
      whole(x, "x"),
      ...layers.flatMap(({ filter, bias }) => [whole(filter, "filter"), whole(bias, "bias")]),
    ],
    "constant images": [
      { shape: x, data: new Float32Array(sizeOf(x)).fill(1) },
      ...layers.flatMap(({ filter, bias }) => [whole(filter, "filter"), whole(bias, "bias")]),
    ],
  };
  for (const [what, given] of Object.entries(operands)) {
    Deno.test(`Conv2D, bias, relu and maximum: ${name}, ${what}`, async () => {
      for (const channelBlock of BLOCKS) {
        await assertAgrees(chain, given, { floor: 100, channelBlock });
      }
    });
  }
}

const IMAGES = [2, 6, 6, 16];
const FILTERS = [3, 3, 16, 32];

const FOLLOWERS: { readonly [what: string]: (x: tf.Tensor4D, y: tf.Tensor4D) => tf.Tensor } = {
  "another convolution": (x, y) => tf.mul(x, y),
  "a mean over the pixels": (x) => tf.mean(x, [1, 2]),
  "a sum over the batch and the channels": (x) => tf.sum(x, [0, 3]),
  "a maximum over the channels": (x) => tf.max(x, 3),
  "an average pooling": (x) => tf.avgPool(x, 2, 2, "same"),
  "pooling windows that overlap": (x) => tf.maxPool(x, 3, 2, "same"),
  "features in a row": (x) => tf.reshape(x, [2, -1]),
  "channels side by side": (x, y) => tf.concat([x, y], 3),
  "a slice": (x) => tf.slice(x, [0, 1, 2, 3], [-1, 4, 3, 7]),
  "numbers per row of pixels": (x) => tf.add(x, tf.reshape([1, 2, 3, 4, 5, 6], [6, 1, 1])),
  "an extra axis": (x, y) => tf.add(x, tf.stack([y, x])),
  "normalisation of a batch": (x) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    const [offset, scale] = [tf.zeros([32]), tf.ones([32])] as tf.Tensor1D[];
    return tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale);
  },
};

for (const [what, follow] of Object.entries(FOLLOWERS)) {
  Deno.test(`Conv2D: blocks of channels, and then ${what}`, async () => {
    for (const channelBlock of BLOCKS) {
      await assertAgrees(
        (x, first, second) => {
          const [a, b] = [first, second].map((filter) =>
            tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same")
          );
          return [follow(a, b), tf.neg(b)];
        },
        [normal(IMAGES, "x"), normal(FILTERS, "first"), normal(FILTERS, "second")],
        { floor: 300, channelBlock },
      );
    }
  });
}

Deno.test("FusedConv2D: blocks of channels with bias and activation", async () => {
  for (const channelBlock of BLOCKS) {
    await assertAgrees(
      (x, filter, bias) => {
        const [relu, sigmoid] = (["relu", "sigmoid"] as const).map((activation) =>
          tf.fused.conv2d({
            x: x as tf.Tensor4D,
            filter: filter as tf.Tensor4D,
            strides: 1,
            pad: "same",
            bias,
            activation,
          })
        );
        return [relu, sigmoid];
      },
      [normal(IMAGES, "x"), normal(FILTERS, "filter"), normal([32], "bias")],
      // TensorFlow.js has this gradient only without fusion.
      { gradients: false, floor: 30, channelBlock },
    );
  }
});
