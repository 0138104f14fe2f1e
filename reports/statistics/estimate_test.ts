import assert from "node:assert/strict";
import { estimate, mean, pairedDifference, standardError } from "./estimate.ts";

// Expected values: Python 3.11, statistics.mean(x) and statistics.stdev(x) / math.sqrt(len(x)).
const x = [0.81, 0.79, 0.83, 0.80];
const y = [0.75, 0.76, 0.74, 0.79];

function close(actual: number | undefined, expected: number) {
  assert.ok(Math.abs(actual! - expected) < 1e-15, `${actual} is not ${expected}`);
}

Deno.test("mean: is the arithmetic mean, undefined for nothing", () => {
  close(mean(x), 0.8075);
  assert.equal(mean([]), undefined);
});

Deno.test("standardError: divides by n − 1, undefined for fewer than two values", () => {
  close(standardError(x), 0.008539125638299649);
  assert.equal(standardError([0.8]), undefined);
  assert.equal(standardError([]), undefined);
});

Deno.test("estimate: counts the values", () => {
  assert.deepEqual(estimate([3]), { mean: 3, standardError: undefined, n: 1 });
});

Deno.test("pairedDifference: is the estimate of the differences", () => {
  // Python: d = [a - b for a, b in zip(x, y)].
  const difference = pairedDifference(x, y);
  close(difference.mean, 0.0475);
  close(difference.standardError, 0.0175);
  assert.equal(difference.n, 4);
});

Deno.test("pairedDifference: rejects samples of different sizes", () => {
  assert.throws(
    () => pairedDifference([1], []),
    new RangeError(
      "Cannot pair the samples: their sizes must be equal, current sizes are 1 and 0",
    ),
  );
});
