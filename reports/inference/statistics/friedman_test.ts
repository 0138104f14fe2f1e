import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import { friedmanTest } from "./friedman.ts";

Deno.test("friedmanTest: is SciPy's stats.friedmanchisquare, with ties", () => {
  for (const { scores, averageRanks, statistic, pValue } of golden.friedman) {
    const result = friedmanTest(scores)!;
    assertClose(result.averageRanks, averageRanks, 1e-14);
    assertClose([result.statistic], [statistic], 1e-13);
    assertClose([result.pValue], [pValue], 1e-9);
    assert.equal(result.n, scores.length);
  }
});

Deno.test("friedmanTest: of two methods is the sign test's χ²", () => {
  // Seven wins, two losses: (7 − 2)²/9; SciPy 1.17, stats.chi2.sf(25 / 9, 1).
  const scores = [...new Array(7).fill([2, 1]), ...new Array(2).fill([1, 2])];
  const { statistic, pValue, averageRanks } = friedmanTest(scores)!;
  assertClose([statistic, pValue], [25 / 9, 0.09558070454562943], 1e-9);
  assertClose(averageRanks, [11 / 9, 16 / 9], 1e-14);
});

Deno.test("friedmanTest: gives rank 1 to the highest score", () => {
  assert.deepEqual(friedmanTest([[0.1, 0.9], [0.2, 0.8]])!.averageRanks, [2, 1]);
});

Deno.test("friedmanTest: moves its ranks with the methods, and heeds no order of blocks", () => {
  for (const { scores } of golden.friedman) {
    const { statistic, pValue, averageRanks } = friedmanTest(scores)!;
    const turned = friedmanTest(scores.map((row) => row.toReversed()))!;
    assertClose(turned.averageRanks, averageRanks.toReversed(), 1e-14);
    assertClose([turned.statistic, turned.pValue], [statistic, pValue], 1e-12);
    const shuffled = friedmanTest(scores.toReversed())!;
    assertClose(shuffled.averageRanks, averageRanks, 1e-14);
    assertClose([shuffled.statistic, shuffled.pValue], [statistic, pValue], 1e-12);
  }
});

Deno.test("friedmanTest: sees the order within a block alone", () => {
  const [{ scores }] = golden.friedman;
  const stretched = scores.map((row, i) => row.map((score) => Math.exp(score) * (i + 1) - 10 * i));
  assert.deepEqual(friedmanTest(stretched), friedmanTest(scores));
});

Deno.test("friedmanTest: ties scores that differ by rounding alone", () => {
  const rounded = [[0.1 + 0.2, 0.3, 0.1], [0.5, 0.4, 0.3]];
  assert.deepEqual(friedmanTest(rounded), friedmanTest([[0.3, 0.3, 0.1], [0.5, 0.4, 0.3]]));
});

Deno.test("friedmanTest: reports nothing where all methods tie", () => {
  const expected = { statistic: 0, pValue: 1, n: 2, averageRanks: [2, 2, 2] };
  assert.deepEqual(friedmanTest([[0.5, 0.5, 0.5], [0.7, 0.7, 0.7]]), expected);
});

Deno.test("friedmanTest: has no negative p value", () => {
  const blocks = Array.from({ length: 200 }, () => [3, 2, 1]);
  const { pValue } = friedmanTest(blocks)!;
  assert.ok(pValue >= 0 && pValue < 1e-15, `${pValue}`);
});

Deno.test("friedmanTest: is undefined below two blocks or methods", () => {
  assert.equal(friedmanTest([]), undefined);
  assert.equal(friedmanTest([[1, 2, 3]]), undefined);
  assert.equal(friedmanTest([[1], [2]]), undefined);
});

Deno.test("friedmanTest: refuses ragged blocks and scores that are not finite", () => {
  assert.throws(
    () => friedmanTest([[1, 2, 3], [1, 2]]),
    new RangeError(
      "Cannot rank the scores: every block must have one for each of 3 methods, current number is 2",
    ),
  );
  assert.throws(() => friedmanTest([[1, NaN], [1, 2]]), /^RangeError: Cannot rank .* is NaN$/);
});
