import assert from "node:assert/strict";
import { asExtremeAs } from "./_extreme.ts";

const drawn = [-3, -2, -1, 0, 1, 2, 3];

Deno.test("asExtremeAs: counts the observed value itself and what lies beyond it", () => {
  assert.deepEqual(drawn.filter(asExtremeAs(2, "greater", 0)), [2, 3]);
  assert.deepEqual(drawn.filter(asExtremeAs(-2, "less", 0)), [-3, -2]);
  assert.deepEqual(drawn.filter(asExtremeAs(-2, "two-sided", 0)), [-3, -2, 2, 3]);
  assert.deepEqual(drawn.filter(asExtremeAs(0, "two-sided", 0)), drawn);
});

Deno.test("asExtremeAs: takes values that differ by rounding alone as equal", () => {
  assert.ok(asExtremeAs(2, "greater", 1e-12)(2 - 1e-13));
  assert.ok(asExtremeAs(-2, "less", 1e-12)(-2 + 1e-13));
  assert.ok(asExtremeAs(2, "two-sided", 1e-12)(-2 + 1e-13));
  assert.ok(!asExtremeAs(2, "greater", 1e-12)(2 - 1e-11));
  assert.ok(!asExtremeAs(-2, "less", 1e-12)(-2 + 1e-11));
  assert.ok(!asExtremeAs(2, "two-sided", 1e-12)(-2 + 1e-11));
});
