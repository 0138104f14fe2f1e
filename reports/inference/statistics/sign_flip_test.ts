import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import { mean } from "./estimate.ts";
import { signFlipTest } from "./sign_flip.ts";
import type { Alternative } from "./test_result.ts";

const samples = Object.values(golden.paired);
const alternatives: Alternative[] = ["two-sided", "greater", "less"];

Deno.test("signFlipTest: is SciPy's exact stats.permutation_test of the mean", () => {
  for (const { values, signFlip } of samples) {
    for (const alternative of alternatives) {
      const { statistic, pValue, n } = signFlipTest(values, { alternative })!;
      assertClose([statistic], [signFlip[alternative].statistic], 1e-14);
      assert.equal(pValue, signFlip[alternative].pValue);
      assert.equal(n, values.length);
    }
  }
});

Deno.test("signFlipTest: goes through every assignment of signs, up to sixteen differences", () => {
  const { values } = golden.large.signFlip;
  for (const n of [13, 16]) {
    const differences = values.slice(0, n);
    const observed = Math.abs(mean(differences)!);
    let extreme = 0;
    for (let signs = 0; signs < 2 ** n; signs++) {
      const flipped = differences.map((d, i) => signs >> i & 1 ? -d : d);
      if (Math.abs(mean(flipped)!) >= observed) extreme++;
    }
    assert.equal(signFlipTest(differences)!.pValue, extreme / 2 ** n);
  }
});

Deno.test("signFlipTest: beyond sixteen differences comes near the exact p value", () => {
  const { values, ...exact } = golden.large.signFlip;
  for (const alternative of alternatives) {
    const resamples = 20_000;
    const { pValue } = signFlipTest(values, { alternative, resamples })!;
    const p = exact[alternative];
    const allowed = 4 * Math.sqrt(p * (1 - p) / resamples) + 1 / resamples;
    assert.ok(Math.abs(pValue - p) < allowed, `${pValue} is not ${p} within ${allowed}`);
  }
});

Deno.test("signFlipTest: never gives 0, and repeats itself for a seed", () => {
  const values = Array.from({ length: 40 }, (_, i) => 1 + i);
  assert.equal(signFlipTest(values, { resamples: 99 })!.pValue, 1 / 100);
  const { values: eighteen } = golden.large.signFlip;
  const p = (seed?: number) => signFlipTest(eighteen, { seed })!.pValue;
  assert.equal(p(5), p(5));
  assert.equal(p(), p(0));
  assert.notEqual(p(5), p(6));
});

Deno.test("signFlipTest: turns its sign with the pairs, and keeps its p value", () => {
  for (const values of [...samples.map(({ values }) => values), golden.large.signFlip.values]) {
    const { statistic, pValue, n } = signFlipTest(values)!;
    const turned = values.map((d) => -d);
    assert.deepEqual(signFlipTest(turned), { statistic: -statistic, pValue, n });
  }
  const { values } = golden.paired.eight;
  assert.equal(
    signFlipTest(values.map((d) => -d), { alternative: "less" })!.pValue,
    signFlipTest(values, { alternative: "greater" })!.pValue,
  );
});

Deno.test("signFlipTest: heeds neither order nor scale, whatever the rounding", () => {
  for (const values of [...samples.map(({ values }) => values), golden.large.signFlip.values]) {
    const { pValue } = signFlipTest(values)!;
    assert.equal(signFlipTest(values.toReversed())!.pValue, pValue);
    for (const factor of [1e-3, 0.7, 1e7]) {
      assert.equal(signFlipTest(values.map((d) => factor * d))!.pValue, pValue);
    }
  }
});

Deno.test("signFlipTest: reports nothing where every pair ties", () => {
  for (const alternative of alternatives) {
    for (const n of [2, 5, 20]) {
      const { pValue } = signFlipTest(new Array(n).fill(0), { alternative })!;
      assert.equal(pValue, 1);
    }
  }
});

Deno.test("signFlipTest: cannot say more of equal differences than their number allows", () => {
  assert.equal(signFlipTest([0.1, 0.1, 0.1, 0.1, 0.1])!.pValue, 2 / 32);
});

Deno.test("signFlipTest: is undefined below two differences", () => {
  assert.equal(signFlipTest([]), undefined);
  assert.equal(signFlipTest([0.5]), undefined);
});

Deno.test("signFlipTest: refuses what is not finite, and no resamples", () => {
  assert.throws(() => signFlipTest([1, NaN]), /^RangeError: Cannot test .* value is NaN$/);
  assert.throws(
    () => signFlipTest([1, 2], { resamples: 0 }),
    /^RangeError: Cannot test .* number of resamples .* value is 0$/,
  );
  assert.throws(() => signFlipTest([1, 2], { seed: -1 }), /^RangeError: Cannot resample: .* -1$/);
});

Deno.test("signFlipTest: of more than 10 000 is SciPy's permutation test, but for its resampling", () => {
  const { n, shift, ...expected } = golden.approximate.signFlip;
  const values = Array.from({ length: n }, (_, i) => ((37 * i) % 101 - 50 + shift) / 64);
  for (const alternative of ["two-sided", "greater", "less"] as const) {
    const { pValue } = signFlipTest(values, { alternative })!;
    // 20 000 resamples: four standard errors of the share.
    const p = expected[alternative];
    assert.ok(Math.abs(pValue - p) < 4 * Math.sqrt(p * (1 - p) / 20_000), `${pValue} is not ${p}`);
  }
  assert.equal(signFlipTest(Array(10_001).fill(0))!.pValue, 1);
});
