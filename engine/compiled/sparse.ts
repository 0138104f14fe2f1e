import type { NdArray } from "../array.ts";

/** Entries of a piece: of shorter ones there are more to add up, longer ones are emptier. */
export const PIECE = 32;

/**
 * The largest share of an array that its pieces may fill, the empty places in them included: from
 * there on products of whole rows are as fast.
 */
const MOST_FILLED = 1 / 32;

/**
 * The entries of an array `[rows, width]` that are not zero, in pieces of {@linkcode PIECE}.
 *
 * A row starts a piece of its own; the end of its last one is filled up with value 0 in column 0. A row
 * of zeros has no piece.
 */
export interface Sparse {
  /** `[pieces, PIECE]` */
  readonly columns: Int32Array;
  /** `[pieces, PIECE]` */
  readonly values: Float32Array;
  /** `[rows + 1]`: row i has the pieces from `starts[i]` on, to before `starts[i + 1]`. */
  readonly starts: Int32Array;
  /** Pieces of the longest row. */
  readonly longest: number;
}

const known = new WeakMap<NdArray, Sparse | undefined>();

/**
 * Cuts an array to pieces, where that pays: a float array of two axes that is nearly all zero.
 *
 * The answer is kept as long as the array, which is read once: what is written to it later is not seen.
 *
 * @returns The pieces, or undefined for an array that is better read whole.
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

/** Which pieces make up batches, one after the other. */
export interface Taken {
  /** `[taken]`: indices of pieces. */
  readonly pieces: Int32Array;
  /** `[taken]`: the row of its batch that a piece is of. */
  readonly owners: Int32Array;
  /** `[batches + 1]`: batch i has those from `bounds[i]` on, to before `bounds[i + 1]`. */
  readonly bounds: Int32Array;
}

/**
 * Takes the pieces of batches.
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

/** The pieces of the rows from one on, to before another, which owners are counted from. */
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
