import assert from "node:assert/strict";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { changePoints } from "./change_points.ts";

/** Series of standard normal noise, by Box & Muller. */
function noises(count: number, length: number): number[][] {
  const generator = xoroshiro128plus(20260101);
  const normal = () => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
    return radius * Math.cos(2 * Math.PI * uniformFloat64(generator));
  };
  return Array.from({ length: count }, () => Array.from({ length }, normal));
}

Deno.test("changePoints: finds the start of a new level, up and down again", () => {
  const values = [0, 0.1, -0.1, 0, 0.05, 3, 3.1, 2.9, 3, 0.1, 0, -0.1, 0.05, 0];
  assert.deepEqual(changePoints(values), [5, 9]);
  assert.deepEqual(changePoints(values.map((x) => 1000 - x)), [5, 9]);
});

Deno.test("changePoints: finds a step between constant levels", () => {
  assert.deepEqual(changePoints([0.9, 0.9, 0.9, 0.9, 0.8, 0.8, 0.8]), [4]);
  assert.deepEqual(changePoints(Array(20).fill(0.8734)), []);
});

Deno.test("changePoints: finds a step at the end after two values", () => {
  const before = [0.9, 0.91, 0.9, 0.89, 0.9, 0.91, 0.9, 0.9];
  assert.deepEqual(changePoints([...before, 0.7, 0.71]), [8]);
  assert.deepEqual(changePoints([...before, 0.7]), []);
});

Deno.test("changePoints: a single value is no new level", () => {
  const values = [0, 0.1, -0.1, 0, 0.05, 3, 0.1, 0, -0.1, 0.05, 0];
  assert.deepEqual(changePoints(values), []);
});

Deno.test("changePoints: removes only steps smaller than the smallest that matters", () => {
  const values = [0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5, 1.1, 1.1, 1.1, 1.1];
  assert.deepEqual(changePoints(values), [4, 8]);
  assert.deepEqual(changePoints(values, 0.5), [4, 8]);
  assert.deepEqual(changePoints(values, 0.55), [8]);
  assert.deepEqual(changePoints(values.map((x) => 1.1 - x).reverse(), 0.55), [4]);
  assert.deepEqual(changePoints(values, 2), []);
});

Deno.test("changePoints: removes equally small steps one at a time", () => {
  const stairs = [0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1];
  // Without the first step, the other goes from 0.25 to 1.
  assert.deepEqual(changePoints(stairs, 0.7), [8]);
});

Deno.test("changePoints: finds nothing in fewer than six values", () => {
  assert.deepEqual(changePoints([0, 0, 0, 9, 9]), []);
  assert.deepEqual(changePoints([0, 0, 0, 9, 9, 9]), [3]);
  assert.deepEqual(changePoints([]), []);
});

Deno.test("changePoints: finds changes in noise at the documented rates", () => {
  const rate = (length: number) =>
    noises(2000, length).filter((values) => changePoints(values).length > 0).length / 2000;
  // 6, 5 and 2 %, with the sampling error of 2000 series.
  assert.ok(rate(6) < 0.075 && rate(8) < 0.065 && rate(20) < 0.03);
  assert.ok(rate(8) > 0.035);
});

Deno.test("changePoints: locates a step of three standard deviations", () => {
  const found = noises(500, 20).filter((values) => {
    const starts = changePoints(values.map((value, i) => i < 10 ? value : value + 3));
    return starts.length === 1 && Math.abs(starts[0] - 10) <= 1;
  });
  assert.ok(found.length / 500 > 0.92);
});
