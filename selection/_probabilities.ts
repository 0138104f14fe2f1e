/** Numbers in rows. */
interface Rows {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/**
 * Returns the probabilities of a classifier, softmax(z) in each row.
 *
 * @param logits z, `[rows, classes]`.
 * @returns One row after another, each of which adds up to 1.
 */
export function probabilitiesOf({ shape: [rows, classes], data }: Rows): Float64Array {
  const p = new Float64Array(rows * classes);
  for (let start = 0; start < p.length; start += classes) {
    let greatest = -Infinity;
    for (let c = 0; c < classes; c++) greatest = Math.max(greatest, data[start + c]);
    let total = 0;
    for (let c = 0; c < classes; c++) total += p[start + c] = Math.exp(data[start + c] - greatest);
    for (let c = 0; c < classes; c++) p[start + c] /= total;
  }
  return p;
}

/** Returns the mean over rows of the probability of each class, `[classes]`. */
export function meanOf(p: Float64Array, classes: number): Float64Array {
  const mean = new Float64Array(classes);
  for (let i = 0; i < p.length; i++) mean[i % classes] += p[i] / (p.length / classes);
  return mean;
}

/** Returns the mean over rows of the entropy −Σ pᵢ ln pᵢ, in nats, with 0 ln 0 = 0. */
export function meanEntropy(p: Float64Array, classes: number): number {
  let sum = 0;
  for (const probability of p) if (probability > 0) sum -= probability * Math.log(probability);
  return sum / (p.length / classes);
}
