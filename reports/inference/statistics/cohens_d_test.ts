import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import { cohensD } from "./cohens_d.ts";

const samples = Object.values(golden.paired);

Deno.test("cohensD: is NumPy's mean divided by its sample standard deviation", () => {
  for (const { values, cohensD: expected } of samples) {
    assertClose([cohensD(values)!], [expected], 1e-12);
  }
});

Deno.test("cohensD: turns its sign with the pairs, heeds neither order nor scale", () => {
  for (const { values } of samples) {
    const d = cohensD(values)!;
    assert.equal(cohensD(values.map((x) => -x)), -d);
    assertClose(
      [cohensD(values.toReversed())!, cohensD(values.map((x) => x / 1000))!],
      [d, d],
      1e-12,
    );
  }
});

Deno.test("cohensD: is undefined where there is no spread to measure by", () => {
  for (const values of [[], [0.5], [0, 0, 0], [0.5, 0.5], [0.83 - 0.80, 0.81 - 0.78]]) {
    assert.equal(cohensD(values), undefined);
  }
});

Deno.test("cohensD: refuses what is not finite", () => {
  assert.throws(() => cohensD([1, NaN]), /^RangeError: Cannot measure .* value is NaN$/);
});
