/** A typed array with a shape: data outside of any backend, values in C order. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/**
 * Copies rows of an array.
 *
 * @param array The array, `[rows, …]`.
 * @param rows Indices along its first axis; repeats are allowed.
 * @returns A copy, `[rows.length, …]`.
 * @throws {RangeError} If an index is outside the array.
 */
export function takeRows(array: NdArray, rows: ArrayLike<number>): NdArray {
  const [count, ...rest] = array.shape;
  const width = rest.reduce((product, size) => product * size, 1);
  const data = new (array.data.constructor as Float32ArrayConstructor)(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (!(Number.isInteger(row) && row >= 0 && row < count)) {
      throw new RangeError(`Cannot take row ${row}: the array has ${count} rows`);
    }
    data.set(array.data.subarray(row * width, (row + 1) * width) as Float32Array, i * width);
  }
  return { shape: [rows.length, ...rest], data };
}
