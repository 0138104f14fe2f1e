import assert from "node:assert/strict";
import { drawnSums } from "./_drawn_sums.ts";
import { integersFrom } from "./_generator.ts";

const numbers = Float64Array.of(0.1, 0.2, 0.3, 10, 20, 1000);
const ranges = [{ start: 0, length: 3 }, { start: 3, length: 2 }, { start: 5, length: 1 }];

const sumsOf = (numbers: Float64Array, seed: number) => [...drawnSums([numbers], ranges, 20, seed)];

Deno.test("drawnSums: draws of the ranges in turn, one sum after another", () => {
  for (const resamples of [1, 50, 51, 52, 53]) {
    const draw = integersFrom(7);
    const expected = Float64Array.from(
      { length: resamples },
      () => ranges.reduce((sum, { start, length }) => sum + numbers[start + draw(length)], 0),
    );
    assert.deepEqual([...drawnSums([numbers], ranges, resamples, 7)], [expected]);
  }
});

Deno.test("drawnSums: are the same, to the last bit, of many lists and of each alone", () => {
  // The numbers of sums in the order of other lengths, so that the memory of one call is not that of the next.
  for (const [length, resamples] of [[3, 51], [700, 120], [2, 9999], [700, 120], [152, 101]]) {
    const whole = Array(length).fill({ start: 0, length });
    const lists = Array.from(
      { length: 19 },
      (_, j) => Float64Array.from({ length }, (_, i) => Math.sin(1e4 * j + i) / 3),
    );
    const alone = lists.flatMap((list) => [...drawnSums([list], whole, resamples, 3)]);
    assert.deepEqual([...drawnSums(lists, whole, resamples, 3)], alone);
  }
});

Deno.test("drawnSums: draws the same places whatever has been drawn between", () => {
  const before = sumsOf(numbers, 0);
  for (let seed = 1; seed < 40; seed++) {
    assert.notDeepEqual(sumsOf(numbers, seed), before);
  }
  assert.deepEqual(sumsOf(numbers, 0), before);
  const doubled = sumsOf(numbers.map((x) => 2 * x), 0);
  assert.deepEqual(doubled, before.map((sums) => sums.map((sum) => 2 * sum)));
});
