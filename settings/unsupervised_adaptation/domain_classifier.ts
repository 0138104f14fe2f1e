import { Matrix, SVD } from "ml-matrix";

/** Features `[rows, width]`, in C order. */
export interface Features {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Candidate penalties, as fractions of a standardised feature's sum of squares. */
const PENALTIES = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

/**
 * Trains a linear classifier of two domains: a ridge regression of −1 and 1 on the standardised features, so that
 * shifting or scaling a feature changes nothing.
 *
 * Of six penalties it chooses the one with the smallest leave-one-out squared error. For n rows of w features it
 * takes about n w² + w³ operations, or n² w + n³ if that is less.
 *
 * @param training Features of the source's rows, then of as many rows of the target.
 * @returns A function of the scores of rows: above zero for the target, below for the source, and zero if no feature
 * varies.
 *
 * @example
 * ```ts
 * import { domainClassifier } from "./domain_classifier.ts";
 * import assert from "node:assert/strict";
 *
 * const line = (...data: number[]) => ({ shape: [data.length, 1], data });
 * const [ofSource, ofTarget] = domainClassifier(line(0, 1, 5, 6))(line(2, 4));
 * assert.ok(ofSource < 0);
 * assert.ok(ofTarget > 0);
 * ```
 */
export function domainClassifier(training: Features): (features: Features) => number[] {
  const standardised = standardisation(training);
  const z = standardised(training);
  // No decomposition has no columns.
  if (z.columns === 0) return ({ shape: [rows] }) => new Array(rows).fill(0);
  const components = principalComponents(z);
  const labels = Float64Array.from({ length: z.rows }, (_, row) => row < z.rows / 2 ? -1 : 1);
  const { residuals } = PENALTIES
    .map((part) => ridge(components, labels, part * (z.rows - 1)))
    .reduce((best, other) => other.error < best.error ? other : best);
  // The weights are Σᵢ (y_i − ŷ_i) z_i / λ, and the sign of a score does not depend on λ.
  const weights = columnProducts(z, residuals);
  return (features) => {
    const rows = standardised(features);
    return Array.from({ length: rows.rows }, (_, row) => {
      let score = 0;
      for (let j = 0; j < weights.length; j++) score += rows.get(row, j) * weights[j];
      return score;
    });
  };
}

/** Returns the map that standardises features to mean 0 and variance 1 over some rows and drops constant features. */
function standardisation({ shape: [rows, width], data }: Features): (features: Features) => Matrix {
  const scales = Array.from({ length: width }, (_, column) => {
    let [varies, sum, squares] = [false, 0, 0];
    for (let at = column; at < data.length; at += width) {
      varies ||= data[at] !== data[column];
      sum += data[at];
    }
    const mean = sum / rows;
    for (let at = column; at < data.length; at += width) squares += (data[at] - mean) ** 2;
    return { column, varies, mean, deviation: Math.sqrt(squares / (rows - 1)) };
  }).filter(({ varies }) => varies);
  return ({ shape: [rows], data }) => {
    const z = new Matrix(rows, scales.length);
    scales.forEach(({ column, mean, deviation }, j) => {
      for (let row = 0; row < rows; row++) {
        z.set(row, j, (data[row * width + column] - mean) / deviation);
      }
    });
    return z;
  };
}

/** Principal components of rows, `[rows, components]`, and the sum of squares of each. */
interface Components {
  readonly components: Matrix;
  readonly squares: Float64Array;
}

/** Computes the rows' principal components, from ZᵀZ or ZZᵀ, whichever is smaller. */
function principalComponents(z: Matrix): Components {
  const narrow = z.columns <= z.rows;
  const products = narrow ? z.transpose().mmul(z) : z.mmul(z.transpose());
  // Eigenvalues and eigenvectors: the products are positive semidefinite.
  const { diagonal, rightSingularVectors: axes } = new SVD(products, {
    computeLeftSingularVectors: false,
  });
  const squares = Float64Array.from(diagonal);
  return {
    components: narrow ? z.mmul(axes) : axes.mulRowVector(squares.map(Math.sqrt)),
    squares,
  };
}

/**
 * Ridge regression on principal components p, whose normal equations are diagonal: β_j = Σᵢ p_ij y_i / (s_j + λ).
 *
 * @param components Components of mean zero, and s_j = Σᵢ p_ij² of each.
 * @param labels −1 and 1, equally many of both, so that their mean, the intercept, is zero.
 * @param penalty λ.
 * @returns The residuals y − ŷ, and the sum of squared leave-one-out errors.
 */
function ridge(
  { components, squares }: Components,
  labels: Float64Array,
  penalty: number,
): { residuals: Float64Array; error: number } {
  const shrunk = squares.map((square) => 1 / (square + penalty));
  const weights = columnProducts(components, labels).map((product, j) => product * shrunk[j]);
  const residuals = new Float64Array(labels.length);
  let error = 0;
  for (let row = 0; row < labels.length; row++) {
    let [fitted, leverage] = [0, 1 / labels.length];
    for (let j = 0; j < weights.length; j++) {
      const component = components.get(row, j);
      fitted += component * weights[j];
      leverage += component * component * shrunk[j];
    }
    residuals[row] = labels[row] - fitted;
    // The leave-one-out residual is (y_i − ŷ_i) / (1 − h_i), with h_i the leverage of row i.
    error += (residuals[row] / (1 - leverage)) ** 2;
  }
  return { residuals, error };
}

/** Computes the inner product of each column with a vector: Aᵀv. */
function columnProducts(matrix: Matrix, vector: Float64Array): Float64Array {
  const products = new Float64Array(matrix.columns);
  for (let row = 0; row < vector.length; row++) {
    for (let j = 0; j < products.length; j++) products[j] += matrix.get(row, j) * vector[row];
  }
  return products;
}
