import assert from "node:assert/strict";
import { estimate, mean, standardError } from "./estimate.ts";

// Expected values: Python 3.11, statistics.mean(x) and statistics.stdev(x) / math.sqrt(len(x)).
const x = [0.81, 0.79, 0.83, 0.80];

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
