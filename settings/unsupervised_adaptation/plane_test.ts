import assert from "node:assert/strict";
import type { Execution, NdArray } from "../../engine/mod.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { planeOf } from "./plane.ts";

const labelled = (points: number[][], labels: number[]) => ({
  x: { shape: [points.length, 2], data: Float32Array.from(points.flat()) },
  y: { shape: [labels.length], data: Int32Array.from(labels) },
});

Deno.test("planeOf returns the points with their classes and the probability of class 1 around them", async () => {
  // Log odds of class 1 are 2x − y.
  const predict = ({ shape: [rows], data }: NdArray) =>
    Promise.resolve({
      shape: [rows, 2],
      data: Float32Array.from(
        { length: 2 * rows },
        (_, i) => i % 2 ? 1 + 2 * data[i - 1] - data[i] : 1,
      ),
    });
  const plane = (await planeOf(
    { predict } as unknown as Execution,
    labelled([[0, 1], [2, -1]], [0, 1]),
    labelled([[-3, 0.5]], [1]),
  ))!;
  assert.deepEqual(plane.source, [[0, 1, 0], [2, -1, 1]]);
  assert.deepEqual(plane.target, [[-3, 0.5, 1]]);
  // Of both samples, with a margin.
  for (const [axis, low, high] of [[plane.xs, -3, 2], [plane.ys, -1, 1]] as const) {
    assert.ok(axis[0] < low && axis[0] > low - 1);
    assert.ok(axis.at(-1)! > high && axis.at(-1)! < high + 1);
    axis.slice(1).forEach((value, i) => assert.ok(value > axis[i]));
  }
  // Row by row.
  assert.equal(plane.probability.length, plane.xs.length * plane.ys.length);
  const expected = plane.ys.flatMap((y) => plane.xs.map((x) => 1 / (1 + Math.exp(y - 2 * x))));
  assertClose(plane.probability, expected, 1e-4, 1);
});
