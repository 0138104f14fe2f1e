/** A typed array with a shape: data outside of any backend, values in C order. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/**
 * A two-dimensional array of mostly zeros: its other entries, row by row (compressed sparse rows). It takes 8 bytes for
 * each entry and 4 for each row.
 */
export interface SparseArray {
  readonly shape: readonly [rows: number, width: number];
  /** `[rows + 1]`: row i has the entries from `starts[i]` to `starts[i + 1]` (exclusive). */
  readonly starts: Int32Array;
  /** `[entries]`, increasing within a row. */
  readonly columns: Int32Array;
  /** `[entries]` */
  readonly values: Float32Array;
}

/** Rows of either kind. */
export type AnyArray = NdArray | SparseArray;

/** Returns true if an array is sparse. */
export function isSparse(array: AnyArray): array is SparseArray {
  return "starts" in array;
}

/**
 * Copies rows of an array.
 *
 * @param array The array, `[rows, …]`.
 * @param rows Indices along its first axis; repeats are allowed.
 * @returns A copy of the same kind, `[rows.length, …]`.
 * @throws {RangeError} If an index is outside the array.
 */
export function takeRows(array: NdArray, rows: ArrayLike<number>): NdArray;
export function takeRows(array: SparseArray, rows: ArrayLike<number>): SparseArray;
export function takeRows(array: AnyArray, rows: ArrayLike<number>): AnyArray;
export function takeRows(array: AnyArray, rows: ArrayLike<number>): AnyArray {
  const [count] = array.shape;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (!(Number.isInteger(row) && row >= 0 && row < count)) {
      throw new RangeError(`Cannot take row ${row}: the array has ${count} rows`);
    }
  }
  return isSparse(array) ? sparseRows(array, rows) : denseRows(array, rows);
}

/**
 * Returns the same array with its zeros.
 *
 * @param array An array; one that is not sparse is returned itself.
 *
 * @example
 * ```ts
 * import { toDense } from "./array.ts";
 * import assert from "node:assert/strict";
 *
 * const { data } = toDense({
 *   shape: [2, 3],
 *   starts: Int32Array.of(0, 1, 3),
 *   columns: Int32Array.of(2, 0, 1),
 *   values: Float32Array.of(7, 8, 9),
 * });
 * assert.deepEqual(data, Float32Array.of(0, 0, 7, 8, 9, 0));
 * ```
 */
export function toDense(array: AnyArray): NdArray {
  return isSparse(array) ? denseRows(array, range(array.shape[0])) : array;
}

/** Returns the entries of a two-dimensional array that are not zero. */
export function toSparse({ shape: [rows, width], data }: NdArray): SparseArray {
  const entries = countNonZero(data);
  const columns = new Int32Array(entries);
  const values = new Float32Array(entries);
  const starts = new Int32Array(rows + 1);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const value = data[row * width + column];
      if (value === 0) continue;
      columns[at] = column;
      values[at++] = value;
    }
    starts[row + 1] = at;
  }
  return { shape: [rows, width], starts, columns, values };
}

/** Counts the numbers that are not zero. */
export function countNonZero(data: NdArray["data"]): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) count++;
  return count;
}

/**
 * Applies a function to the numbers of an array.
 *
 * @param array The array.
 * @param f The function, which maps 0 to 0.
 * @returns An array of the same kind, float32.
 */
export function mapNonZero(array: AnyArray, f: (value: number) => number): AnyArray {
  if (isSparse(array)) return { ...array, values: array.values.map((value) => f(value)) };
  const data = new Float32Array(array.data.length);
  for (let i = 0; i < data.length; i++) if (array.data[i] !== 0) data[i] = f(array.data[i]);
  return { shape: array.shape, data };
}

/**
 * Concatenates the rows of arrays with the same further axes and type.
 *
 * @param arrays At least one.
 * @returns A sparse array if all are.
 */
