import assert from "node:assert/strict";
import { Bins } from "./_bins.ts";

const wave = Array.from({ length: 2000 }, (_, i) => Math.sin(i * i) ** 3);
const cases: { readonly [what: string]: readonly number[] } = {
  many: wave,
  ties: wave.map((x) => Math.floor(4 * x)),
  one: [-3],
  equal: Array(50).fill(0.1),
  "an outlier": [...wave, 1e300],
  neighbours: [1, 1 + Number.EPSILON, 1, 1 + 2 * Number.EPSILON],
  "the least": [Number.MIN_VALUE, 0, Number.MIN_VALUE],
};

for (const [what, numbers] of Object.entries(cases)) {
  const ascending = numbers.toSorted((a, b) => a - b);
  const bins = new Bins(Float64Array.from(numbers));

  Deno.test(`Bins: has the numbers in ascending order: ${what}`, () => {
    assert.deepEqual(numbers.map((_, i) => bins.at(i)), ascending);
  });

  Deno.test(`Bins: counts the numbers below a bound, and up to it: ${what}`, () => {
    const bounds = [...numbers, ...numbers.map((x) => x + 1e-9), -2e300, 2e300];
    for (const bound of bounds.slice(-2).concat(bounds.slice(0, 200))) {
      assert.equal(
        bins.count(bound, (x) => x < bound),
        numbers.filter((x) => x < bound).length,
      );
      assert.equal(
        bins.count(bound, (x) => x <= bound),
        numbers.filter((x) => x <= bound).length,
      );
    }
  });
}
