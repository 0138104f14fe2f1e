import type { NdArray } from "../array.ts";

/** Largest share of entries that are not zero: from there on products of whole rows are as fast. */
const MOST_FILLED = 1 / 16;

/** The non-zero entries of an array `[rows, width]`, row by row (compressed sparse rows). */
export interface Sparse {
  /** `[entries]` */
  readonly columns: Int32Array;
  /** `[entries]` */
  readonly values: Float32Array;
  /** `[rows + 1]`: row i has the entries from `starts[i]` to `starts[i + 1]` (exclusive). */
  readonly starts: Int32Array;
  /** Number of entries of the longest row. */
  readonly longest: number;
}

const known = new WeakMap<NdArray, Sparse | undefined>();

/**
 * Compresses an array if its products are faster then: a two-dimensional float array that is nearly all zero.
 *
 * The result is cached as long as the array exists; later changes to the array are ignored.
 *
 * @returns The entries, or undefined for an array for which whole rows are faster.
 */
export function sparseOf(array: NdArray): Sparse | undefined {
  if (!known.has(array)) known.set(array, compress(array));
  return known.get(array);
}

function compress({ shape, data }: NdArray): Sparse | undefined {
  if (shape.length !== 2 || !(data instanceof Float32Array)) return undefined;
  const [rows, width] = shape;
  const most = Math.floor(MOST_FILLED * data.length);
  const columns = new Int32Array(most);
  const values = new Float32Array(most);
  const starts = new Int32Array(rows + 1);
  let [at, longest] = [0, 0];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const value = data[row * width + column];
      if (value === 0) continue;
      if (at === most) return undefined;
      columns[at] = column;
      values[at++] = value;
    }
    starts[row + 1] = at;
    longest = Math.max(longest, at - starts[row]);
  }
  return { columns: columns.slice(0, at), values: values.slice(0, at), starts, longest };
}

/** The arrays into which the entries of some rows are written. */
export interface SparseRows {
  /** `[rows + 1]` */
  readonly starts: Int32Array;
  /** `[rows · longest]` */
  readonly columns: Int32Array;
  /** `[rows · longest]` */
  readonly values: Float32Array;
}

/** Copies the entries of some rows; repeats are allowed. */
export function takeSparse(from: Sparse, rows: Int32Array, to: SparseRows): void {
  let at = 0;
  to.starts[0] = 0;
  for (let i = 0; i < rows.length; i++) {
    const [first, end] = [from.starts[rows[i]], from.starts[rows[i] + 1]];
    to.columns.set(from.columns.subarray(first, end), at);
    to.values.set(from.values.subarray(first, end), at);
    at += end - first;
    to.starts[i + 1] = at;
  }
}
