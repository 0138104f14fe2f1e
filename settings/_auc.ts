/**
 * Computes the area under the ROC curve: the probability that a row of class 1 scores above a row of class 0, with
 * ties counted half.
 *
 * Exact, by ranks: (R − n₁(n₁ + 1)/2) / (n₁·n₀), where R is the sum of the ranks of the n₁ rows of class 1, and
 * tied rows share the mean of their ranks (Mann and Whitney's U).
 *
 * @param scores One for each row, in any unit; higher for class 1.
 * @param labels 0 or 1.
 * @returns A fraction; higher is better, 0.5 is chance.
 * @throws {RangeError} If the numbers of rows differ, a score is NaN, a label is neither 0 nor 1, or a class has
 * no rows.
 *
 * @example
 * ```ts
 * import { auc } from "./_auc.ts";
 * import assert from "node:assert/strict";
 *
 * // Of four pairs, two are in order and one is tied.
 * assert.equal(auc([0.9, 0.4, 0.4, 0.7], [1, 1, 0, 0]), 2.5 / 4);
 * ```
 */
export function auc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  if (scores.length !== labels.length) {
    throw new RangeError(
      `Cannot compute AUC of ${scores.length} scores for ${labels.length} labels`,
    );
  }
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => scores[a] - scores[b]);
  let [positives, ranks] = [0, 0];
  for (let from = 0, to = 0; from < order.length; from = to) {
    do to++; while (to < order.length && scores[order[to]] === scores[order[from]]);
    // The ranks from + 1 to `to` are tied.
    const rank = (from + 1 + to) / 2;
    for (const row of order.subarray(from, to)) {
      if (Number.isNaN(scores[row])) {
        throw new RangeError("Cannot compute AUC: scores must be numbers, current value is NaN");
      }
      if (labels[row] !== 0 && labels[row] !== 1) {
        throw new RangeError(
          `Cannot compute AUC: labels must be 0 or 1, current value is ${labels[row]}`,
        );
      }
      positives += labels[row];
      ranks += labels[row] * rank;
    }
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) {
    throw new RangeError(
      `Cannot compute AUC of one class: it needs rows of both, current numbers are ${negatives} of class 0 and ${positives} of class 1`,
    );
  }
  return (ranks - positives * (positives + 1) / 2) / (positives * negatives);
}
