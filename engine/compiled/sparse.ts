import type { NdArray } from "../array.ts";

/** Entries of a piece: shorter pieces need more additions, longer ones have more padding. */
export const PIECE = 32;

/**
 * Largest size of the pieces, including their padding, as a share of the array: from there on products of whole
 * rows are as fast.
 */
const MOST_FILLED = 1 / 32;

/**
 * The non-zero entries of an array `[rows, width]`, in pieces of {@linkcode PIECE}.
 *
 * Each row starts a new piece; its last piece is padded with value 0 in column 0. A row of zeros has no piece.
 */
export interface Sparse {
  /** `[pieces, PIECE]` */
  readonly columns: Int32Array;
  /** `[pieces, PIECE]` */
  readonly values: Float32Array;
  /** `[rows + 1]`: row i has the pieces from `starts[i]` to `starts[i + 1]` (exclusive). */
  readonly starts: Int32Array;
  /** Number of pieces of the longest row. */
  readonly longest: number;
}

const known = new WeakMap<NdArray, Sparse | undefined>();

/**
 * Cuts an array into pieces if that is faster: a two-dimensional float array that is nearly all zero.
 *
 * The result is cached as long as the array exists; later changes to the array are ignored.
 *
 * @returns The pieces, or undefined for an array for which whole rows are faster.
 */
export function sparseOf(array: NdArray): Sparse | undefined {
  if (!known.has(array)) known.set(array, cut(array));
  return known.get(array);
}

function cut({ shape, data }: NdArray): Sparse | undefined {
  if (shape.length !== 2 || !(data instanceof Float32Array)) return undefined;
  const [rows, width] = shape;
  const most = Math.floor(MOST_FILLED * data.length / PIECE);
  const columns = new Int32Array(most * PIECE);
  const values = new Float32Array(most * PIECE);
  const starts = new Int32Array(rows + 1);
  let longest = 0;
  for (let row = 0; row < rows; row++) {
    const start = starts[row];
    let at = start * PIECE;
    for (let column = 0; column < width; column++) {
      const value = data[row * width + column];
      if (value === 0) continue;
      if (at === values.length) return undefined;
      columns[at] = column;
      values[at++] = value;
    }
    starts[row + 1] = Math.ceil(at / PIECE);
    longest = Math.max(longest, starts[row + 1] - start);
  }
  const filled = starts[rows] * PIECE;
  return { columns: columns.slice(0, filled), values: values.slice(0, filled), starts, longest };
}

/** The pieces of consecutive batches. */
export interface Taken {
  /** `[taken]`: indices of pieces. */
  readonly pieces: Int32Array;
  /** `[taken]`: the row within the batch that owns a piece. */
  readonly owners: Int32Array;
  /** `[batches + 1]`: batch i has the pieces from `bounds[i]` to `bounds[i + 1]` (exclusive). */
  readonly bounds: Int32Array;
}

/**
 * Lists the pieces of batches.
 *
 * @param batches Rows of the array; repeats are allowed.
 */
export function takePieces({ starts }: Sparse, batches: readonly Int32Array[]): Taken {
  const bounds = new Int32Array(batches.length + 1);
  batches.forEach((rows, i) => {
    bounds[i + 1] = rows.reduce((end, row) => end + starts[row + 1] - starts[row], bounds[i]);
  });
  const pieces = new Int32Array(bounds[batches.length]);
  const owners = new Int32Array(pieces.length);
  let at = 0;
  for (const rows of batches) {
    rows.forEach((row, owner) => {
      for (let piece = starts[row]; piece < starts[row + 1]; piece++) {
        pieces[at] = piece;
        owners[at++] = owner;
      }
    });
  }
  return { pieces, owners, bounds };
}

/** Returns the pieces of the rows `from` to `to` (exclusive); owners are counted from `from`. */
export function consecutivePieces({ columns, values, starts }: Sparse, from: number, to: number) {
  const [first, end] = [starts[from], starts[to]];
  const owners = new Int32Array(end - first);
  for (let row = from; row < to; row++) {
    owners.fill(row - from, starts[row] - first, starts[row + 1] - first);
  }
  return {
    columns: columns.subarray(first * PIECE, end * PIECE),
    values: values.subarray(first * PIECE, end * PIECE),
    owners,
  };
}
