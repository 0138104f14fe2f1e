import {
  type Dense,
  dense,
  fanInUniform,
  initDense,
  mapPlaces,
  type Program,
  randomStreams,
  type Streams,
  type Tensors,
  tf,
  valueAndGradients,
} from "../../engine/mod.ts";
import { crossEntropy, type LabelledBatch } from "../../methods/_classification.ts";
import { initConvolution } from "./layers.ts";
import { integers, normals, optimizer, productFlops, type Workload } from "./workload.ts";

const REFERENCE = {
  batch: 32,
  /** Height and width. */
  side: 28,
  inputs: 3,
  /** Height and width of the first convolution's window. */
  firstWindow: 3,
  channels: 40,
  blocks: 3,
  /** Channels within a block for each outside. */
  expansion: 6,
  /** Height and width of the depthwise convolutions' windows. */
  window: 5,
  classes: 10,
};

/** The parameters of a convolution and the normalisation after it: scale and offset are `[channels]`. */
type Normalised = {
  readonly kernel: tf.Tensor4D;
  readonly scale: tf.Tensor;
  readonly offset: tf.Tensor;
};

/** The parameters of a block. */
type Block = {
  readonly expand: Normalised;
  /** The kernel is `[height, width, channels, 1]`. */
  readonly depthwise: Normalised;
  readonly project: Normalised;
};

type Blocks = { readonly [name: string]: Block };

/** The names of the normalised layers of a block. */
type Place = keyof Block;

/** Mean and variance of each channel, `[channels]`, by block and layer. */
type Moments = {
  readonly [block: string]: {
    readonly [place in Place]: { readonly mean: tf.Tensor; readonly variance: tf.Tensor };
  };
};

/** Subtracts the means of a layer's channels from its images, and gives their variances. */
type Centre = (
  block: string,
  place: Place,
  x: tf.Tensor,
) => { readonly centred: tf.Tensor; readonly variance: tf.Tensor };

/** The axes of images but that of the channels. */
const PIXELS = [0, 1, 2];

/** Added to the variance, as in PyTorch. */
const EPSILON = 1e-5;

/** The weight of a batch's moments in the running ones, as in PyTorch. */
const RATE = 0.1;

/**
 * Blocks of EfficientNet-Lite after a convolution, the mean over the pixels, and a dense layer.
 *
 * A block is an inverted residual (Sandler et al. 2018, fig. 3): 1×1 to more channels, depthwise, 1×1 back,
 * each with batch normalisation, the first two with ReLU6; its input is added.
 *
 * Products, in multiply-adds for P = BS² pixels of B images, first window V, window W, channels I → K, wide
 * channels L and classes C: the first convolution forward and in its kernel, 2 · P · V²I · K; all
 * others in their inputs too, for each block 3 · P · (2KL + W²L), and 3 · BKC. Padding is counted as
 * if it were read.
 *
 * @param sizes Default: those of the reference workload.
 * @see {@link https://arxiv.org/abs/1801.04381}
 */
export function depthwise(sizes = REFERENCE): Workload {
  const { batch, side, inputs, firstWindow, channels, blocks, expansion, window, classes } = sizes;
  const random = randomStreams(0);
  const pixels = batch * side ** 2;
  const wide = expansion * channels;
  const init = (random: Streams): Tensors => ({
    first: initConvolution(random, "first", [firstWindow, firstWindow, inputs, channels]),
    blocks: Object.fromEntries(
      Array.from({ length: blocks }, (_, i) => [
        `block${i + 1}`,
        initBlock(random, `block${i + 1}`, channels, wide, window),
      ]),
    ),
    output: initDense(random, "output", channels, classes),
  });
  return {
    program: trainer(init),
    batch: {
      x: normals(random("x"), [batch, side, side, inputs]),
      y: integers(random("y"), [batch], classes),
    },
    flops: 2 * productFlops(pixels, firstWindow ** 2 * inputs, channels) +
      3 * blocks * (
          2 * productFlops(pixels, channels, wide) + productFlops(pixels, window ** 2, wide)
        ) +
      3 * productFlops(batch, channels, classes),
  };
}

