import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import { signedRankTest } from "./signed_rank.ts";
import { signFlipTest } from "./sign_flip.ts";
import type { Alternative } from "./test_result.ts";

const samples = Object.values(golden.paired);
const alternatives: Alternative[] = ["two-sided", "greater", "less"];

Deno.test("signedRankTest: is SciPy's exact stats.wilcoxon, with ties, and zeros after Pratt", () => {
  for (const { values, signedRank } of samples) {
    for (const alternative of alternatives) {
      const { statistic, pValue, n } = signedRankTest(values, { alternative })!;
      assert.equal(statistic, signedRank[alternative].statistic);
      assertClose([pValue], [signedRank[alternative].pValue], 1e-12);
      assert.equal(n, values.length);
    }
  }
});

Deno.test("signedRankTest: is exact for thirty differences", () => {
  const { values, ...expected } = golden.large.signedRank;
  for (const alternative of alternatives) {
    const { pValue } = signedRankTest(values, { alternative })!;
    assertClose([pValue], [expected[alternative]], 1e-11);
  }
});

Deno.test("signedRankTest: of more than 200 is SciPy's normal approximation with continuity, ties and zeros", () => {
  for (const { n, shift, ...expected } of golden.approximate.signedRank) {
    const values = Array.from({ length: n }, (_, i) => ((37 * i) % 101 - 50 + shift) / 64);
    for (const alternative of alternatives) {
      const { pValue } = signedRankTest(values, { alternative })!;
      assertClose([pValue], [expected[alternative]], 1e-9);
    }
  }
});

Deno.test("signedRankTest: the approximation reports nothing where every pair ties", () => {
  assert.deepEqual(signedRankTest(Array(300).fill(0)), { statistic: 0, pValue: 1, n: 300 });
});

Deno.test("signedRankTest: is the sign-flip test of the signed ranks", () => {
  // The ranks of |0.5|, |0.5|, |−0.5| and |1| with signs: 2, 2, −2 and 4.
  const byRanks = signFlipTest([2, 2, -2, 4])!;
  assert.equal(signedRankTest([0.5, 0.5, -0.5, 1])!.pValue, byRanks.pValue);
});

Deno.test("signedRankTest: gives W⁻ and the same p value for the pairs turned", () => {
  for (const { values } of samples) {
    const turned = values.map((d) => -d);
    const { statistic, pValue } = signedRankTest(values)!;
    const mirrored = signedRankTest(turned)!;
    const zeros = values.filter((d) => d === 0).length;
    const n = values.length;
    assert.equal(statistic + mirrored.statistic, (n * (n + 1) - zeros * (zeros + 1)) / 2);
    assert.equal(mirrored.pValue, pValue);
    assert.equal(
      signedRankTest(turned, { alternative: "less" })!.pValue,
      signedRankTest(values, { alternative: "greater" })!.pValue,
    );
  }
});

Deno.test("signedRankTest: is two-sided unless told otherwise, and heeds neither order nor scale", () => {
  for (const { values } of samples) {
    const expected = signedRankTest(values, { alternative: "two-sided" });
    assert.deepEqual(signedRankTest(values), expected);
    assert.deepEqual(signedRankTest(values.toReversed()), expected);
    assert.deepEqual(signedRankTest(values.map((d) => d / 1000)), expected);
    assert.deepEqual(signedRankTest(values.map((d) => d * 1000)), expected);
  }
});

Deno.test("signedRankTest: takes differences as zero or tied that differ by rounding alone", () => {
  const rounded = [1e-17, 0.83 - 0.80, 0.78 - 0.81, 0.5];
  assert.deepEqual(signedRankTest(rounded), signedRankTest([0, 0.25, -0.25, 0.5]));
});

Deno.test("signedRankTest: gives no p value above 1 where the chances are rounded", () => {
  // The first sixty positive integers, with signs whose ranks add up to zero.
  const values = Array.from({ length: 60 }, (_, i) => i % 4 === 0 || i % 4 === 3 ? i + 1 : -i - 1);
  assert.deepEqual(signedRankTest(values), { statistic: 915, pValue: 1, n: 60 });
});

Deno.test("signedRankTest: reports nothing where every pair ties", () => {
  for (const alternative of alternatives) {
    const expected = { statistic: 0, pValue: 1, n: 6 };
    assert.deepEqual(signedRankTest([0, 0, 0, 0, 0, 0], { alternative }), expected);
  }
});

Deno.test("signedRankTest: cannot say more of equal differences than their number allows", () => {
  assert.equal(signedRankTest([0.5, 0.5, 0.5, 0.5, 0.5])!.pValue, 2 / 32);
});

Deno.test("signedRankTest: is undefined below two differences, refuses what is not finite", () => {
  assert.equal(signedRankTest([]), undefined);
  assert.equal(signedRankTest([0.5]), undefined);
  assert.throws(() => signedRankTest([1, NaN]), /^RangeError: Cannot test .* value is NaN$/);
});
