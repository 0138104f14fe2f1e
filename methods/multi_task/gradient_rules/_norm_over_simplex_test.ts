import assert from "node:assert/strict";
import { openDevice, randomStreams, tf } from "../../../engine/mod.ts";
import { assertClose } from "../../../tests/golden/close.ts";
import { minimizeNormOverSimplex } from "./_norm_over_simplex.ts";

const column = (numbers: readonly number[]) => tf.tensor2d([...numbers], [numbers.length, 1]);

Deno.test("minimizeNormOverSimplex finds the shortest combination of orthogonal vectors", async () => {
  await openDevice("reference");
  // Without costs, v is proportional to a / K, and its length is 1 / √(Σ a² / K).
  const { point, length } = minimizeNormOverSimplex(
    column([0, 0]),
    tf.tensor2d([[1, 0], [0, 3]]),
    column([0.5, 0.5]),
    2,
  );
  assertClose(point.dataSync(), [1.5, 0.5], 1e-4);
  assertClose(length.dataSync(), [Math.sqrt(3)], 1e-4);
});

Deno.test("minimizeNormOverSimplex returns a subgradient where the norm vanishes", async () => {
  await openDevice("reference");
  // Equal parts of opposite vectors vanish; costs that differ by less than c keep that solution.
  const { point, length } = minimizeNormOverSimplex(
    column([0.3, -0.3]),
    tf.tensor2d([[1.000001, -1], [-1, 1.000001]]),
    column([0.5, 0.5]),
    1,
  );
  assertClose(point.dataSync(), [1, 1], 1e-2);
  // b + Kv/t is the same for both: (v₁ − v₂) / t = −0.3.
  const [first, second] = point.dataSync();
  assertClose([(first - second) / length.dataSync()[0]], [-0.3], 1e-2);
});

Deno.test("minimizeNormOverSimplex satisfies its conditions for random problems", async () => {
  await openDevice("reference");
  for (const [size, dimensions] of [[3, 2], [5, 4], [5, 3], [13, 12], [20, 7]]) {
    for (let seed = 0; seed < 4; seed++) {
      const random = randomStreams(seed)(`${size} in ${dimensions}`);
      const rows = tf.tensor2d(
        Array.from(
          { length: size },
          () => Array.from({ length: dimensions }, () => random.normal() / Math.sqrt(dimensions)),
        ),
      );
      const products = tf.add(
        tf.matMul(rows, rows, false, true),
        tf.mul(tf.eye(size), 1e-6),
      );
      const costs = column(Array.from({ length: size }, () => random.uniform(-1, 1)));
      const normal = tf.fill([size, 1], 1 / size);
      const { point, length } = minimizeNormOverSimplex(costs, products, normal, 0.8);
      const v = [...point.dataSync()];
      assert.ok(v.every((x) => x > 0), `${v}`);
      assertClose([v.reduce((sum, x) => sum + x / size, 0)], [1], 1e-4);
      const image = tf.matMul(products, point);
      const square = tf.sum(tf.mul(point, image)).dataSync()[0];
      const [t] = length.dataSync();
      assert.ok(square <= t * t * (1 + 1e-4), `${square} > ${t}²`);
      // λ = v·∇f, and no coordinate of ∇f is below it.
      const gradient = [...tf.add(costs, tf.mul(image, tf.div(0.8, length))).dataSync()];
      const level = v.reduce((sum, x, k) => sum + x * gradient[k], 0);
      const slack = gradient.map((g) => g - level / size);
      assert.ok(Math.min(...slack) > -1e-3, `${size} in ${dimensions}, ${seed}: ${slack}`);
      assert.ok(slack.every((s, k) => Math.abs(s * v[k]) < 1e-3), `${slack} ${v}`);
    }
  }
});
