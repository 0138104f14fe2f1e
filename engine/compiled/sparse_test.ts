import assert from "node:assert/strict";
import type { NdArray } from "../array.ts";
import { consecutivePieces, PIECE, sparseOf, takePieces } from "./sparse.ts";

const WIDTH = 4096;

/** Returns rows with the given numbers of entries 1, 2, 3, …. */
function rowsOf(lengths: readonly number[], width = WIDTH): NdArray {
  const data = new Float32Array(lengths.length * width);
  lengths.forEach((length, row) => {
    for (let i = 0; i < length; i++) data[row * width + 3 * i + 1] = i + 1;
  });
  return { shape: [lengths.length, width], data };
}

/** Returns the content of pieces as rows of entries. */
function entries(columns: Int32Array, values: Float32Array): [number, number][][] {
  return Array.from(
    { length: columns.length / PIECE },
    (_, piece) =>
      Array.from({ length: PIECE }, (_, i): [number, number] => [
        columns[piece * PIECE + i],
        values[piece * PIECE + i],
      ]),
  );
}

Deno.test("sparseOf: every row is cut into pieces, the last of which is padded", () => {
  const lengths = [0, 1, PIECE, PIECE + 1, 0];
  const { columns, values, starts, longest } = sparseOf(rowsOf(lengths))!;
  assert.deepEqual([...starts], [0, 0, 1, 2, 4, 4]);
  assert.equal(longest, 2);
  const piece = (length: number, from = 0): [number, number][] =>
    Array.from(
      { length: PIECE },
      (_, i) => i < length ? [3 * (from + i) + 1, from + i + 1] : [0, 0],
    );
  assert.deepEqual(entries(columns, values), [
    piece(1),
    piece(PIECE),
    piece(PIECE),
    piece(1, PIECE),
  ]);
});

Deno.test("sparseOf: non-zero entries are kept, also negative ones and NaN", () => {
  const array = rowsOf([0, 0]);
  array.data.set([-1, 0, -0, NaN, 1e-45, -Infinity], 10);
  const { columns, values } = sparseOf(array)!;
  assert.deepEqual([...columns.subarray(0, 5)], [10, 13, 14, 15, 0]);
  assert.deepEqual([...values.subarray(0, 5)], [-1, NaN, Float32Array.of(1e-45)[0], -Infinity, 0]);
});

Deno.test("sparseOf: an array of zeros has no pieces", () => {
  const { columns, values, starts, longest } = sparseOf(rowsOf([0, 0, 0]))!;
  assert.deepEqual([columns.length, values.length, longest], [0, 0, 0]);
  assert.deepEqual([...starts], [0, 0, 0, 0]);
});

Deno.test("sparseOf: an array whose pieces take more than a 32nd of its size is read whole", () => {
  // 16 pieces of 32 entries are a 32nd of four rows of 4096 columns.
  const most = 4096 * 4 / 32 / PIECE;
  assert.ok(sparseOf(rowsOf([most * PIECE, 0, 0, 0], WIDTH)));
  assert.equal(sparseOf(rowsOf([most * PIECE, 0, 0, 1])), undefined);
  assert.equal(sparseOf(rowsOf([most * PIECE + 1, 0, 0, 0])), undefined);
  // A piece counts with its padding: one per row is too much for rows of fewer columns.
  assert.ok(sparseOf(rowsOf([1, 1], 32 * PIECE)));
  assert.equal(sparseOf(rowsOf([1, 1], 32 * PIECE - 1)), undefined);
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

Deno.test("sparseOf: an array is cut once", () => {
  const array = rowsOf([5, 0]);
  assert.equal(sparseOf(array), sparseOf(array));
  assert.notEqual(sparseOf({ ...array }), sparseOf(array));
});

Deno.test("takePieces: batches have the pieces of their rows, in order and with repeats", () => {
  const sparse = sparseOf(rowsOf([1, 0, PIECE + 1, 2, 0, 0]))!;
  const batches = [[2, 1, 0], [], [1, 1], [3, 2, 3]].map((rows) => Int32Array.from(rows));
  const { pieces, owners, bounds } = takePieces(sparse, batches);
  assert.deepEqual([...pieces], [1, 2, 0, 3, 1, 2, 3]);
  assert.deepEqual([...owners], [0, 0, 2, 0, 1, 1, 2]);
  assert.deepEqual([...bounds], [0, 3, 3, 3, 7]);
});

Deno.test("consecutivePieces: consecutive rows share the memory of their pieces", () => {
  const sparse = sparseOf(rowsOf([1, 0, PIECE + 1, 2, 0, 0]))!;
  const { columns, values, owners } = consecutivePieces(sparse, 1, 4);
  assert.deepEqual([...owners], [1, 1, 2]);
  assert.deepEqual(entries(columns, values), entries(sparse.columns, sparse.values).slice(1));
  assert.equal(columns.buffer, sparse.columns.buffer);
  assert.equal(consecutivePieces(sparse, 4, 6).owners.length, 0);
});
