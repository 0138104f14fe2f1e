import { tf } from "../../../engine/mod.ts";

/** Eigenvalues and eigenvectors of a symmetric matrix, in no particular order. */
export interface Eigen {
  /** `[1, n]`. */
  readonly values: tf.Tensor;
  /** `[n, n]`; each column belongs to the value above it. */
  readonly vectors: tf.Tensor;
}

/** Number of sweeps over all pairs, which diagonalise 16 rows to float32 accuracy. */
const SWEEPS = 6;

/**
 * Computes the eigenvalues and eigenvectors of a small symmetric matrix by Jacobi rotations.
 *
 * The rotation of a pair (p, q) by ½ arctan(2A[p, q] / (A[q, q] − A[p, p])) makes A[p, q] zero.
 * Rotations of disjoint pairs are combined in one matrix; the rounds of a tournament contain every pair once
 * per sweep (Golub & Van Loan 2013, §8.5).
 *
 * @param matrix `[n, n]`, symmetric, n ≥ 2, with elements of about 1.
 * @returns Both to about 1e-6 of the largest value.
 *
 * @example
 * ```ts
 * import { eigen } from "./_eigen.ts";
 * import { openDevice, tf } from "../../../engine/mod.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * const { values } = eigen(tf.tensor2d([[2, 1], [1, 2]]));
 * const [least, most] = [...values.dataSync()].sort();
 * assert.ok(Math.abs(least - 1) < 1e-6 && Math.abs(most - 3) < 1e-6);
 * ```
 */
export function eigen(matrix: tf.Tensor): Eigen {
  const size = matrix.shape[0];
  const identity = tf.eye(size);
  const rounds = tournament(size).map((pairs) => roundOf(pairs, size));
  let diagonalised = matrix;
  let vectors: tf.Tensor = identity;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const { above, both, differences, sines } of rounds) {
      const diagonal = tf.sum(tf.mul(diagonalised, identity), 0, true);
      // Both rows of a pair use one element, since its mirror image can differ in the last digit.
      const product = tf.matMul(tf.sum(tf.mul(diagonalised, above), 0, true), both);
      // If the diagonal values are equal, the angle is π/4; if A[p, q] is already zero, the angle is zero.
      const apart = tf.add(tf.matMul(diagonal, differences), 1e-30);
      const angles = tf.mul(tf.atan(tf.div(product, apart)), 0.5);
      const rotation = tf.add(
        tf.mul(tf.cos(angles), identity),
        tf.mul(tf.sin(angles), sines),
      );
      diagonalised = tf.matMul(tf.matMul(rotation, diagonalised, true), rotation);
      vectors = tf.matMul(vectors, rotation);
    }
  }
  return { values: tf.sum(tf.mul(diagonalised, identity), 0, true), vectors };
}

/** Matrices that select a round's numbers, each `[n, n]`; both rows of a pair get the same angle. */
interface Round {
  /** Multiplied by the matrix and summed over rows: A[p, q] in column q. */
  readonly above: tf.Tensor2D;
  /** Applied to the result of `above`: 2A[p, q] in both columns. */
  readonly both: tf.Tensor2D;
  /** Applied to the diagonal: A[q, q] − A[p, p] in both columns. */
  readonly differences: tf.Tensor2D;
  /** Signs of the sines in the rotation. */
  readonly sines: tf.Tensor2D;
}

function roundOf(pairs: readonly (readonly [number, number])[], size: number): Round {
  const filled = (
    entries: (p: number, q: number) => [row: number, column: number, value: number][],
  ) => {
    const data = new Float32Array(size * size);
    for (const [p, q] of pairs) {
      for (const [row, column, value] of entries(p, q)) data[row * size + column] = value;
    }
    return tf.tensor2d(data, [size, size]);
  };
  return {
    above: filled((p, q) => [[p, q, 1]]),
    both: filled((p, q) => [[q, p, 2], [q, q, 2]]),
    differences: filled((p, q) => [[p, p, -1], [q, p, 1], [p, q, -1], [q, q, 1]]),
    sines: filled((p, q) => [[p, q, 1], [q, p, -1]]),
  };
}

/**
 * Returns the rounds of a tournament in which each player meets each other once (circle method: one player keeps
 * its seat, the others move on by one).
 */
function tournament(players: number): (readonly [number, number])[][] {
  const seats = players + players % 2;
  const moving = Array.from({ length: seats - 1 }, (_, i) => i + 1);
  return moving.map((_, round) => {
    const circle = [0, ...moving.slice(round), ...moving.slice(0, round)];
    return Array.from({ length: seats / 2 }, (_, i) => {
      const pair = [circle[i], circle[seats - 1 - i]];
      return [Math.min(...pair), Math.max(...pair)] as const;
    }).filter(([, last]) => last < players);
  });
}
