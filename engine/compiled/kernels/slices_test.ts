import assert from "node:assert/strict";
import { assertAgrees, booleans, integers, normal } from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";
import { trace } from "../trace.ts";

/** Returns an operand of each type. */
const each = (shape: readonly number[]) => [
  normal(shape),
  integers(shape, -9, 9),
  booleans(shape),
];

Deno.test("Slice: of each axis, and to its end", async () => {
  for (
    const [shape, begin, size] of [
      [[7], [2], [3]],
      [[7], [2], [-1]],
      [[5, 7], [1, 2], [3, -1]],
      [[5, 7], [0, 0], [5, 7]],
      [[5, 7], [4, 0], [1, 7]],
      [[5, 7], [2], [2]],
      [[5, 7], 2, 3],
      [[5, 7], 2, undefined],
      [[5, 7], [0, 7], [5, 0]],
      [[3, 1, 5], [1, 0, 4], [-1, 1, 1]],
      [[2, 3, 4, 5], [1, 0, 1, 2], [1, 3, 2, 3]],
    ] as [number[], number | number[], number | number[] | undefined][]
  ) {
    for (const x of each(shape)) await assertAgrees((x) => tf.slice(x, begin, size), [x]);
  }
  // TensorFlow.js pads at most four axes, so it has no gradient for five.
  await assertAgrees((x) => tf.slice(x, [0, 1, 0, 1, 0], [2, 1, 1, 2, 1]), [
    normal([2, 2, 1, 3, 2]),
  ], { gradients: false });
});

Deno.test("Slice: a slice beyond the end is rejected", () => {
  assert.throws(
    () =>
      trace({ x: { shape: [5], dtype: "float32" } }, ({ x }) => ({
        y: tf.slice(x as tf.Tensor, [3], [3]),
      })),
    /overflow/,
  );
});

for (
  const [shape, begin, end, strides, masks] of [
    [[7], [1], [6], [2], {}],
    [[7], [6], [0], [-2], {}],
    [[7], [-1], [-8], [-1], {}],
    [[7], [-1], [-99], [-3], {}],
    [[7], [-3], [99], [1], {}],
    [[7], [3], [0], [-1], { endMask: 1 }],
    [[7], [0], [3], [-2], { beginMask: 1 }],
    [[1], [0], [1], [1], { shrinkAxisMask: 1 }],
    [[5, 7], [1, 6], [5, 1], [2, -3], {}],
    [[5, 7], [0, 1], [0, 5], [1, 2], { beginMask: 1, endMask: 1 }],
    [[5, 7], [0, 0], [5, 7], [1, 1], {}],
    [[5, 7], [1], [4], [1], {}],
    [[5, 7], [1, 2], [4, 2], [1, 2], {}],
    [[5, 1], [-1, 0], [-6, 1], [-1, 1], {}],
    [[2, 3, 5], [0, 4], [0, 0], [1, -2], { ellipsisMask: 1 }],
    [[2, 3, 5], [1, 0, 1], [2, 0, 4], [1, 1, 2], { ellipsisMask: 2 }],
    [[2, 3, 5], [1, 0, 4], [2, 0, 0], [1, 1, -1], { ellipsisMask: 2, endMask: 4 }],
    [[2, 3, 5], [0, 1, 0], [0, 3, 0], [1, 1, 1], { beginMask: 5, endMask: 5, newAxisMask: 1 }],
    [[2, 3, 5], [0, 0, 1], [2, 0, 3], [1, 1, 1], { newAxisMask: 2 }],
    [[2, 3, 5], [1, 0, -1], [2, 3, 0], [1, 1, 1], { shrinkAxisMask: 5 }],
    [[2, 3, 5], [-1], [0], [1], { shrinkAxisMask: 1 }],
    [[2, 3, 5], [0, 0, 1], [0, 0, 2], [1, 1, 1], {
      ellipsisMask: 1,
      newAxisMask: 2,
      shrinkAxisMask: 4,
    }],
    [[2, 3, 4, 5], [1, 2, 0, -1], [2, 0, 4, -6], [1, -1, 3, -2], {}],
    [[2, 1, 3, 2, 2], [0, 0, 2, 0, 0], [2, 1, 0, 2, 1], [1, 1, -1, 1, 1], {}],
  ] as [number[], number[], number[], number[], { [mask: string]: number }][]
) {
  const range = `[${begin}] to [${end}] by [${strides}]`;

  Deno.test(`StridedSlice: [${shape}] from ${range}, ${JSON.stringify(masks)}`, async () => {
    const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = masks;
    const operation = (x: tf.Tensor) =>
      tf.stridedSlice(
        x,
        begin,
        end,
        strides,
        beginMask,
        endMask,
        ellipsisMask,
        newAxisMask,
        shrinkAxisMask,
      );
    // TensorFlow.js has no gradient of it.
    for (const x of each(shape)) await assertAgrees(operation, [x], { gradients: false });
  });
}

Deno.test("StridedSlice: without strides", async () => {
  await assertAgrees((x) => tf.stridedSlice(x, [0, 1], [2, 3]), [normal([3, 5])], {
    gradients: false,
  });
});

