import { PCA } from "ml-pca";

/** Features of one row. */
export type Row = Float64Array;

/** Candidate penalties, as fractions of a standardised feature's sum of squares. */
const PENALTIES = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

/**
 * Trains a linear classifier of two domains: a ridge regression of −1 and 1 on the standardised features, so that
 * shifting or scaling a feature changes nothing.
 *
 * Of six penalties it chooses the one with the smallest leave-one-out squared error. For n rows of w features it
 * takes about n w² + w³ operations, or n² w + n³ if that is less.
 *
 * @param rows Features of the source's rows, then of as many rows of the target.
 * @returns A function of a row's score: above zero for the target, below for the source, and zero if no feature varies.
 *
 * @example
 * ```ts
 * import { domainClassifier } from "./domain_classifier.ts";
 * import assert from "node:assert/strict";
 *
 * const scoreOf = domainClassifier([0, 1, 5, 6].map((feature) => Float64Array.of(feature)));
 * assert.ok(scoreOf(Float64Array.of(4)) > 0);
 * assert.ok(scoreOf(Float64Array.of(2)) < 0);
 * ```
 */
export function domainClassifier(rows: readonly Row[]): (row: Row) => number {
  const standardised = standardisation(rows);
  const z = rows.map(standardised);
  const labels = rows.map((_, i) => i < rows.length / 2 ? -1 : 1);
  const { components, squares } = principalComponents(z);
  const { residuals } = PENALTIES
    .map((part) => ridge(components, squares, labels, part * (rows.length - 1)))
    .reduce((best, other) => other.error < best.error ? other : best);
  // The weights are Σᵢ (y_i − ŷ_i) z_i / λ, and the sign of a score does not depend on λ.
  const weights = z[0].map((_, j) => z.reduce((sum, row, i) => sum + residuals[i] * row[j], 0));
  return (row) => dot(standardised(row), weights);
}

/** Returns the map that standardises features to mean 0 and variance 1 over some rows and drops constant features. */
function standardisation(rows: readonly Row[]): (row: Row) => Row {
  const scales = [...rows[0]].flatMap((first, column) => {
    const values = rows.map((row) => row[column]);
    if (values.every((value) => value === first)) return [];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return [{ column, mean, deviation: Math.sqrt(squares / (values.length - 1)) }];
  });
  return (row) =>
    Float64Array.from(
      scales,
      ({ column, mean, deviation }) => (row[column] - mean) / deviation,
    );
}

/** Computes the rows' principal components and the sum of squares of each, from ZᵀZ or ZZᵀ, whichever is smaller. */
function principalComponents(z: readonly Row[]): { components: Row[]; squares: Row } {
  const columns = [...z[0]].map((_, j) => Float64Array.from(z, (row) => row[j]));
  const narrow = columns.length <= z.length;
  const vectors = narrow ? columns : z;
  const products = vectors.map(() => new Array<number>(vectors.length).fill(0));
  vectors.forEach((vector, i) => {
    for (let j = 0; j <= i; j++) products[i][j] = products[j][i] = dot(vector, vectors[j]);
  });
  if (products.length === 0) {
    return { components: z.map(() => Float64Array.of()), squares: Float64Array.of() };
  }
  const pca = new PCA(products, { isCovarianceMatrix: true });
  const axes = pca.getEigenvectors().to2DArray();
  const squares = Float64Array.from(pca.getEigenvalues(), (square) => Math.max(0, square));
  if (!narrow) {
    const lengths = squares.map(Math.sqrt);
    return {
      components: axes.map((row) => lengths.map((length, j) => row[j] * length)),
      squares,
    };
  }
  const directions = Array.from(squares, (_, j) => Float64Array.from(axes, (row) => row[j]));
  return {
    components: z.map((row) => Float64Array.from(directions, (direction) => dot(row, direction))),
    squares,
  };
}

/**
 * Ridge regression on principal components p, whose normal equations are diagonal: β_j = Σᵢ p_ij y_i / (s_j + λ).
 *
 * @param components Rows of components, each of mean zero.
 * @param squares s_j = Σᵢ p_ij² of each component.
 * @param labels −1 and 1, equally many of both, so that their mean, the intercept, is zero.
 * @param penalty λ.
 * @returns The residuals y − ŷ, and the mean squared leave-one-out error.
 */
function ridge(
  components: readonly Row[],
  squares: Row,
  labels: readonly number[],
  penalty: number,
): { residuals: number[]; error: number } {
  const shrunk = Float64Array.from(squares, (square) => 1 / (square + penalty));
  const weights = shrunk.map((factor, j) =>
    factor * components.reduce((sum, row, i) => sum + row[j] * labels[i], 0)
  );
  const residuals = components.map((row, i) => labels[i] - dot(row, weights));
  // The leave-one-out residual is (y_i − ŷ_i) / (1 − h_i), with h_i the leverage of row i.
  const errors = components.map((row, i) => {
    let own = 1 / components.length;
    for (let j = 0; j < row.length; j++) own += row[j] * row[j] * shrunk[j];
    return (residuals[i] / (1 - own)) ** 2;
  });
  return { residuals, error: errors.reduce((sum, error) => sum + error, 0) / errors.length };
}

function dot(a: Row, b: Row): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
