import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import { bootstrapInterval } from "./bootstrap.ts";

const cases = Object.values(golden.bootstrap);
const { values: skewed } = golden.bootstrap.skewed;

Deno.test("bootstrapInterval: is SciPy's stats.bootstrap by BCa, but for the resampling", () => {
  for (const { values, level, lower, upper } of cases) {
    const interval = bootstrapInterval(values, { level, resamples: 100_000 })!;
    // The resampling error of a bound is a few thousandths of the width.
    const allowed = 0.015 * (upper - lower);
    assertClose([interval.lower, interval.upper], [lower, upper], allowed / 100, 100);
    assert.equal(interval.level, level);
  }
});

Deno.test("bootstrapInterval: repeats itself for a seed", () => {
  const again = { level: 0.95, resamples: 9999, seed: 0 };
  assert.deepEqual(bootstrapInterval(skewed), bootstrapInterval(skewed, again));
  assert.notDeepEqual(bootstrapInterval(skewed), bootstrapInterval(skewed, { seed: 1 }));
});

Deno.test("bootstrapInterval: heeds no order, shifts and scales with the measurements", () => {
  const { lower, upper } = bootstrapInterval(skewed)!;
  const turned = bootstrapInterval(skewed.toReversed())!;
  assertClose([turned.lower, turned.upper], [lower, upper], 1e-12);
  const moved = bootstrapInterval(skewed.map((x) => 4 * x - 3))!;
  assertClose([moved.lower, moved.upper], [4 * lower - 3, 4 * upper - 3], 1e-12);
});

Deno.test("bootstrapInterval: counts drawn means as ties that differ by rounding alone", () => {
  const values = [1, 1, 2, 3, 5, 8];
  const { lower, upper } = bootstrapInterval(values, { level: 0.9 })!;
  for (const divisor of [3, 7, 10]) {
    const scaled = bootstrapInterval(values.map((x) => x / divisor), { level: 0.9 })!;
    assertClose([scaled.lower, scaled.upper], [lower / divisor, upper / divisor], 1e-12);
  }
});

Deno.test("bootstrapInterval: leans with the skew, and turns with it", () => {
  const center = skewed.reduce((sum, x) => sum + x, 0) / skewed.length;
  const options = { resamples: 100_000 };
  const { lower, upper } = bootstrapInterval(skewed, options)!;
  assert.ok(upper - center > 1.1 * (center - lower));
  const turned = bootstrapInterval(skewed.map((x) => -x), options)!;
  const allowed = 0.015 * (upper - lower);
  assertClose([turned.lower, turned.upper], [-upper, -lower], allowed / 100, 100);
});

Deno.test("bootstrapInterval: is wider for a higher level", () => {
  const [narrow, wide] = [0.8, 0.99].map((level) => bootstrapInterval(skewed, { level })!);
  assert.ok(wide.lower < narrow.lower && wide.upper > narrow.upper);
});

Deno.test("bootstrapInterval: of two measurements reaches from one to the other", () => {
  assert.deepEqual(bootstrapInterval([2.5, -1]), { lower: -1, upper: 2.5, level: 0.95 });
});

Deno.test("bootstrapInterval: is of no width for equal measurements, undefined below two", () => {
  assert.deepEqual(bootstrapInterval([0.5, 0.5, 0.5]), { lower: 0.5, upper: 0.5, level: 0.95 });
  const rounded = bootstrapInterval([0.83 - 0.80, 0.81 - 0.78])!;
  assert.equal(rounded.lower, rounded.upper);
  assert.equal(bootstrapInterval([]), undefined);
  assert.equal(bootstrapInterval([0.5]), undefined);
});

Deno.test("bootstrapInterval: refuses what is not finite, and options out of range", () => {
  const refuses = (options: Parameters<typeof bootstrapInterval>[1], message: RegExp) =>
    assert.throws(() => bootstrapInterval([1, 2], options), message);
  assert.throws(() => bootstrapInterval([1, NaN]), /^RangeError: Cannot bound .* value is NaN$/);
  refuses({ level: 1 }, /^RangeError: Cannot bound .* level .* value is 1$/);
  refuses({ resamples: 99 }, /^RangeError: Cannot bound .* number of resamples .* value is 99$/);
  refuses({ seed: 0.5 }, /^RangeError: Cannot resample: .* value is 0\.5$/);
});

Deno.test("bootstrapInterval: of more than 1000 is SciPy's BCa of skewed values, without samples", () => {
  const { n, lower, upper } = golden.approximate.bootstrap;
  const values = Array.from({ length: n }, (_, i) => -Math.log((i + 0.5) / n));
  const interval = bootstrapInterval(values)!;
  // 200 000 samples leave an error of a hundredth of half the interval; the skew moves it by three hundredths.
  const within = 0.01 * (upper - lower) / 2;
  assert.ok(Math.abs(interval.lower - lower) < within && Math.abs(interval.upper - upper) < within);
  const drawn = bootstrapInterval(values.filter((_, i) => i % 2 === 0))!;
  assert.ok(Math.abs((drawn.upper - drawn.lower) / (upper - lower) / Math.SQRT2 - 1) < 0.03);
});
