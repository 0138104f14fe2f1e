import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import { benjaminiHochberg } from "./benjamini_hochberg.ts";
import { holm } from "./holm.ts";

Deno.test("benjaminiHochberg: is statsmodels' multipletests", () => {
  for (const { pValues, benjaminiHochberg: expected } of golden.families) {
    assertClose(benjaminiHochberg(pValues), expected, 1e-14);
  }
});

Deno.test("benjaminiHochberg: is at least the p value, at most Holm's, and keeps the order", () => {
  for (const { pValues } of golden.families) {
    const careful = holm(pValues);
    const adjusted = benjaminiHochberg(pValues);
    adjusted.forEach((p, i) => {
      assert.ok(p >= pValues[i] && p <= careful[i] + 1e-15);
      adjusted.forEach((other, j) => assert.ok(pValues[i] > pValues[j] || p <= other));
    });
  }
});

Deno.test("benjaminiHochberg: heeds no order", () => {
  const { pValues } = golden.families[3];
  assert.deepEqual(
    benjaminiHochberg(pValues.toReversed()),
    benjaminiHochberg(pValues).toReversed(),
  );
});

Deno.test("benjaminiHochberg: takes an empty family and one of one, refuses what is no probability", () => {
  assert.deepEqual(benjaminiHochberg([]), []);
  assert.deepEqual(benjaminiHochberg([0.04]), [0.04]);
  assert.deepEqual(benjaminiHochberg([0, 1]), [0, 1]);
  assert.throws(() => benjaminiHochberg([NaN]), /^RangeError: Cannot adjust p values: .* NaN$/);
});