function initBlock(
  random: Streams,
  name: string,
  channels: number,
  wide: number,
  window: number,
): Block {
  const normalised = (place: Place, shape: readonly number[], channels: number): Normalised => ({
    kernel: fanInUniform(shape[0] * shape[1] * (place === "depthwise" ? 1 : shape[2]))(
      random(`${name}/${place}`),
      shape,
    ) as tf.Tensor4D,
    scale: tf.ones([channels]),
    offset: tf.zeros([channels]),
  });
  return {
    expand: normalised("expand", [1, 1, channels, wide], wide),
    depthwise: normalised("depthwise", [window, window, wide, 1], wide),
    project: normalised("project", [1, 1, wide, channels], channels),
  };
}

/**
 * Makes the training program: as a classifier's, and its state has running moments too, by which predictions
 * are normalised.
 */
function trainer(init: (random: Streams) => Tensors): Program {
  return {
    init(random) {
      const params = init(random);
      const moments = Object.entries(params.blocks as Blocks).map(([name, block]) => [
        name,
        Object.fromEntries(
          Object.entries(block).map(([place, { scale, offset }]) => [
            place,
            { mean: tf.zerosLike(offset), variance: tf.onesLike(scale) },
          ]),
        ),
      ]);
      return {
        params,
        moments: Object.fromEntries(moments),
        optimizer: optimizer.init(params),
      };
    },
    step(state, batch, { learning_rate }) {
      const { x, y } = batch.batch as LabelledBatch;
      const { losses, gradients } = valueAndGradients((params) => {
        // Reported beside the loss: scalars for the types alone.
        const parts: Record<string, tf.Scalar> = {};
        const centre: Centre = (block, place, x) => {
          const mean = tf.mean(x, PIXELS);
          const centred = tf.sub(x, mean);
          const variance = tf.mean(tf.square(centred), PIXELS);
          const count = x.size / mean.size;
          parts[`${block}/${place}/mean`] = mean as tf.Scalar;
          parts[`${block}/${place}/variance`] = tf.mul(variance, count / (count - 1));
          return { centred, variance };
        };
        return { loss: crossEntropy(logits(params, x, centre), y), parts };
      }, state.params as Tensors);
      const next = optimizer.update(
        gradients,
        state.optimizer as Tensors,
        state.params as Tensors,
        learning_rate,
      );
      const moments = mapPlaces(
        (path, running: tf.Tensor) =>
          tf.add(tf.mul(running, 1 - RATE), tf.mul(losses.parts[path], RATE)),
        state.moments as Tensors,
      );
      return [{ params: next.params, moments, optimizer: next.state }, { loss: losses.loss }];
    },
    predict({ params, moments }, x) {
      return logits(params as Tensors, x, (block, place, x) => {
        const { mean, variance } = (moments as Moments)[block][place];
        return { centred: tf.sub(x, mean), variance };
      });
    },
  };
}

/** Computes logits, `x [batch, height, width, inputs] → [batch, classes]`. */
function logits(params: Tensors, x: tf.Tensor, centre: Centre): tf.Tensor {
  const { kernel, bias } = params.first as Dense;
  const convolved = tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, "same");
  const images = Object.entries(params.blocks as Blocks).reduce<tf.Tensor>(
    (x, [name, { expand, depthwise, project }]) => {
      const normalise = (place: Place, { scale, offset }: Normalised, x: tf.Tensor) => {
        const { centred, variance } = centre(name, place, x);
        const factor = tf.mul(tf.rsqrt(tf.add(variance, EPSILON)), scale);
        return tf.add(tf.mul(centred, factor), offset) as tf.Tensor4D;
      };
      const expanded = tf.conv2d(x as tf.Tensor4D, expand.kernel, 1, "same");
      const wide = tf.relu6(normalise("expand", expand, expanded));
      const filtered = tf.depthwiseConv2d(wide, depthwise.kernel, 1, "same");
      const kept = tf.relu6(normalise("depthwise", depthwise, filtered));
      const projected = tf.conv2d(kept, project.kernel, 1, "same");
      return tf.add(x, normalise("project", project, projected));
    },
    tf.relu6(tf.add(convolved, bias)),
  );
  return dense(params.output as Dense, tf.mean(images, [1, 2]));
}
