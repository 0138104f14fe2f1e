import assert from "node:assert/strict";
import { ranksOf } from "./_ranks.ts";

// Expected values: SciPy 1.17, stats.rankdata.

Deno.test("ranksOf: gives 1 to the smallest, whatever the order", () => {
  assert.deepEqual(ranksOf([0.3, -2, 7]), [2, 1, 3]);
  assert.deepEqual(ranksOf([7, 0.3, -2]), [3, 2, 1]);
  assert.deepEqual(ranksOf([]), []);
});

Deno.test("ranksOf: gives equal values the mean of their ranks", () => {
  assert.deepEqual(ranksOf([2, 1, 2, 5, 2, 5]), [3, 1, 3, 5.5, 3, 5.5]);
  assert.deepEqual(ranksOf([4, 4, 4]), [2, 2, 2]);
});

Deno.test("ranksOf: ties values that differ by rounding alone, at any size", () => {
  const [a, b] = [0.83 - 0.80, 0.81 - 0.78];
  assert.notEqual(a, b);
  assert.deepEqual(ranksOf([a, b, 0.02]), [2.5, 2.5, 1]);
  assert.deepEqual(ranksOf([a + 1e-9, a]), [2, 1]);
  assert.deepEqual(ranksOf([3e6, 3e6 + 2 ** -30]), [1.5, 1.5]);
});
