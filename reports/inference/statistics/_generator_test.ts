import assert from "node:assert/strict";
import { integersFrom } from "./_generator.ts";

Deno.test("integersFrom: gives the same integers for the same seed, others for another", () => {
  const drawn = (seed: number) => {
    const draw = integersFrom(seed);
    return Array.from({ length: 20 }, () => draw(1000));
  };
  assert.deepEqual(drawn(1), drawn(1));
  assert.notDeepEqual(drawn(1), drawn(2));
});

Deno.test("integersFrom: draws each integer equally often", () => {
  const draw = integersFrom(3);
  const counts = new Array(5).fill(0);
  for (let i = 0; i < 10_000; i++) counts[draw(5)]++;
  // Five standard deviations of a binomial count: √(10000 · 0.2 · 0.8) = 40.
  for (const count of counts) assert.ok(Math.abs(count - 2000) < 200, `${count} of 10000`);
});

Deno.test("integersFrom: refuses seeds that are no 32-bit integers", () => {
  for (const wrong of [-1, 0.5, 2 ** 32, NaN]) {
    assert.throws(
      () => integersFrom(wrong),
      new RangeError(
        `Cannot resample: the seed must be an integer from 0 to 4294967295, current value is ${wrong}`,
      ),
    );
  }
});
