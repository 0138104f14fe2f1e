import { type Dense, dense, initDense, randomStreams, tf } from "../../engine/mod.ts";
import { initConvolution } from "./layers.ts";
import { classifier, integers, normals, productFlops, type Workload } from "./workload.ts";

const REFERENCE = {
  batch: 128,
  /** Height and width; a multiple of 4. */
  side: 28,
  inputs: 3,
  window: 5,
  channels: [32, 48] as [number, number],
  hidden: 100,
  classes: 10,
};

/**
 * Two convolutions, each with a rectifier and a 2×2 max pool, and two dense layers on small images.
 *
 * Bias and rectifier are applied after the pool: both are increasing functions of each channel, so the
 * maximum commutes with them. Function and gradients are the same, on a quarter of the elements.
 *
 * Products, in multiply-adds for batch B, side S, window W, channels I → K → L, hidden H and classes
 * C: the first convolution forward and in its kernel, 2 · BS² · W²I · K; all others in their inputs
 * too, 3 · (B(S/2)² · W²K · L + B · (S/4)²L · H + BHC). Padding is counted as if it were read.
 *
 * @param sizes Default: those of the reference workload.
 */
export function cnn(sizes = REFERENCE): Workload {
  const { batch, side, inputs, window, channels: [first, second], hidden, classes } = sizes;
  const random = randomStreams(0);
  const features = (side / 4) ** 2 * second;
  return {
    program: classifier(
      (random) => ({
        convolution1: initConvolution(random, "convolution1", [window, window, inputs, first]),
        convolution2: initConvolution(random, "convolution2", [window, window, first, second]),
        hidden: initDense(random, "hidden", features, hidden),
        output: initDense(random, "output", hidden, classes),
      }),
      (params, x) => {
        const pooled = [params.convolution1, params.convolution2].reduce<tf.Tensor>(
          (x, layer) => pooledConvolution(layer as Dense, x as tf.Tensor4D),
          x,
        );
        const flat = tf.reshape(pooled, [x.shape[0], features]);
        return dense(params.output as Dense, tf.relu(dense(params.hidden as Dense, flat)));
      },
    ),
    batch: {
      x: normals(random("x"), [batch, side, side, inputs]),
      y: integers(random("y"), [batch], classes),
    },
    flops: 2 * productFlops(batch * side ** 2, window ** 2 * inputs, first) +
      3 * productFlops(batch * (side / 2) ** 2, window ** 2 * first, second) +
      3 * productFlops(batch, features, hidden) +
      3 * productFlops(batch, hidden, classes),
  };
}

function pooledConvolution({ kernel, bias }: Dense, x: tf.Tensor4D): tf.Tensor {
  const convolved = tf.conv2d(x, kernel as tf.Tensor4D, 1, "same");
  return tf.relu(tf.add(tf.maxPool(convolved, 2, 2, "valid"), bias));
}
