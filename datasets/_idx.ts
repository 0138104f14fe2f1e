import type { NdArray } from "../engine/mod.ts";

const UINT8 = 0x08;
const FLOAT32 = 0x0d;
const FLOAT64 = 0x0e;

/** Bytes per number, by the type code in the third byte of a file. */
const SIZES: { readonly [type: number]: number } = { [UINT8]: 1, [FLOAT32]: 4, [FLOAT64]: 8 };

/**
 * Reads an IDX file, the format of MNIST: two zero bytes, a type code, the number of dimensions, each
 * dimension as a 32-bit integer, then the values in C order, all big-endian.
 *
 * @param bytes The content, decompressed.
 * @param name The file's name, for errors.
 * @returns A Uint8 array for unsigned bytes; a Float32 array for 32-bit numbers and, rounded, 64-bit numbers.
 * @throws {SyntaxError} If the header is malformed, has another type code, or does not match the file's size.
 *
 * @example
 * ```ts
 * import { parseIdx } from "./_idx.ts";
 * import assert from "node:assert/strict";
 *
 * const { shape, data } = parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9), "labels");
 * assert.deepEqual([shape, data], [[2], Uint8Array.of(7, 9)]);
 * ```
 */
export function parseIdx(bytes: Uint8Array, name: string): NdArray {
  const fail = (rule: string, found: string | number): never => {
    throw new SyntaxError(`Cannot read ${name}: ${rule}, current value is ${found}`);
  };
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) {
    fail(
      "it must begin with two zero bytes, a type and a number of dimensions",
      `[${[
        ...bytes.subarray(0, 4),
      ]}]`,
    );
  }
  const [type, dimensions] = [bytes[2], bytes[3]];
  const size = SIZES[type] ??
    fail("its type must be 8 (uint8), 13 (float32) or 14 (float64)", type);
  const start = 4 + 4 * dimensions;
  if (dimensions === 0) fail("it must have at least one dimension", dimensions);
  if (bytes.length < start) fail(`its header must have ${start} bytes`, bytes.length);

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const values = shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1);
  const expected = start + values * size;
  if (bytes.length !== expected) {
    fail(`an array of shape [${shape}] must have ${expected} bytes in all`, bytes.length);
  }
  if (type === UINT8) return { shape, data: bytes.slice(start) };
  const at = type === FLOAT32
    ? (i: number) => view.getFloat32(start + 4 * i)
    : (i: number) => view.getFloat64(start + 8 * i);
  return { shape, data: Float32Array.from({ length: values }, (_, i) => at(i)) };
}
