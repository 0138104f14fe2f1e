import { type AnyArray, countNonZero, isSparse, type SparseArray, toSparse } from "../array.ts";

/** Largest share of entries that are not zero: from there on products of whole rows are as fast. */
const MOST_FILLED = 1 / 16;

/** An array whose products are faster without its zeros. */
export interface Compressed extends SparseArray {
  /** Number of entries of the longest row. */
  readonly longest: number;
}

const known = new WeakMap<AnyArray, Compressed | undefined>();

/**
 * Compresses an array if its products are faster then: a two-dimensional float array that is nearly all zero.
 *
 * The result is cached as long as the array exists; later changes to the array are ignored.
 *
 * @returns The entries, or undefined for an array for which whole rows are faster.
 */
export function sparseOf(array: AnyArray): Compressed | undefined {
  if (!known.has(array)) known.set(array, compress(array));
  return known.get(array);
}

function compress(array: AnyArray): Compressed | undefined {
  if (array.shape.length !== 2) return undefined;
  if (!isSparse(array) && !(array.data instanceof Float32Array)) return undefined;
  const [rows, width] = array.shape;
  const entries = isSparse(array) ? array.values.length : countNonZero(array.data);
  if (entries > Math.floor(MOST_FILLED * rows * width)) return undefined;
  const sparse = isSparse(array) ? array : toSparse(array);
  let longest = 0;
  for (let row = 0; row < rows; row++) {
    longest = Math.max(longest, sparse.starts[row + 1] - sparse.starts[row]);
  }
  return { ...sparse, longest };
}
