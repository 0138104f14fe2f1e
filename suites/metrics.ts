import type { NdArray } from "../engine/mod.ts";

/** Raised whenever a metric is computed in another way; part of every run's identity. */
export const METRICS_VERSION = 1;

/**
 * Takes the most probable class of each row.
 *
 * @param logits `[rows, classes]`.
 * @returns Class indices, `[rows]`; the first of equals.
 */
export function argMax(logits: NdArray): number[] {
  const [rows, classes] = logits.shape;
  return Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (logits.data[row * classes + c] > logits.data[row * classes + best]) best = c;
    }
    return best;
  });
}

/**
 * The part of the rows that is predicted right.
 *
 * @param predicted Class indices.
 * @param labels Class indices of the same rows.
 * @returns A fraction; higher is better.
 * @throws {RangeError} If the numbers of rows differ or are zero.
 */
export function accuracy(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  if (predicted.length !== labels.length || labels.length === 0) {
    throw new RangeError(
      `Cannot compute accuracy of ${predicted.length} predictions for ${labels.length} labels`,
    );
  }
  let right = 0;
  for (let i = 0; i < labels.length; i++) if (predicted[i] === labels[i]) right++;
  return right / labels.length;
}
