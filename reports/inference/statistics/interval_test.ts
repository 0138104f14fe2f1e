import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import { studentInterval } from "./interval.ts";

const samples = Object.entries(golden.paired);

Deno.test("studentInterval: is SciPy's stats.t.interval", () => {
  for (const [, { values, intervals }] of samples) {
    for (const [level, expected] of Object.entries(intervals)) {
      const interval = studentInterval(values, Number(level))!;
      assertClose([interval.lower, interval.upper], expected, 2e-7, 1);
      assert.equal(interval.level, Number(level));
    }
  }
});

Deno.test("studentInterval: is of 95 % unless told otherwise", () => {
  const { values } = golden.paired.five;
  assert.deepEqual(studentInterval(values), studentInterval(values, 0.95));
});

Deno.test("studentInterval: turns, shifts and scales with the measurements", () => {
  for (const [, { values }] of samples) {
    const { lower, upper } = studentInterval(values)!;
    const turned = studentInterval(values.map((x) => -x))!;
    assert.deepEqual([turned.lower, turned.upper], [-upper, -lower]);
    const moved = studentInterval(values.map((x) => 4 * x + 3))!;
    assertClose([moved.lower, moved.upper], [4 * lower + 3, 4 * upper + 3], 1e-14, 10);
  }
});

Deno.test("studentInterval: is undefined below two measurements, of no width for equal ones", () => {
  assert.equal(studentInterval([]), undefined);
  assert.equal(studentInterval([0.5]), undefined);
  assert.deepEqual(studentInterval([0.5, 0.5, 0.5]), { lower: 0.5, upper: 0.5, level: 0.95 });
});

Deno.test("studentInterval: refuses what is not finite, and levels out of range", () => {
  assert.throws(() => studentInterval([1, NaN]), /^RangeError: Cannot bound .* value is NaN$/);
  assert.throws(() => studentInterval([1, 2], 95), /^RangeError: Cannot bound .* value is 95$/);
});
