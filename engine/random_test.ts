import assert from "node:assert/strict";
import golden from "../tests/golden/random_streams.json" with { type: "json" };
import { assertClose } from "../tests/golden/close.ts";
import { randomStreams } from "./random.ts";

// Golden draws: SHA-256 and 64-bit xoroshiro128+ in Python, by tests/golden/random_streams.py.
// Changing them changes every stored result.

for (const { seed, purpose, uniform, normal, permutation } of golden) {
  const name = `the stream of seed ${seed} and '${purpose}'`;

  Deno.test(`${name} starts with the golden uniform draws`, () => {
    const stream = randomStreams(seed)(purpose);
    assert.deepEqual(uniform.map(() => stream.uniform()), uniform);
  });

  Deno.test(`${name} starts with the golden normal draws`, () => {
    const stream = randomStreams(seed)(purpose);
    // The logarithm, sine and cosine of two languages may differ in the last bit.
    assertClose(normal.map(() => stream.normal()), normal, 1e-13);
  });

  Deno.test(`${name} starts with the golden permutation`, () => {
    const stream = randomStreams(seed)(purpose);
    assert.deepEqual([...stream.permutation(permutation.length)], permutation);
  });
}

Deno.test("a stream does not depend on draws from other streams or on their order", () => {
  const alone = take(20, randomStreams(3)("a").uniform);

  const streams = randomStreams(3);
  const b = streams("b");
  b.permutation(100);
  const a = streams("a");
  const mixed = take(20, () => {
    b.normal();
    streams("c").uniform();
    return a.uniform();
  });
  assert.deepEqual(mixed, alone);
});

Deno.test("a purpose restarts its stream each time", () => {
  const streams = randomStreams(3);
  assert.deepEqual(take(5, streams("a").uniform), take(5, streams("a").uniform));
});

Deno.test("each seed and purpose gives a different stream", () => {
  const first = new Set<number>();
  for (let seed = 0; seed < 20; seed++) {
    for (const purpose of ["", "a", "b", "a/b", "1/a"]) {
      first.add(randomStreams(seed)(purpose).uniform());
    }
  }
  assert.equal(first.size, 100);
});

Deno.test("streams of neighbouring seeds are uncorrelated", () => {
  const n = 20_000;
  const [x, y] = [0, 1].map((seed) => take(n, randomStreams(seed)("a").normal));
  const correlation = mean(x.map((v, i) => v * y[i]));
  assert.ok(Math.abs(correlation) < 4 / Math.sqrt(n), `correlation ${correlation}`);
});

Deno.test("uniform fills [0, 1) evenly", () => {
  const n = 20_000;
  const draws = take(n, randomStreams(1)("a").uniform);
  assert.ok(draws.every((u) => u >= 0 && u < 1));
  const counts = new Array(10).fill(0);
  for (const u of draws) counts[Math.floor(u * 10)]++;
  const chiSquare = counts.reduce((sum, count) => sum + (count - n / 10) ** 2 / (n / 10), 0);
  // The 0.999 quantile of χ² with 9 degrees of freedom.
  assert.ok(chiSquare < 27.88, `χ² is ${chiSquare}`);
});

Deno.test("uniform scales the same draws to [low, high)", () => {
  const unit = take(1000, randomStreams(1)("a").uniform);
  const stream = randomStreams(1)("a");
  const scaled = take(1000, () => stream.uniform(-3, 5));
  assert.deepEqual(scaled, unit.map((u) => -3 + 8 * u));
  assert.ok(Math.min(...scaled) >= -3 && Math.max(...scaled) < 5);
});

Deno.test("normal has the moments of a standard normal distribution", () => {
  const n = 40_000;
  const draws = take(n, randomStreams(1)("a").normal);
  // Within four standard errors: the k-th moment's is √((m₂ₖ − mₖ²)/n).
  for (const [k, moment, variance] of [[1, 0, 1], [2, 1, 2], [3, 0, 15], [4, 3, 96]]) {
    const actual = mean(draws.map((v) => v ** k));
    const allowed = 4 * Math.sqrt(variance / n);
    assert.ok(Math.abs(actual - moment) < allowed, `moment ${k} is ${actual}`);
  }
});

Deno.test("normal's consecutive draws are uncorrelated", () => {
  const n = 40_000;
  const draws = take(n, randomStreams(1)("a").normal);
  const correlation = mean(draws.slice(1).map((v, i) => v * draws[i]));
  assert.ok(Math.abs(correlation) < 4 / Math.sqrt(n), `correlation ${correlation}`);
});

Deno.test("permutation contains each of 0 to n − 1 once", () => {
  const stream = randomStreams(1)("a");
  for (const n of [0, 1, 2, 3, 1000]) {
    const order = stream.permutation(n);
    assert.ok(order instanceof Int32Array);
    assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: n }, (_, i) => i));
  }
});

Deno.test("permutation gives all orders equally often", () => {
  const stream = randomStreams(1)("a");
  const n = 12_000;
  const counts = new Map<string, number>();
  for (let i = 0; i < n; i++) {
    const order = stream.permutation(3).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  const chiSquare = [...counts.values()].reduce((sum, c) => sum + (c - n / 6) ** 2 / (n / 6), 0);
  // The 0.999 quantile of χ² with 5 degrees of freedom.
  assert.ok(chiSquare < 20.52, `χ² is ${chiSquare}`);
});

Deno.test("randomStreams rejects a seed that is not a non-negative safe integer", () => {
  for (const seed of [-1, 1.5, NaN, Infinity, 2 ** 53]) {
    assert.throws(() => randomStreams(seed), {
      name: "RangeError",
      message: "Cannot derive random streams: the seed must be a non-negative integer, " +
        `current value is ${seed}`,
    });
  }
});

function take(n: number, draw: () => number): number[] {
  return Array.from({ length: n }, () => draw());
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}
