import { type Tensors, tf } from "../engine/mod.ts";

/** The parameters of a group normalisation: `scale` and `offset`, `[channels]` both. */
export type GroupNorm = Tensors & { readonly scale: tf.Tensor; readonly offset: tf.Tensor };

/** Added to the variance, as in PyTorch. */
const EPSILON = 1e-5;

/** The parameters to start from: scale 1, offset 0. */
export function initGroupNorm(channels: number): GroupNorm {
  return { scale: tf.ones([channels]), offset: tf.zeros([channels]) };
}

/**
 * Normalises an image's channels in groups.
 *
 * y = (x − μ) / √(σ² + ε) · scale + offset, with μ and σ² over all pixels and channels of a group, of each
 * image alone (Wu & He 2018, §3.1): there is nothing to keep for prediction, and a batch
 * may be of any size.
 *
 * @param params Scale and offset.
 * @param x `[batch, height, width, channels]`.
 * @param groups A divisor of the channels.
 * @see {@link https://arxiv.org/abs/1803.08494}
 */
export function groupNorm({ scale, offset }: GroupNorm, x: tf.Tensor, groups: number): tf.Tensor {
  const [batch, , , channels] = x.shape;
  const size = channels / groups;
  // [channels, channels]: takes the channels' means to those of their groups.
  const group = tf.floorDiv(tf.range(0, channels, 1, "int32"), tf.scalar(size, "int32"));
  const together = tf.div(
    tf.cast(tf.equal(tf.expandDims(group, 1), group), "float32"),
    size,
  );
  const groupMean = (x: tf.Tensor) =>
    tf.reshape(tf.matMul(tf.mean(x, [1, 2]), together), [batch, 1, 1, channels]);

  const centred = tf.sub(x, groupMean(x));
  const variance = groupMean(tf.square(centred));
  const factor = tf.mul(tf.rsqrt(tf.add(variance, EPSILON)), scale);
  return tf.add(tf.mul(centred, factor), offset);
}
