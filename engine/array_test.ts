import assert from "node:assert/strict";
import { type NdArray, takeRows } from "./array.ts";

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
  const array: NdArray = { shape: [3, 2], data: new Float32Array(6) };
  for (const row of [3, -1, NaN, Infinity]) {
    assert.throws(() => takeRows(array, [0, row]), {
      name: "RangeError",
      message: `Cannot take row ${row}: the array has 3 rows`,
    });
  }
});
