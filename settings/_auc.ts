/**
 * Computes the area under the ROC curve: the probability that a row of class 1 scores above a row of class 0, with
 * ties counted half.
 *
 * Exact, as Mann and Whitney's U over the number of pairs, n₁·n₀: each row of class 1 adds the number of rows of
 * class 0 below it, and half of those that are tied with it.
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
  const scoresOf = [new Float64Array(labels.length), new Float64Array(labels.length)];
  const counts = [0, 0];
  for (let row = 0; row < scores.length; row++) {
    const [score, label] = [scores[row], labels[row]];
    if (Number.isNaN(score)) {
      throw new RangeError("Cannot compute AUC: scores must be numbers, current value is NaN");
    }
    if (label !== 0 && label !== 1) {
      throw new RangeError(
        `Cannot compute AUC: labels must be 0 or 1, current value is ${label}`,
      );
    }
    scoresOf[label][counts[label]++] = score;
  }
  const [negatives, positives] = counts;
  if (positives === 0 || negatives === 0) {
    throw new RangeError(
      `Cannot compute AUC of one class: it needs rows of both, current numbers are ${negatives} of class 0 and ${positives} of class 1`,
    );
  }
  const [lower, higher] = scoresOf.map((own, label) => own.subarray(0, counts[label]).sort());
  let [below, notAbove, inOrder] = [0, 0, 0];
  for (const score of higher) {
    while (below < negatives && lower[below] < score) below++;
    while (notAbove < negatives && lower[notAbove] <= score) notAbove++;
    inOrder += (below + notAbove) / 2;
  }
  return inOrder / (positives * negatives);
}
