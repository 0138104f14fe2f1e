import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import { probabilityOfImprovement } from "./probability_of_improvement.ts";

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
