import type { tf } from "../../engine/mod.ts";

/**
 * Checks that two samples of features can be compared.
 *
 * @param source `[m, width]`.
 * @param target `[n, width]`.
 * @param rows The minimum number of rows of each sample.
 * @throws {RangeError} If the widths differ or a sample is too small.
 */
export function checkSamples(source: tf.Tensor, target: tf.Tensor, rows: number): void {
  const [m, width] = source.shape;
  const [n, otherWidth] = target.shape;
  if (width !== otherWidth) {
    throw new RangeError(
      `Cannot compare samples of different width, current widths are ${width} and ${otherWidth}`,
    );
  }
  if (m < rows || n < rows) {
    throw new RangeError(
      `Cannot compare samples: each needs ${rows} rows, current sizes are ${m} and ${n}`,
    );
  }
}
