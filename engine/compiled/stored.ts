import { type AnyArray, isSparse, type NdArray } from "../array.ts";
import type { Feed } from "../executor.ts";
import type { DType, Spec } from "./graph.ts";

/** Storage type and shape of an array; a program receives bytes as float32. */
export interface Stored {
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32" | "uint8";
  /** Number of entries of the longest row, if products read the array in compressed rows. */
  readonly longest?: number;
  /** True if the array is sparse. */
  readonly isSparse?: true;
}

/** An array, and the form in which graphs read it. */
export interface Held extends Stored {
  readonly array: AnyArray;
}

/** Prepares an array as the rows of batches. */
export function hold(array: AnyArray): Held {
  return { ...storedOf(array), array };
}

/** Returns the shape and type in which an array is stored. */
export function storedOf(array: AnyArray): Stored {
  const { shape } = array;
  if (isSparse(array)) return { shape, dtype: "float32", isSparse: true };
  const { data } = array;
  const dtype = data instanceof Int32Array
    ? "int32"
    : data instanceof Uint8Array
    ? "uint8"
    : "float32";
  return { shape, dtype };
}

/** Returns the shape and type of a leaf of the state: bytes are truth values. */
export function specOf(array: NdArray): Spec {
  const { shape, dtype } = storedOf(array);
  return { shape, dtype: dtype === "uint8" ? "bool" : dtype };
}

/** Makes the data of an array. */
export function dataOf(type: DType, size: number): NdArray["data"] {
  return new { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[type](size);
}

/**
 * Checks that an array has the rows of batches.
 *
 * @throws {RangeError} If it does not.
 */
export function checkRows({ shape: [count] }: Stored, batches: readonly Int32Array[]): void {
  for (const rows of batches) {
    for (const row of rows) {
      if (row >= 0 && row < count) continue;
      throw new RangeError(`Cannot take row ${row}: the array has ${count} rows`);
    }
  }
}

/** Returns a key that is equal for feeds that one compiled step can take. */
export function keyOf({ rows, scalars }: Feed): string {
  return JSON.stringify([
    Object.entries(rows).map(([table, { length }]) => [table, length]),
    Object.keys(scalars),
  ]);
}

/** Returns what is known under a key, or makes it. */
export function remembered<T>(
  known: Map<string, Promise<T>>,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  let found = known.get(key);
  if (!found) known.set(key, found = make());
  return found;
}
