import assert from "node:assert/strict";
import { drawnSums } from "./_drawn_sums.ts";
import { integersFrom } from "./_generator.ts";

const numbers = Float64Array.of(0.1, 0.2, 0.3, 10, 20, 1000);
const ranges = [{ start: 0, length: 3 }, { start: 3, length: 2 }, { start: 5, length: 1 }];

Deno.test("drawnSums: draws of the ranges in turn, one sum after another", () => {
  for (const resamples of [1, 50, 51, 52, 53]) {
    const draw = integersFrom(7);
    const expected = Array.from(
      { length: resamples },
      () => ranges.reduce((sum, { start, length }) => sum + numbers[start + draw(length)], 0),
    );
    assert.deepEqual([...drawnSums(numbers, ranges, resamples, 7)], expected);
  }
});

Deno.test("drawnSums: draws the same places whatever has been drawn between", () => {
  const before = drawnSums(numbers, ranges, 20, 0);
  for (let seed = 1; seed < 40; seed++) {
    assert.notDeepEqual(drawnSums(numbers, ranges, 20, seed), before);
  }
  assert.deepEqual(drawnSums(numbers, ranges, 20, 0), before);
  const doubled = drawnSums(numbers.map((x) => 2 * x), ranges, 20, 0);
  assert.deepEqual(doubled, before.map((sum) => 2 * sum));
});
