import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import { criticalDifference } from "./nemenyi.ts";

Deno.test("criticalDifference: is what SciPy's stats.studentized_range gives", () => {
  for (const { methods, blocks, level, difference } of golden.nemenyi) {
    assertClose([criticalDifference(methods, blocks, level)], [difference], 3e-7);
  }
});

Deno.test("criticalDifference: has the critical values of Demšar 2006, Table 5", () => {
  // q for 2 to 10 classifiers; with k (k + 1)/(6 n) = 1 the difference is q itself.
  const table: Record<number, number[]> = {
    0.05: [1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164],
    0.1: [1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.780, 2.855, 2.920],
  };
  for (const [level, values] of Object.entries(table)) {
    values.forEach((expected, i) => {
      const k = i + 2;
      const q = criticalDifference(k, 7, Number(level)) * Math.sqrt(42 / (k * (k + 1)));
      assert.ok(Math.abs(q - expected) < 0.0011, `${q} is not ${expected} for ${k}`);
    });
  }
});

Deno.test("criticalDifference: is of the level 0.05 unless told otherwise", () => {
  assert.equal(criticalDifference(5, 30), criticalDifference(5, 30, 0.05));
});

Deno.test("criticalDifference: grows with the methods, shrinks with blocks and level", () => {
  const difference = criticalDifference(6, 20);
  assert.ok(criticalDifference(7, 20) > difference);
  assertClose([criticalDifference(6, 80)], [difference / 2], 1e-14);
  assert.ok(criticalDifference(6, 20, 0.01) > difference);
});

Deno.test("criticalDifference: refuses one method, no block, and levels out of range", () => {
  assert.throws(() => criticalDifference(1, 5), /^RangeError: .* number of methods .* is 1$/);
  assert.throws(() => criticalDifference(3, 0), /^RangeError: .* number of blocks .* is 0$/);
  assert.throws(() => criticalDifference(3, 5, 5), /^RangeError: .* level .* is 5$/);
});