export function concatenate(arrays: readonly NdArray[]): NdArray;
export function concatenate(arrays: readonly AnyArray[]): AnyArray;
export function concatenate(arrays: readonly AnyArray[]): AnyArray {
  const rows = arrays.reduce((sum, { shape: [rows] }) => sum + rows, 0);
  if (!arrays.every(isSparse)) {
    const parts = arrays.map(toDense);
    const [{ shape: [, ...rest], data }] = parts;
    return { shape: [rows, ...rest], data: joined(parts.map(({ data }) => data), data) };
  }
  const starts = new Int32Array(rows + 1);
  let [row, entries] = [0, 0];
  for (const { starts: own, values } of arrays) {
    for (let i = 1; i < own.length; i++) starts[++row] = entries + own[i];
    entries += values.length;
  }
  const [{ shape: [, width], columns, values }] = arrays;
  return {
    shape: [rows, width],
    starts,
    columns: joined(arrays.map(({ columns }) => columns), columns),
    values: joined(arrays.map(({ values }) => values), values),
  };
}

/** Numbers of a row up to which a loop copies it faster than a call. */
const SHORT_ROW = 24;

/**
 * Writes rows with their zeros; the indices are not checked.
 *
 * @param array The array.
 * @param rows Indices of rows.
 * @param to The destination, as long as the rows.
 */
export function copyRows(array: AnyArray, rows: ArrayLike<number>, to: NdArray["data"]): void {
  const width = widthOf(array);
  if (isSparse(array)) {
    const { starts, columns, values } = array;
    to.fill(0);
    for (let i = 0; i < rows.length; i++) {
      const end = starts[rows[i] + 1];
      for (let at = starts[rows[i]]; at < end; at++) to[i * width + columns[at]] = values[at];
    }
    return;
  }
  const { data } = array;
  if (rows.length > 0 && areConsecutive(rows)) {
    to.set(data.subarray(rows[0] * width, (rows[0] + rows.length) * width));
    return;
  }
  if (width > SHORT_ROW) {
    for (let i = 0; i < rows.length; i++) {
      const first = rows[i] * width;
      to.set(data.subarray(first, first + width), i * width);
    }
    return;
  }
  let at = 0;
  for (let i = 0; i < rows.length; i++) {
    const first = rows[i] * width;
    for (let j = 0; j < width; j++) to[at++] = data[first + j];
  }
}

/**
 * Writes the entries of rows; the indices are not checked.
 *
 * @param from The array.
 * @param rows Indices of rows.
 * @param to The destination, at least as long as the entries.
 */
export function copyEntries(
  from: SparseArray,
  rows: ArrayLike<number>,
  to: Pick<SparseArray, "starts" | "columns" | "values">,
): void {
  let at = 0;
  to.starts[0] = 0;
  for (let i = 0; i < rows.length; i++) {
    const end = from.starts[rows[i] + 1];
    for (let entry = from.starts[rows[i]]; entry < end; entry++) {
      to.columns[at] = from.columns[entry];
      to.values[at++] = from.values[entry];
    }
    to.starts[i + 1] = at;
  }
}

function sparseRows(array: SparseArray, rows: ArrayLike<number>): SparseArray {
  const { shape: [, width], starts } = array;
  let entries = 0;
  for (let i = 0; i < rows.length; i++) entries += starts[rows[i] + 1] - starts[rows[i]];
  const taken: SparseArray = {
    shape: [rows.length, width],
    starts: new Int32Array(rows.length + 1),
    columns: new Int32Array(entries),
    values: new Float32Array(entries),
  };
  copyEntries(array, rows, taken);
  return taken;
}

function denseRows(array: AnyArray, rows: ArrayLike<number>): NdArray {
  const { shape: [, ...rest] } = array;
  const like = isSparse(array) ? array.values : array.data;
  const data = arrayLike(like, rows.length * widthOf(array));
  copyRows(array, rows, data);
  return { shape: [rows.length, ...rest], data };
}

function areConsecutive(rows: ArrayLike<number>): boolean {
  for (let i = 1; i < rows.length; i++) if (rows[i] !== rows[0] + i) return false;
  return true;
}

/** Returns the number of numbers of a row. */
function widthOf({ shape: [, ...rest] }: AnyArray): number {
  return rest.reduce((product, size) => product * size, 1);
}

function range(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}

function arrayLike<T extends NdArray["data"]>({ constructor }: T, length: number): T {
  return new (constructor as new (length: number) => T)(length);
}

function joined<T extends NdArray["data"]>(parts: readonly T[], like: T): T {
  const all = arrayLike(like, parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
