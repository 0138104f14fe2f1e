import assert from "node:assert/strict";
import { areEqual, roundingOf } from "./_rounding.ts";

Deno.test("roundingOf: is 1e-12, or that part of the largest size above 1", () => {
  assert.equal(roundingOf([]), 1e-12);
  assert.equal(roundingOf([0.2, -0.5]), 1e-12);
  assert.equal(roundingOf([3, -1000]), 1e-9);
});

Deno.test("areEqual: overlooks rounding and nothing else", () => {
  assert.ok(areEqual([0.1]));
  assert.ok(areEqual([0.83 - 0.80, 0.81 - 0.78]));
  assert.ok(!areEqual([0.03, 0.03 + 1e-11]));
  assert.ok(!areEqual([-0.03, 0.03]));
});
