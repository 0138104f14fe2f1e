import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import { studentInterval } from "./interval.ts";
import { pairedTTest } from "./paired_t.ts";
import type { Alternative } from "./test_result.ts";

const samples = Object.values(golden.paired);
const alternatives: Alternative[] = ["two-sided", "greater", "less"];

Deno.test("pairedTTest: is SciPy's stats.ttest_1samp, with and without a shift", () => {
  for (const { values, tTest, tTestOfShift } of samples) {
    for (const alternative of alternatives) {
      const shifts: [number, typeof tTest][] = [[0, tTest], [0.3, tTestOfShift]];
      for (const [shift, expected] of shifts) {
        const { statistic, pValue, n } = pairedTTest(values, { alternative, shift })!;
        assertClose([statistic], [expected[alternative].statistic], 1e-12, 1);
        assertClose([pValue], [expected[alternative].pValue], 3e-7);
        assert.equal(n, values.length);
      }
    }
  }
});

Deno.test("pairedTTest: is two-sided against zero unless told otherwise", () => {
  const { values } = golden.paired.five;
  assert.deepEqual(
    pairedTTest(values),
    pairedTTest(values, { alternative: "two-sided", shift: 0 }),
  );
});

Deno.test("pairedTTest: turns its sign with the pairs, and keeps its p value", () => {
  for (const { values } of samples) {
    const turned = values.map((d) => -d);
    const { statistic, pValue, n } = pairedTTest(values)!;
    assert.deepEqual(pairedTTest(turned), { statistic: -statistic, pValue, n });
    assert.equal(
      pairedTTest(turned, { alternative: "less" })!.pValue,
      pairedTTest(values, { alternative: "greater" })!.pValue,
    );
  }
});

Deno.test("pairedTTest: heeds neither order, scale nor a shift of both", () => {
  for (const { values } of samples) {
    const { statistic, pValue } = pairedTTest(values, { shift: 0.3 })!;
    const same = [
      pairedTTest(values.toReversed(), { shift: 0.3 }),
      pairedTTest(values.map((d) => d / 1000), { shift: 0.0003 }),
      pairedTTest(values.map((d) => d + 2), { shift: 2.3 }),
    ];
    for (const other of same) {
      assertClose([other!.statistic, other!.pValue], [statistic, pValue], 1e-10);
    }
  }
});

Deno.test("pairedTTest: finds at a level what the interval of that level leaves out", () => {
  for (const { values } of samples) {
    const { lower, upper } = studentInterval(values, 0.95)!;
    const pValues = [lower, upper].map((shift) => pairedTTest(values, { shift })!.pValue);
    assertClose(pValues, [0.05, 0.05], 1e-6);
  }
});

Deno.test("pairedTTest: reports nothing where every pair ties", () => {
  for (const alternative of alternatives) {
    for (const ties of [[0, 0], [0, 0, 0, 0, 0], [1e-17, 1e-17, 1e-17], [1e-17, -1e-17, 0]]) {
      const expected = { statistic: 0, pValue: 1, n: ties.length };
      assert.deepEqual(pairedTTest(ties, { alternative }), expected);
    }
    const expected = { statistic: 0, pValue: 1, n: 2 };
    assert.deepEqual(pairedTTest([0.1 + 0.2, 0.3], { alternative, shift: 0.3 }), expected);
  }
});

Deno.test("pairedTTest: is infinite for equal differences that are not the shift, as in SciPy", () => {
  const p = (differences: number[], alternative: Alternative) =>
    pairedTTest(differences, { alternative })!.pValue;
  const drop = [0.5 - 1, 0.5 - 1, 0.5 - 1];
  assert.deepEqual(pairedTTest(drop), { statistic: -Infinity, pValue: 0, n: 3 });
  assert.deepEqual([p(drop, "less"), p(drop, "greater")], [0, 1]);
  // Differences that are equal but for rounding.
  const rise = [0.83 - 0.80, 0.81 - 0.78];
  assert.deepEqual(pairedTTest(rise), { statistic: Infinity, pValue: 0, n: 2 });
  assert.deepEqual([p(rise, "less"), p(rise, "greater")], [1, 0]);
});

Deno.test("pairedTTest: is undefined below two differences", () => {
  assert.equal(pairedTTest([]), undefined);
  assert.equal(pairedTTest([0.5]), undefined);
});

Deno.test("pairedTTest: refuses differences and shifts that are not finite", () => {
  assert.throws(() => pairedTTest([1, Infinity]), /^RangeError: Cannot test .* is Infinity$/);
  assert.throws(() => pairedTTest([1, 2], { shift: NaN }), /^RangeError: Cannot test .* is NaN$/);
});
