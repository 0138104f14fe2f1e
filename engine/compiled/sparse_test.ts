import assert from "node:assert/strict";
import { type NdArray, toSparse } from "../array.ts";
import { sparseOf } from "./sparse.ts";

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
  array.data.set([-1, 0, -0, NaN, 1e-37, -Infinity], 10);
  const { columns, values } = sparseOf(array)!;
  assert.deepEqual([...columns], [10, 13, 14, 15]);
  assert.deepEqual([...values], [-1, NaN, Math.fround(1e-37), -Infinity]);
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

Deno.test("sparseOf: a sparse array is read by its entries up to the same share", () => {
  const most = WIDTH * 4 / 16;
  const array = toSparse(rowsOf([most - 1, 0, 1, 0]));
  assert.deepEqual(sparseOf(array), { ...array, longest: most - 1 });
  assert.equal(sparseOf(toSparse(rowsOf([most, 0, 1, 0]))), undefined);
});
