import assert from "node:assert/strict";
import { openDevice, randomStreams, tf } from "../../../engine/mod.ts";
import { assertClose } from "../../../tests/golden/close.ts";
import { minimizeOverSimplex } from "./_interior_point.ts";

/** Minimises Σ ½ pₖvₖ² − qₖvₖ. */
function minimize(normal: number[], p: number[], q: number[]): number[] {
  const column = (numbers: number[]) => tf.tensor2d(numbers, [numbers.length, 1]);
  const total = normal.reduce((sum, a) => sum + a, 0);
  const point = minimizeOverSimplex(
    column(normal.map((a) => a / total)),
    (v) => ({
      gradient: tf.sub(tf.mul(column(p), v), column(q)),
      curvature: tf.mul(tf.eye(p.length), column(p)),
    }),
    10,
  );
  return [...point.dataSync()];
}

Deno.test("minimizeOverSimplex projects onto a simplex", async () => {
  await openDevice("reference");
  // Σ v = 3; the nearest point to q is lower by 0.6 in every coordinate that stays positive.
  const found = minimize([1, 1, 1], [1, 1, 1], [1.6, 2.6, 0.3]);
  assertClose(found, [1, 2, 0], 1e-5, 1);
});

Deno.test("minimizeOverSimplex finds the optimal corner for a nearly linear function", async () => {
  await openDevice("reference");
  // q / a is largest at the second; p > 0 keeps the function convex.
  const found = minimize([1, 2, 1], [1e-3, 1e-3, 1e-3], [1, 5, 2]);
  assertClose(found, [0, 2, 0], 1e-4, 1);
});

Deno.test("minimizeOverSimplex satisfies its conditions for random quadratic functions", async () => {
  await openDevice("reference");
  for (const size of [2, 3, 5, 13, 16]) {
    for (let seed = 0; seed < 5; seed++) {
      const random = randomStreams(seed)("function");
      const rows = tf.tensor2d(
        Array.from({ length: size }, () => Array.from({ length: size + 2 }, () => random.normal())),
      );
      const curvature = tf.div(tf.matMul(rows, rows, false, true), size);
      const cost = tf.tensor2d(Array.from({ length: size }, () => [random.normal()]));
      const weights = Array.from({ length: size }, () => random.uniform(0.1, 1));
      const total = weights.reduce((sum, a) => sum + a, 0);
      const normal = weights.map((a) => a / total);
      const slope = (v: tf.Tensor) => tf.add(tf.matMul(curvature, v), cost);
      const point = minimizeOverSimplex(
        tf.tensor2d(normal, [size, 1]),
        (v) => ({ gradient: slope(v), curvature }),
        8,
      );
      const [v, gradient] = [point, slope(point)].map((x) => [...x.dataSync()]);
      assert.ok(v.every((x) => x > 0), `${v}`);
      assertClose([v.reduce((sum, x, k) => sum + x * normal[k], 0)], [1], 1e-4);
      // λ = v·∇f, and no coordinate of ∇f is below it.
      const level = v.reduce((sum, x, k) => sum + x * gradient[k], 0);
      const slack = gradient.map((g, k) => g - level * normal[k]);
      const steepest = Math.max(...gradient.map(Math.abs));
      assert.ok(Math.min(...slack) > -1e-4 * steepest, `${slack}`);
      assert.ok(slack.every((s, k) => s * v[k] < 1e-4 * steepest * size), `${slack}`);
    }
  }
});
