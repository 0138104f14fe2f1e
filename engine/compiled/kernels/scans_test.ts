import assert from "node:assert/strict";
import { assertAgrees, booleans, integers, normal } from "../../../tests/agreement.ts";
import { ints } from "../../../tests/operands.ts";
import * as tf from "../../tf.ts";
import { trace } from "../trace.ts";

const SHAPES = [[7], [1], [3, 5], [5, 1], [2, 3, 9], [2, 1, 3, 4], [2, 1, 2, 3, 2]];

for (const exclusive of [false, true]) {
  for (const reverse of [false, true]) {
    const manner = `${exclusive ? "exclusive" : "inclusive"}, ${reverse ? "reverse" : "forward"}`;

    Deno.test(`Cumsum: ${manner}`, async () => {
      for (const shape of SHAPES) {
        for (const axis of shape.keys()) {
          const operation = (x: tf.Tensor) => tf.cumsum(x, axis, exclusive, reverse);
          // TensorFlow.js's gradient has one transpose too many along an axis that is not the last.
          const gradients = axis === shape.length - 1;
          await assertAgrees(operation, [normal(shape)], { gradients });
          await assertAgrees(operation, [integers(shape, -9, 9)]);
          await assertAgrees(operation, [booleans(shape)]);
        }
      }
    });

    Deno.test(`Cumprod: ${manner}`, async () => {
      for (const shape of SHAPES) {
        for (const axis of shape.keys()) {
          const operation = (x: tf.Tensor) => tf.cumprod(x, axis, exclusive, reverse);
          // TensorFlow.js has no gradient of it.
          await assertAgrees(operation, [normal(shape)], { gradients: false });
          await assertAgrees(operation, [integers(shape, -3, 4)]);
          await assertAgrees(operation, [booleans(shape)]);
        }
      }
    });
  }
}

Deno.test("Cumsum and Cumprod: axes that TensorFlow.js mishandles are rejected", () => {
  for (const [scan, shape, axis] of [[tf.cumsum, [2, 3], -1], [tf.cumprod, [], 0]] as const) {
    assert.throws(
      () =>
        trace({ x: { shape, dtype: "float32" } }, ({ x }) => ({ y: scan(x as tf.Tensor, axis) })),
      /counted from 0/,
    );
  }
});

/** Returns the values and their indices. */
const top = (k: number) => (x: tf.Tensor) => {
  const { values, indices } = tf.topk(x, k);
  return [values, indices];
};

Deno.test("TopK: of any type, with ties", async () => {
  for (
    const [shape, k] of [
      [[7], 3],
      [[7], 7],
      [[1], 1],
      [[4, 9], 1],
      [[2, 3, 5], 2],
      [[3, 1], 1],
      [[2, 1, 3, 6], 4],
      [[2, 1, 2, 1, 9], 5],
      [[2, 3], 0],
    ] as const
  ) {
    for (const x of [normal(shape), integers(shape, 0, 4), booleans(shape)]) {
      // TensorFlow.js has no gradient of it.
      await assertAgrees(top(k), [x], { gradients: false });
    }
  }
  await assertAgrees(top(5), [ints(3, 9, 3, 9, 9, 1, 3)]);
});

Deno.test("TopK: many values, most of which are equal", async () => {
  await assertAgrees(top(1500), [integers([2, 2000], 0, 3)]);
});

Deno.test("TopK: the largest values, in any order", async () => {
  const operation = (x: tf.Tensor) => tf.sum(tf.topk(x, 3, false).values, -1);
  await assertAgrees(operation, [normal([4, 9])], { gradients: false });
});
