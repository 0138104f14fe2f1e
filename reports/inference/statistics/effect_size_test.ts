import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import { cohensD, probabilityOfImprovement } from "./effect_size.ts";

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

Deno.test("probabilityOfImprovement: is SciPy's stats.mannwhitneyu as a share of the pairs", () => {
  for (const { values, baseline, probability } of golden.improvements) {
    assertClose([probabilityOfImprovement(values, baseline)!], [probability], 1e-14);
  }
});

Deno.test("probabilityOfImprovement: adds up to 1 with that of the other", () => {
  for (const { values, baseline, probability } of golden.improvements) {
    assertClose([probabilityOfImprovement(baseline, values)!], [1 - probability], 1e-14);
  }
});

Deno.test("probabilityOfImprovement: heeds neither order, scale nor a shift of both", () => {
  const { values, baseline, probability } = golden.improvements[1];
  const moved = (xs: number[]) => xs.toReversed().map((x) => 4 * x - 3);
  assert.equal(probabilityOfImprovement(moved(values), moved(baseline)), probability);
});

Deno.test("probabilityOfImprovement: counts values that differ by rounding alone half", () => {
  assert.equal(probabilityOfImprovement([0.1 + 0.2], [0.3]), 0.5);
  assert.equal(probabilityOfImprovement([0.3], [0.1 + 0.2]), 0.5);
});

Deno.test("probabilityOfImprovement: is undefined without values, refuses what is not finite", () => {
  assert.equal(probabilityOfImprovement([], [1]), undefined);
  assert.equal(probabilityOfImprovement([1], []), undefined);
  assert.throws(() => probabilityOfImprovement([1], [NaN]), /^RangeError: Cannot compare .* NaN$/);
  assert.throws(() => probabilityOfImprovement([NaN], [1]), /^RangeError: Cannot compare .* NaN$/);
});
