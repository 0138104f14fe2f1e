import assert from "node:assert/strict";
import {
  concatenate,
  copyEntries,
  copyRows,
  mapNonZero,
  type NdArray,
  takeRows,
  toDense,
  toSparse,
} from "./array.ts";

/** Rows of two, no, three and one entries; the last entry is in the last column. */
const dense: NdArray = {
  shape: [4, 4],
  data: Float32Array.of(0, 1, 2, 0, 0, 0, 0, 0, 3, -4, NaN, 0, 0, 0, 0, 5),
};
const sparse = toSparse(dense);

for (const Type of [Float32Array, Int32Array, Uint8Array]) {
  Deno.test(`takeRows copies rows of a ${Type.name}, repeats and any order allowed`, () => {
    const array: NdArray = {
      shape: [3, 2, 2],
      data: Type.from(Array.from({ length: 12 }, (_, i) => i)),
    };
    const taken = takeRows(array, [2, 0, 2]);
    assert.deepEqual(taken, {
      shape: [3, 2, 2],
      data: Type.from([8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]),
    });
    taken.data[0] = 100;
    assert.equal(array.data[8], 8);
  });

  Deno.test(`takeRows takes single values of a ${Type.name} with one axis`, () => {
    const labels: NdArray = { shape: [4], data: Type.from([7, 8, 9, 10]) };
    assert.deepEqual(takeRows(labels, Int32Array.of(3, 1)), {
      shape: [2],
      data: Type.from([10, 8]),
    });
  });
}

Deno.test("takeRows of no rows is empty and keeps the other axes", () => {
  const array: NdArray = { shape: [3, 2], data: new Float32Array(6) };
  assert.deepEqual(takeRows(array, []), { shape: [0, 2], data: new Float32Array(0) });
});

Deno.test("takeRows rejects a row outside the array", () => {
  const array: NdArray = { shape: [4, 2], data: new Float32Array(8) };
  for (const row of [4, -1, NaN, Infinity, 0.5]) {
    const expected = {
      name: "RangeError",
      message: `Cannot take row ${row}: the array has 4 rows`,
    };
    assert.throws(() => takeRows(array, [0, row]), expected);
    assert.throws(() => takeRows(sparse, [0, row]), expected);
  }
});

Deno.test("toSparse keeps the entries that are not zero, in order", () => {
  assert.deepEqual(sparse, {
    shape: [4, 4],
    starts: Int32Array.of(0, 2, 2, 5, 6),
    columns: Int32Array.of(1, 2, 0, 1, 2, 3),
    values: Float32Array.of(1, 2, 3, -4, NaN, 5),
  });
  assert.deepEqual(toDense(sparse), dense);
  assert.equal(toDense(dense), dense);
});

Deno.test("takeRows of a sparse array is the sparse array of the rows", () => {
  for (const rows of [[2, 0, 2, 1], [], [1], [3, 3]]) {
    assert.deepEqual(takeRows(sparse, rows), toSparse(takeRows(dense, rows)));
  }
});

Deno.test("copyRows writes zeros over the content of the destination", () => {
  for (const array of [dense, sparse]) {
    const to = new Float32Array(8).fill(9);
    copyRows(array, [3, 0], to);
    assert.deepEqual(to, Float32Array.of(0, 0, 0, 5, 0, 1, 2, 0));
  }
});

Deno.test("copyRows copies rows that follow one another, and rows that seem to", () => {
  const numbers = { shape: [5, 2], data: Int32Array.from({ length: 10 }, (_, i) => i) };
  for (const rows of [[1, 2, 3], [1, 3, 3], [2, 1, 4], [4], []]) {
    const to = new Int32Array(2 * rows.length);
    copyRows(numbers, rows, to);
    assert.deepEqual([...to], rows.flatMap((row) => [2 * row, 2 * row + 1]));
  }
});

Deno.test("copyEntries writes entries to the beginning of a longer destination", () => {
  const to = {
    starts: new Int32Array(5),
    columns: new Int32Array(12),
    values: new Float32Array(12),
  };
  copyEntries(sparse, Int32Array.of(2, 1, 0, 2), to);
  assert.deepEqual([...to.starts], [0, 3, 3, 5, 8]);
  assert.deepEqual([...to.columns.subarray(0, 8)], [0, 1, 2, 1, 2, 0, 1, 2]);
  assert.deepEqual([...to.values.subarray(0, 8)], [3, -4, NaN, 1, 2, 3, -4, NaN]);
});

Deno.test("mapNonZero maps the same numbers of both kinds, to float32", () => {
  const twice = (value: number) => 2 * value;
  assert.deepEqual(toDense(mapNonZero(sparse, twice)), mapNonZero(dense, twice));
  const whole = { shape: [3], data: Int32Array.of(0, 2, 3) };
  assert.deepEqual(mapNonZero(whole, (value) => value / 4), {
    shape: [3],
    data: Float32Array.of(0, 0.5, 0.75),
  });
});

Deno.test("concatenate gives a sparse array of sparse ones, and otherwise a dense one", () => {
  const rows = [2, 3, 1, 2, 0];
  const parts = [rows.slice(0, 2), [], rows.slice(2)].map((rows) => takeRows(sparse, rows));
  assert.deepEqual(concatenate(parts), takeRows(sparse, rows));
  assert.deepEqual(concatenate([toDense(parts[0]), ...parts.slice(1)]), takeRows(dense, rows));
});
