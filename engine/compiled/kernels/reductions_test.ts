import { assertAgrees, booleans, integers, normal } from "../../../tests/agreement.ts";
import { between, bools, classified, floats, ints, shaped } from "../../../tests/operands.ts";
import * as tf from "../../tf.ts";

type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const REDUCTIONS: readonly [name: string, f: Reduction][] = [
  ["Sum", tf.sum],
  ["Mean", tf.mean],
  ["Max", tf.max],
  ["Min", tf.min],
  ["Prod", tf.prod],
];

/** Every axis, negative ones, several in any order, all, none. */
const AXES = [undefined, 0, 1, -1, [0, 2], [2, 0], [-1, 0], [0, 1, 2], []];

for (const [name, f] of REDUCTIONS) {
  Deno.test(`${name}: values, over every choice of axes`, async () => {
    for (const keepDims of [false, true]) {
      for (const axis of AXES) {
        await assertAgrees((x) => f(x, axis, keepDims), [normal([3, 5, 7])], { gradients: false });
      }
      await assertAgrees((x) => f(x, 1, keepDims), [normal([3, 1, 7])], { gradients: false });
    }
    await assertAgrees((x) => f(x), [normal([])], { gradients: false });
    await assertAgrees((x) => f(x, [0, 1, 2]), [normal([2, 3, 5, 7])], { gradients: false });
  });

  Deno.test(`${name}: gradients`, async () => {
    for (const axis of [undefined, 0, 1, [0, 2], [0, 1, 2]]) {
      await assertAgrees((x) => f(x, axis), [between(0.5, 1.5, [3, 4, 5])]);
    }
    // TensorFlow.js's gradient of Prod has a wrong shape if it keeps axes.
    await assertAgrees((x) => f(x, 1, name !== "Prod"), [between(0.5, 1.5, [3, 4, 5])]);
    await assertAgrees((x) => f(x), [between(0.5, 1.5, [])]);
  });

  Deno.test(`${name}: int32 and bool`, async () => {
    for (const axis of AXES) {
      await assertAgrees((x) => f(x, axis), [integers([3, 5, 7], -3, 4)]);
      await assertAgrees((x) => f(x, axis), [booleans([3, 5, 7])]);
    }
    await assertAgrees((x) => f(x, 0), [shaped(ints(-9, -8, 7, -6), [2, 2])]);
  });

  Deno.test(`${name}: infinities and NaN`, async () => {
    const rows = [[1, Infinity, 2], [1, -Infinity, 2], [NaN, NaN, NaN]];
    // ONNX Runtime's maximum and minimum ignore NaN.
    if (f !== tf.max && f !== tf.min) rows.push([1, NaN, 2]);
    for (const row of rows) {
      await assertAgrees((x) => classified(f(x)), [floats(...row)], { gradients: false });
    }
  });
}

Deno.test("Max and Min: all ties get the gradient", async () => {
  const tied = shaped(floats(1, 3, 3, 2, 2, 2, -1, 0, -1), [3, 3]);
  for (const f of [tf.max, tf.min]) {
    for (const axis of [0, 1]) await assertAgrees((x) => f(x, axis), [tied]);
    await assertAgrees((x) => f(x), [tied]);
  }
});

Deno.test("Prod: gradients with factors of zero", async () => {
  await assertAgrees((x) => tf.prod(x, 1), [shaped(floats(1, 2, 3, 0, 5, 6, 0, 0, 2), [3, 3])]);
});

for (const [name, f] of [["All", tf.all], ["Any", tf.any]] as const) {
  Deno.test(`${name}: over every choice of axes`, async () => {
    for (const keepDims of [false, true]) {
      for (const axis of AXES) {
        await assertAgrees((x) => f(x, axis, keepDims), [booleans([3, 2, 2])]);
      }
    }
    for (const row of [bools(0, 0), bools(0, 1), bools(1, 1)]) {
      await assertAgrees((x) => f(x), [row]);
    }
  });
}

for (const [name, f] of [["ArgMax", tf.argMax], ["ArgMin", tf.argMin]] as const) {
  Deno.test(`${name}: along every axis, for every type, with the first of ties`, async () => {
    for (const axis of [0, 1, 2, -1]) {
      await assertAgrees((x) => f(x, axis), [normal([3, 5, 7])]);
      await assertAgrees((x) => f(x, axis), [integers([3, 5, 7], 0, 3)]);
      await assertAgrees((x) => f(x, axis), [booleans([3, 5, 7])]);
    }
    await assertAgrees((x) => f(x), [floats(2, -1, 2, -1)]);
    await assertAgrees((x) => f(x), [floats(1, Infinity, -Infinity)]);
  });
}

for (const [name, f] of [["Softmax", tf.softmax], ["logSoftmax", tf.logSoftmax]] as const) {
  Deno.test(`${name}: values and gradients, also of large numbers`, async () => {
    for (const shape of [[1], [7], [3, 1], [3, 5], [2, 3, 5], [2, 3, 5, 7]]) {
      await assertAgrees((x) => f(x), [normal(shape)]);
      await assertAgrees((x) => f(x, shape.length - 1), [normal(shape)]);
    }
    await assertAgrees((x) => f(x), [floats(1000, 999, -1000)]);
    await assertAgrees((x) => f(x), [floats(3, 3, 3)]);
    await assertAgrees((x) => classified(f(x)), [floats(1, NaN)], { gradients: false });
    await assertAgrees((x) => classified(f(x)), [floats(1, -Infinity)], { gradients: false });
  });
}

Deno.test("logSumExp, norm and moments: values and gradients", async () => {
  const x = normal([3, 5, 7]);
  for (const axis of [0, 1, [1, 2]]) {
    await assertAgrees((x) => tf.logSumExp(x, axis), [x]);
    await assertAgrees((x) => tf.logSumExp(x, axis, true), [x], { gradients: false });
    await assertAgrees((x) => Object.values(tf.moments(x, axis)), [x]);
    await assertAgrees((x) => Object.values(tf.moments(x, axis, true)), [x]);
    await assertAgrees((x) => tf.norm(x, "euclidean", axis), [x]);
    await assertAgrees((x) => tf.norm(x, 1, axis), [x]);
    await assertAgrees((x) => tf.norm(x, Infinity, axis, true), [x]);
  }
  await assertAgrees((x) => [tf.norm(x), tf.norm(x, -Infinity), tf.logSumExp(x)], [x]);
});

Deno.test("Bincount and DenseBincount: counts and weights; numbers beyond the last bin are ignored", async () => {
  const numbers = integers([12], 0, 7);
  const none = { shape: [0], data: new Float32Array(0) };
  for (const weights of [normal([12]), integers([12], -3, 4)]) {
    await assertAgrees((x, weights) => tf.bincount(x as tf.Tensor1D, weights as tf.Tensor1D, 5), [
      numbers,
      weights,
    ], { gradients: false });
    for (const [shape, binary] of [[[12], false], [[12], true], [[3, 4], false], [[3, 4], true]]) {
      await assertAgrees(
        (x, weights) => tf.denseBincount(x as tf.Tensor2D, weights as tf.Tensor2D, 5, !!binary),
        [shaped(numbers, shape as number[]), shaped(weights, shape as number[])],
        { gradients: false },
      );
    }
  }
  await assertAgrees((x, weights) => tf.bincount(x as tf.Tensor1D, weights as tf.Tensor1D, 9), [
    numbers,
    none,
  ], { gradients: false });
});
