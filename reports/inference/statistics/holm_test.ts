import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import { holm } from "./holm.ts";

Deno.test("holm: is statsmodels' multipletests", () => {
  for (const { pValues, holm: expected } of golden.families) {
    assertClose(holm(pValues), expected, 1e-14);
  }
});

Deno.test("holm: is at least the p value, at most Bonferroni's, and keeps the order", () => {
  for (const { pValues } of golden.families) {
    const adjusted = holm(pValues);
    adjusted.forEach((p, i) => {
      assert.ok(p >= pValues[i] && p <= Math.min(1, pValues.length * pValues[i]));
      adjusted.forEach((other, j) => assert.ok(pValues[i] > pValues[j] || p <= other));
    });
  }
});

Deno.test("holm: heeds no order", () => {
  const { pValues } = golden.families[3];
  assert.deepEqual(holm(pValues.toReversed()), holm(pValues).toReversed());
});

Deno.test("holm: takes an empty family and one of one, refuses what is no probability", () => {
  assert.deepEqual(holm([]), []);
  assert.deepEqual(holm([0.04]), [0.04]);
  assert.deepEqual(holm([0, 1]), [0, 1]);
  assert.throws(() => holm([0.5, 1.5]), /^RangeError: Cannot adjust p values: .* 1\.5$/);
});
