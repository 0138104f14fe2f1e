import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/close.ts";
import { judge } from "./judge.ts";

const LEVEL = 0.05;

/** The mean is −0.064; by SciPy 1.10 p is 0.008594 for no drop, 0.000565 for a drop of 0.2. */
const drop = [-0.04, -0.09, -0.02, -0.11, -0.06];
const none = [0, 0, 0, 0, 0];
const noise = [0.1, -0.1, 0.12, -0.12, 0.01];

const outcomeOf = (differences: readonly number[], smallestEffect = 0.05) =>
  judge([{ differences, smallestEffect }], LEVEL)[0].outcome;

Deno.test("judge: regressed if the drop matters and is significant", () => {
  assert.equal(outcomeOf(drop), "regressed");
  assert.equal(outcomeOf([-0.05, -0.05, -0.05, -0.05, -0.05]), "regressed");
});

Deno.test("judge: improved mirrors regressed", () => {
  assert.equal(outcomeOf(drop.map((x) => -x)), "improved");
});

Deno.test("judge: a significant drop that is too small to matter is no regression", () => {
  assert.equal(outcomeOf(drop, 0.065), "inconclusive");
  assert.equal(outcomeOf(drop, 0.2), "pass");
});

Deno.test("judge: a large drop that is not significant is inconclusive", () => {
  assert.equal(outcomeOf([-0.3, 0.1, -0.2, 0.05, -0.1]), "inconclusive");
  assert.equal(outcomeOf(noise, 0.05), "inconclusive");
});

Deno.test("judge: no difference at all is a pass, without NaN", () => {
  for (const differences of [none, [0, 1e-15, -1e-15], [0]]) {
    const [finding] = judge([{ differences, smallestEffect: 0.05 }], LEVEL);
    assert.equal(finding.outcome, "pass");
    assert.ok(!Number.isNaN(finding.change.mean));
    assert.ok(!Number.isNaN(finding.pDrop ?? 1));
    assert.ok(!Number.isNaN(finding.interval?.lower ?? 0));
  }
  assert.deepEqual(judge([{ differences: none, smallestEffect: 0.05 }], LEVEL)[0].pDrop, 1);
});

Deno.test("judge: a single seed that differs is inconclusive", () => {
  const [finding] = judge([{ differences: [-0.9], smallestEffect: 0.05 }], LEVEL);
  assert.equal(finding.outcome, "inconclusive");
  assert.deepEqual([finding.pDrop, finding.interval], [undefined, undefined]);
});

Deno.test("judge: p values are adjusted for all cells, which may revoke a regression", () => {
  const cells = (others: number) => [
    { differences: drop, smallestEffect: 0.05 },
    ...Array(others).fill({ differences: noise, smallestEffect: 0.05 }),
  ];
  const [among3] = judge(cells(2), LEVEL);
  assertClose([among3.pDrop!], [0.025782466953396213], 1e-9);
  assert.equal(among3.outcome, "regressed");
  // 6 × 0.008594 exceeds the level.
  assert.equal(judge(cells(5), LEVEL)[0].outcome, "inconclusive");
});

Deno.test("judge: cells without a test are not counted in the family", () => {
  const single = { differences: [-0.9], smallestEffect: 0.05 };
  const [, finding] = judge([single, { differences: drop, smallestEffect: 0.05 }, single], LEVEL);
  assertClose([finding.pDrop!], [0.008594155651132071], 1e-9);
});

Deno.test("judge: a pass does not depend on how many cells there are", () => {
  const cell = { differences: drop, smallestEffect: 0.2 };
  assert.equal(judge(Array(30).fill(cell), LEVEL)[7].outcome, "pass");
});

Deno.test("judge: the interval is that of two one-sided tests", () => {
  const [{ interval }] = judge([{ differences: drop, smallestEffect: 0.05 }], LEVEL);
  // Student's 90 % interval by SciPy 1.10.
  assertClose(
    [interval!.lower, interval!.upper],
    [-0.0987693687886188, -0.029230631211381232],
    1e-9,
  );
  // A pass is an interval above −δ.
  assert.equal(outcomeOf(drop, 0.0988), "pass");
  assert.equal(outcomeOf(drop, 0.0987), "inconclusive");
});
