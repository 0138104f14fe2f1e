import * as tf from "./tf.ts";

/**
 * Convolves sequences and returns each filter's largest response.
 *
 * y[n, k] = max_t Σ_{j, c} x[n, t + j, c] · filter[j, c, k], over the positions where the filter
 * lies within the sequence (Collobert et al. 2011, eq. 5 to 7; Kim 2014, eq. 2). A bias and a monotone
 * activation can follow, only on `[batch, filters]`: they commute with the maximum.
 *
 * The backward pass computes only the windows that attained the maxima: a convolution's gradient would multiply
 * by zero in all but one of `length` products. If two windows have equal responses, the first one gets the whole
 * gradient; `tf.max` gives it to each of them.
 *
 * @param x Sequences, `[batch, length, channels]`.
 * @param filter `[width, channels, filters]`, width ≤ length.
 * @returns `[batch, filters]`.
 * @throws {RangeError} If the filter is wider than the sequences are long.
 * @see {@link https://www.jmlr.org/papers/v12/collobert11a.html}
 * @see {@link https://aclanthology.org/D14-1181/}
 *
 * @example
 * ```ts
 * import { convMaxOverTime } from "./conv_max_over_time.ts";
 * import { openDevice, tf } from "./mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const x = tf.tensor3d([[[1], [4], [2], [3]]]);
 * // One filter of width 2 that adds neighbours: the sums are 5, 6 and 5.
 * assert.deepEqual([...convMaxOverTime(x, tf.ones([2, 1, 1])).dataSync()], [6]);
 * ```
 */
export function convMaxOverTime(x: tf.Tensor, filter: tf.Tensor): tf.Tensor {
  const [batch, length, channels] = x.shape;
  const [width, , filters] = filter.shape;
  if (width > length) {
    throw new RangeError(
      `Cannot convolve: the filter's width must be at most the sequences' length ${length}, current value is ${width}`,
    );
  }
  return tf.customGrad((...inputs) => {
    const [sequences, kernel, save] = inputs as [tf.Tensor3D, tf.Tensor3D, tf.GradSaveFunc];
    // As images of height 1 instead of conv1d, so that the compiled graph needs no transposes after the convolution.
    const images = tf.reshape(sequences, [batch, 1, length, channels]);
    const windows = tf.reshape(kernel, [1, width, channels, filters]);
    const responses = tf.conv2d(images as tf.Tensor4D, windows as tf.Tensor4D, 1, "valid");
    save([sequences, kernel, tf.reshape(tf.argMax(responses, 2), [batch, filters])]);
    return {
      value: tf.max(responses, [1, 2]),
      gradFunc: (gradient: tf.Tensor, [sequences, kernel, places]: tf.Tensor[]) => {
        // Row indices of each maximal window in the flattened sequences: [filters, batch, width].
        const first = tf.add(tf.transpose(places), tf.range(0, batch * length, length, "int32"));
        const rows = tf.add(tf.expandDims(first, 2), tf.range(0, width, 1, "int32"));
        const windows = tf.gather(
          tf.reshape(sequences, [batch * length, channels]),
          rows as tf.Tensor1D,
        );
        const weights = tf.transpose(gradient);
        const filterGradient = tf.matMul(
          tf.reshape(weights, [filters, 1, batch]),
          tf.reshape(windows, [filters, batch, width * channels]),
        );
        const contributions = tf.mul(
          tf.reshape(weights, [filters, batch, 1]),
          tf.reshape(tf.transpose(kernel, [2, 0, 1]), [filters, 1, width * channels]),
        );
        const sequenceGradient = tf.unsortedSegmentSum(
          tf.reshape(contributions, [filters * batch * width, channels]),
          tf.reshape(rows, [filters * batch * width]) as tf.Tensor1D,
          batch * length,
        );
        return [
          tf.reshape(sequenceGradient, [batch, length, channels]),
          tf.reshape(
            tf.transpose(tf.reshape(filterGradient, [filters, width * channels])),
            [width, channels, filters],
          ),
        ];
      },
    };
  })(x, filter);
}
