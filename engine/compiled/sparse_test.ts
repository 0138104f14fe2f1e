import assert from "node:assert/strict";
import type { NdArray } from "../array.ts";
import { sparseOf, takeSparse } from "./sparse.ts";

const WIDTH = 400;

/** Returns rows with the given numbers of entries 1, 2, 3, …. */
function rowsOf(lengths: readonly number[]): NdArray {
  const data = new Float32Array(lengths.length * WIDTH);
  lengths.forEach((length, row) => {
    for (let i = 0; i < length; i++) data[row * WIDTH + 3 * i + 1] = i + 1;
  });
  return { shape: [lengths.length, WIDTH], data };
}

Deno.test("sparseOf: the entries of every row are in order", () => {
  const { columns, values, starts, longest } = sparseOf(rowsOf([0, 1, 3, 0]))!;
  assert.deepEqual([...starts], [0, 0, 1, 4, 4]);
  assert.deepEqual([...columns], [1, 1, 4, 7]);
  assert.deepEqual([...values], [1, 1, 2, 3]);
  assert.equal(longest, 3);
});

Deno.test("sparseOf: non-zero entries are kept, also negative ones and NaN", () => {
  const array = rowsOf([0, 0]);
  array.data.set([-1, 0, -0, NaN, 1e-45, -Infinity], 10);
  const { columns, values } = sparseOf(array)!;
  assert.deepEqual([...columns], [10, 13, 14, 15]);
  assert.deepEqual([...values], [-1, NaN, Float32Array.of(1e-45)[0], -Infinity]);
});

Deno.test("sparseOf: an array of zeros has no entries", () => {
  const { columns, values, starts, longest } = sparseOf(rowsOf([0, 0, 0]))!;
  assert.deepEqual([columns.length, values.length, longest], [0, 0, 0]);
  assert.deepEqual([...starts], [0, 0, 0, 0]);
});

Deno.test("sparseOf: an array of which more than a 16th is not zero is read whole", () => {
  const most = WIDTH * 4 / 16;
  assert.ok(sparseOf(rowsOf([most, 0, 0, 0])));
  assert.equal(sparseOf(rowsOf([most, 0, 0, 1])), undefined);
});

Deno.test("sparseOf: arrays of integers, of bytes and of other dimensions are read whole", () => {
  const shape = [2, WIDTH];
  assert.equal(sparseOf({ shape, data: new Int32Array(2 * WIDTH) }), undefined);
  assert.equal(sparseOf({ shape, data: new Uint8Array(2 * WIDTH) }), undefined);
  const data = new Float32Array(2 * WIDTH);
  for (const shape of [[2 * WIDTH], [2, WIDTH, 1], [1, 2, WIDTH]]) {
    assert.equal(sparseOf({ shape, data }), undefined);
  }
});

Deno.test("sparseOf: an array is compressed once", () => {
  const array = rowsOf([5, 0]);
  assert.equal(sparseOf(array), sparseOf(array));
  assert.notEqual(sparseOf({ ...array }), sparseOf(array));
});

Deno.test("takeSparse: the entries of the taken rows, in order and with repeats", () => {
  const to = {
    starts: new Int32Array(5),
    columns: new Int32Array(12),
    values: new Float32Array(12),
  };
  takeSparse(sparseOf(rowsOf([1, 0, 3, 2]))!, Int32Array.of(2, 1, 0, 2), to);
  assert.deepEqual([...to.starts], [0, 3, 3, 4, 7]);
  assert.deepEqual([...to.columns.subarray(0, 7)], [1, 4, 7, 1, 1, 4, 7]);
  assert.deepEqual([...to.values.subarray(0, 7)], [1, 2, 3, 1, 1, 2, 3]);
});
