import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import { detectableDifference } from "./detectable_difference.ts";

Deno.test("detectableDifference: is what SciPy's noncentral F gives", () => {
  for (const { n, level, power, effect } of golden.power) {
    assertClose([detectableDifference(1, n, { level, power })!], [effect], 2e-6);
  }
});

Deno.test("detectableDifference: is of the level 0.05 and the power 0.8 unless told otherwise", () => {
  const expected = detectableDifference(1, 5, { level: 0.05, power: 0.8 });
  assert.equal(detectableDifference(1, 5), expected);
});

Deno.test("detectableDifference: grows with spread and power, shrinks with pairs and level", () => {
  const difference = detectableDifference(1, 8)!;
  assertClose([detectableDifference(0.01, 8)!], [difference / 100], 1e-14);
  assert.ok(detectableDifference(1, 8, { power: 0.9 })! > difference);
  assert.ok(detectableDifference(1, 9)! < difference);
  assert.ok(detectableDifference(1, 8, { level: 0.1 })! < difference);
});

Deno.test("detectableDifference: is 0 without spread, undefined below two pairs", () => {
  assert.equal(detectableDifference(0, 5), 0);
  assert.equal(detectableDifference(1, 0), undefined);
  assert.equal(detectableDifference(1, 1), undefined);
});

Deno.test("detectableDifference: refuses what cannot be", () => {
  const refuses = (call: () => unknown, message: RegExp) => assert.throws(call, message);
  refuses(() => detectableDifference(-1, 5), /^RangeError: .* standard deviation .* value is -1$/);
  refuses(() => detectableDifference(NaN, 5), /^RangeError: .* standard deviation .* is NaN$/);
  refuses(() => detectableDifference(Infinity, 5), /^RangeError: .* deviation .* is Infinity$/);
  refuses(() => detectableDifference(1, 2.5), /^RangeError: .* number of pairs .* is 2\.5$/);
  refuses(() => detectableDifference(1, 5, { level: 0 }), /^RangeError: .* level .* is 0$/);
  refuses(() => detectableDifference(1, 5, { power: 1 }), /^RangeError: .* power .* is 1$/);
  refuses(
    () => detectableDifference(1, 5, { level: 0.3, power: 0.2 }),
    /^RangeError: .* power must be above the level of 0\.3, current value is 0\.2$/,
  );
});
