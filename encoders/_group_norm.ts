import { type Tensors, tf } from "../engine/mod.ts";

/** The parameters of a group normalisation: `scale` and `offset`, both `[channels]`. */
export type GroupNorm = Tensors & { readonly scale: tf.Tensor; readonly offset: tf.Tensor };

/** Added to the variance, as in PyTorch. */
const EPSILON = 1e-5;

/** Returns the initial parameters: scale 1, offset 0. */
export function initGroupNorm(channels: number): GroupNorm {
  return { scale: tf.ones([channels]), offset: tf.zeros([channels]) };
}

/**
 * Applies group normalisation to images.
 *
 * y = (x − μ) / √(σ² + ε) · scale + offset, with μ and σ² over all pixels and channels of a group,
 * separately for each image (Wu & He 2018, §3.1): prediction needs no running statistics, and batches may
 * have any size.
 *
 * @param params Scale and offset.
 * @param x `[batch, height, width, channels]`.
 * @param groups A divisor of the channels.
 * @see {@link https://arxiv.org/abs/1803.08494}
 */
export function groupNorm({ scale, offset }: GroupNorm, x: tf.Tensor, groups: number): tf.Tensor {
  const [batch, , , channels] = x.shape;
  const size = channels / groups;
  // [channels, channels]: maps the channels' means to those of their groups.
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
