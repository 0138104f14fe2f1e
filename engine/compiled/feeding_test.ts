import assert from "node:assert/strict";
import { type NdArray, toSparse } from "../array.ts";
import { mostSteps } from "./feeding.ts";
import { hold } from "./stored.ts";

Deno.test("mostSteps limits the dense rows of a call's sparse tables to 64 MB", () => {
  const wide: NdArray = { shape: [2, 2 ** 18], data: new Float32Array(2 ** 19) };
  const held = { left: { x: hold(toSparse(wide)) }, right: { x: hold(wide) } };
  const steps = (rows: number) =>
    mostSteps(held, {
      rows: { left: new Int32Array(rows), right: new Int32Array(9) },
      scalars: {},
    });
  assert.deepEqual([steps(1), steps(4), steps(5), steps(64), steps(65)], [64, 16, 12, 1, 1]);
  assert.equal(mostSteps(held, { rows: { right: new Int32Array(9) }, scalars: {} }), Infinity);
});
