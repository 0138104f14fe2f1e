import assert from "node:assert/strict";
import { assertAgrees, booleans, integers, normal } from "../../../tests/agreement.ts";
import { ints, shaped } from "../../../tests/operands.ts";
import * as tf from "../../tf.ts";
import type { Tensors } from "../../tree.ts";
import { trace } from "../trace.ts";

/** Returns an operand of each type. */
const each = (shape: readonly number[]) => [
  normal(shape),
  integers(shape, -9, 9),
  booleans(shape),
];

Deno.test("GatherV2: along each axis, by indices of rank 0 to 3", async () => {
  for (
    const [shape, axis, places] of [
      [[7], 0, [5]],
      [[7], 0, []],
      [[7, 3], 0, [9]],
      [[4, 7], 1, [5]],
      [[4, 7], -1, [5]],
      [[4, 7, 3], 1, [2, 3]],
      [[4, 7, 3], -2, [1]],
      [[1, 3], 0, [4]],
      [[7, 3], 0, []],
      [[7, 3], 0, [2, 1, 4]],
      [[2, 3, 7, 2], 2, [1, 4]],
      [[2, 1, 3, 4, 2], 3, [5]],
    ] as const
  ) {
    const taken = integers(places, 0, shape.at(axis)!);
    for (const x of each(shape)) {
      await assertAgrees((x, indices) => tf.gather(x, indices as tf.Tensor1D, axis), [x, taken]);
    }
  }
});

Deno.test("GatherV2: with axes of batches", async () => {
  for (
    const [shape, axis, places, batchDims] of [
      [[3, 5], 1, [3, 4], 1],
      [[3, 5, 2], 1, [3, 4], 1],
      [[3, 5, 2], 1, [3, 2, 4], 1],
      [[3, 4, 5, 2], 2, [3, 2], 1],
      [[3, 4, 5], 2, [3, 4, 2], 2],
      [[3, 4, 5], -1, [3, 4, 1], -1],
      [[3, 2, 4, 5, 2], 3, [3, 2, 6], 2],
      [[1, 5], 1, [1, 1], 1],
    ] as const
  ) {
    const taken = integers(places, 0, shape.at(axis)!);
    for (const x of each(shape)) {
      await assertAgrees(
        (x, indices) => tf.gather(x, indices as tf.Tensor1D, axis, batchDims),
        [x, taken],
        // TensorFlow.js has a gradient only for one batch axis, and if the next axis is gathered.
        { gradients: batchDims === 1 && axis === 1 },
      );
    }
  }
});

Deno.test("GatherV2: an embedding table whose rows repeat", async () => {
  await assertAgrees((table, ids) => tf.gather(table, ids as tf.Tensor1D), [
    normal([50, 7]),
    ints(3, 3, 49, 0, 3, 17, 49, 3),
  ]);
  await assertAgrees((table, words, w) => {
    const embedded = tf.gather(table, words as tf.Tensor2D);
    return tf.matMul(tf.tanh(tf.mean(embedded, 1)), w as tf.Tensor2D);
  }, [normal([50, 7]), integers([5, 40], 0, 50), normal([7, 3], "w")]);
});

Deno.test("GatherV2: the same table twice", async () => {
  await assertAgrees(
    (table, a, b) => tf.mul(tf.gather(table, a as tf.Tensor1D), tf.gather(table, b as tf.Tensor1D)),
    [normal([6, 3]), integers([8], 0, 6, "a"), integers([8], 0, 6, "b")],
  );
});

Deno.test("GatherV2: by constants", async () => {
  await assertAgrees((x) => tf.gather(x, [2, 0, 2]), [normal([3, 5])]);
  await assertAgrees((x) => tf.gather(x, tf.fill([4], 2, "int32") as tf.Tensor1D, 1), [
    normal([3, 5]),
  ]);
});

Deno.test("GatherV2: axes of batches that do not match are rejected", () => {
  assert.throws(
    () =>
      trace({ x: { shape: [3, 5], dtype: "float32" } }, ({ x }) => ({
        y: tf.gather(x as tf.Tensor, tf.zeros<tf.Rank>([2, 4], "int32") as tf.Tensor1D, 1, 1),
      })),
    /should be equal to indices.shape/,
  );
});

Deno.test("GatherNd: by one index, by several and by all", async () => {
  const indices = shaped(ints(2, 0, 1, 1, 0, 3, 2, 0, 1, 0, 2, 2), [2, 2, 3]);
  for (const depth of [1, 2, 3]) {
    for (const x of each([3, 4, 4, 2])) {
      await assertAgrees(
        (x, at) => tf.gatherND(x, tf.slice(at, [0, 0, 0], [2, 2, depth]) as tf.Tensor),
        [x, indices],
        // TensorFlow.js has no gradient of it.
        { gradients: false },
      );
    }
  }
  for (const [shape, at] of [[[7], ints(5)], [[3, 4], ints(2, 3)], [[3, 1, 2], ints(1)]] as const) {
    await assertAgrees((x, at) => tf.gatherND(x, at), [normal(shape), at], { gradients: false });
  }
});

Deno.test("GatherNd: more indices than axes are rejected", () => {
  assert.throws(
    () =>
      trace({ x: { shape: [3], dtype: "float32" } }, ({ x }) => ({
        y: tf.gatherND(x as tf.Tensor, tf.zeros([1, 2], "int32")),
      })),
    /must be <= tensor rank/,
  );
});

Deno.test("OneHot: classes, and zeros for an index without a class", async () => {
  for (const x of [integers([7], 0, 5), integers([3, 4], -2, 8), shaped(ints(2), [])]) {
    for (const dtype of ["float32", "int32", "bool"] as const) {
      await assertAgrees((x) => tf.oneHot(x, 5, 1, 0, dtype), [x]);
      await assertAgrees((x) => tf.oneHot(x, 5, 0, 1, dtype), [x]);
    }
    await assertAgrees((x) => tf.oneHot(x, 5, 0.9, 0.025, "float32"), [x]);
    await assertAgrees((x) => tf.oneHot(x, 5, 7, -3), [x]);
  }
  await assertAgrees((x) => tf.oneHot(x, 3), [integers([2, 1, 3, 2], 0, 3)]);
});

Deno.test("OneHot: returns the requested type", () => {
  for (const dtype of ["float32", "int32", "bool"] as const) {
    const { outputs } = trace({ x: { shape: [3], dtype: "int32" } }, ({ x }) => ({
      y: tf.oneHot(x as tf.Tensor, 5, 1, 0, dtype),
    }));
    assert.equal(outputs.y.dtype, dtype);
  }
});

Deno.test("OneHot: the cross entropy of labels", async () => {
  await assertAgrees(
    (logits, labels) => tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 5), logits),
    [normal([6, 5]), integers([6], 0, 5)],
  );
});

Deno.test("tf.booleanMaskAsync: a shape that depends on values is an error", () => {
  const step = async ({ x }: Tensors) => ({
    y: await tf.booleanMaskAsync(x as tf.Tensor, tf.greater(x as tf.Tensor, 0)),
  });
  assert.throws(
    () =>
      trace(
        { x: { shape: [3], dtype: "float32" } },
        step as unknown as (inputs: Tensors) => Tensors,
      ),
    /Cannot trace: the step is asynchronous/,
  );
});
