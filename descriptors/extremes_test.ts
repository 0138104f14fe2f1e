import assert from "node:assert/strict";
import { extent, maximum, minimum } from "./extremes.ts";

Deno.test("maximum, minimum: agree with Math.max and Math.min", () => {
  for (const values of [[], [3], [1, -2, 5], [-0, 0], [NaN, 1], [1, Infinity, -Infinity]]) {
    assert.equal(maximum(values), Math.max(...values));
    assert.equal(minimum(values), Math.min(...values));
    assert.deepEqual(extent(values), [Math.min(...values), Math.max(...values)]);
  }
});

Deno.test("maximum, minimum: accept a million values of any iterable", () => {
  const values = Float64Array.from({ length: 1_000_000 }, (_, i) => i);
  assert.deepEqual([maximum(values), minimum(values.values())], [999_999, 0]);
});