Deno.test("SplitV: into equal parts and given lengths", async () => {
  for (
    const [shape, splits, axis] of [
      [[6], 3, 0],
      [[6, 4], 2, 1],
      [[6, 4], 4, -1],
      [[6, 4], 1, 0],
      [[6, 4], [1, 2, 3], 0],
      [[6, 4], [2, -1, 1], 0],
      [[6, 4], [2, 0, 4], 0],
      [[2, 7, 3], [3, 4], -2],
      [[1, 2, 1, 6], 3, 3],
      [[1, 2, 1, 3, 4], [1, 3], -1],
    ] as const
  ) {
    // Copied, since TensorFlow.js replaces −1 by its length in the array.
    const parts = () => typeof splits === "number" ? splits : [...splits];
    for (const x of each(shape)) {
      // TensorFlow.js has no gradient of a split into one part.
      await assertAgrees((x) => tf.split(x, parts(), axis), [x], { gradients: splits !== 1 });
    }
  }
});

Deno.test("SplitV: an array of lengths used for several shapes is not changed", () => {
  const splits = [2, -1];
  for (const length of [5, 9]) {
    const { outputs } = trace({ x: { shape: [length], dtype: "float32" } }, ({ x }) => ({
      y: tf.split(x as tf.Tensor, splits)[1],
    }));
    assert.deepEqual(outputs.y.shape, [length - 2]);
  }
});

Deno.test("SplitV: parts that do not fill the axis are rejected", () => {
  for (const splits of [4, [2, 2]]) {
    assert.throws(
      () =>
        trace({ x: { shape: [6], dtype: "float32" } }, ({ x }) => ({
          y: tf.split(x as tf.Tensor, splits)[0],
        })),
      /evenly divide|sum of sizes/,
    );
  }
});

Deno.test("Unpack: along each axis", async () => {
  for (
    const [shape, axis] of [
      [[3], 0],
      [[3, 5], 1],
      [[3, 5], -2],
      [[1, 5], 0],
      [[2, 3, 5], -1],
      [[2, 3, 1, 5], 1],
      [[2, 1, 3, 1, 2], 2],
    ] as const
  ) {
    for (const x of each(shape)) {
      // TensorFlow.js has no gradient of a single part.
      await assertAgrees((x) => tf.unstack(x, axis), [x], { gradients: shape.at(axis) !== 1 });
    }
  }
});

Deno.test("Reverse: along one axis, several and all", async () => {
  for (
    const [shape, axes] of [
      [[5], [0]],
      [[5], 0],
      [[3, 5], undefined],
      [[3, 5], [-1]],
      [[1, 5], [0]],
      [[2, 3, 5], [0, 2]],
      [[2, 3, 5], []],
      [[2, 3, 4, 5], [1, -1]],
      [[2, 1, 3, 1, 2], [-5, 2]],
    ] as [number[], number | number[] | undefined][]
  ) {
    for (const x of each(shape)) await assertAgrees((x) => tf.reverse(x, axes), [x]);
  }
  await assertAgrees((x) => tf.reverse(x), [normal([])]);
});

Deno.test("split, unstack, stack and concat: in sequence", async () => {
  await assertAgrees((x) => {
    const [a, , c] = tf.split(x, [2, 1, 3], 1);
    return tf.concat([tf.mul(c, c), a, a], 1);
  }, [normal([5, 6])]);
  await assertAgrees((x) => {
    const rows = tf.unstack(x).reverse().map((row, i) => tf.mul(row, i + 1));
    return tf.stack(tf.split(tf.concat(rows), 5), 1);
  }, [normal([4, 5])]);
  await assertAgrees(
    (x) => tf.concat(tf.split(tf.stack(tf.unstack(x, 2), 1), 3, 2).map((part) => tf.tanh(part))),
    [normal([2, 3, 4])],
  );
});

Deno.test("unstack and stack: a recurrence over time", async () => {
  await assertAgrees((x, w) => {
    const states: tf.Tensor[] = [];
    let state = tf.zeros([2, 3]) as tf.Tensor;
    for (const input of tf.unstack(x, 1)) {
      state = tf.tanh(tf.add(tf.matMul(state as tf.Tensor2D, w as tf.Tensor2D), input));
      states.push(state);
    }
    return tf.stack(states, 1);
  }, [normal([2, 5, 3]), normal([3, 3], "w")]);
});

Deno.test("kernels of slices: after a convolution", async () => {
  const operands = [normal([2, 5, 4, 3]), normal([3, 3, 3, 6], "filter")];
  const behind = [
    (x: tf.Tensor) => tf.slice(x, [0, 1, 2, 3], [-1, 3, 1, 2]),
    (x: tf.Tensor) => tf.slice(x, [0, 0, 0, 0], [2, 5, 4, 6]),
    (x: tf.Tensor) => tf.reverse(x, [1, 3]),
    (x: tf.Tensor) => tf.addN(tf.split(x, 2, 3)),
    (x: tf.Tensor) => tf.addN(tf.unstack(x, 1)),
  ];
  for (const channelBlock of [1, undefined]) {
    for (const operation of behind) {
      await assertAgrees(
        (x, w) => operation(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same")),
        operands,
        { floor: 5, channelBlock },
      );
    }
  }
});
