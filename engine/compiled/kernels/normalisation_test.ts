import assert from "node:assert/strict";
import { assertAgrees, normal, type Operand } from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";
import { trace } from "../trace.ts";

/** Returns positive numbers, as for a variance. */
function positive(shape: readonly number[], purpose: string): Operand {
  return { shape, data: normal(shape, purpose).data.map((value) => value * value + 0.1) };
}

const normalise = (x: tf.Tensor, ...[mean, variance, offset, scale]: tf.Tensor[]) =>
  tf.batchNorm(
    x,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    offset as tf.Tensor1D | undefined,
    scale as tf.Tensor1D | undefined,
    0.01,
  );

for (const x of [[3, 5, 4, 6], [1, 1, 1, 2], [7, 3]]) {
  const width = [x[x.length - 1]];

  Deno.test(`FusedBatchNorm and its gradients: [${x}]`, async () => {
    const operands = [
      normal(x, "x"),
      normal(width, "mean"),
      positive(width, "variance"),
      normal(width, "offset"),
      normal(width, "scale"),
    ];
    await assertAgrees(normalise, operands, { floor: 10 });
    for (const given of [3, 4]) {
      // TensorFlow.js has a gradient only with both scale and offset.
      await assertAgrees(normalise, operands.slice(0, given), { gradients: false, floor: 10 });
    }
  });
}

Deno.test("FusedBatchNorm: statistics of the images' shape", () => {
  const shape = [2, 3, 4, 5];
  return assertAgrees(
    normalise,
    [
      normal(shape, "x"),
      normal(shape, "mean"),
      positive(shape, "variance"),
      normal(shape, "offset"),
      normal(shape, "scale"),
    ],
    { floor: 10 },
  );
});

Deno.test("FusedBatchNorm: statistics of the batch, after a convolution", () =>
  assertAgrees(
    (x, filter, offset, scale) => {
      const convolved = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same");
      const { mean, variance } = tf.moments(convolved, [0, 1, 2]);
      return tf.relu(normalise(convolved, mean, variance, offset, scale));
    },
    [normal([3, 5, 6, 2], "x"), normal([3, 3, 2, 4], "filter"), normal([4], "o"), normal([4], "s")],
    { floor: 10, tolerance: 3e-5 },
  ));

Deno.test("FusedBatchNorm: no offset", () =>
  assertAgrees((x, mean, variance, scale) =>
    tf.batchNorm(
      x as tf.Tensor4D,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      undefined,
      scale as tf.Tensor1D,
    ), [
    normal([2, 3, 3, 4], "x"),
    normal([4], "mean"),
    positive([4], "variance"),
    normal([4], "scale"),
  ], { gradients: false, floor: 10 }));

Deno.test("FusedBatchNorm: the error names statistics that TensorFlow.js would not broadcast", () =>
  assert.throws(
    () =>
      trace(
        {
          x: { shape: [2, 3, 4, 5], dtype: "float32" },
          statistics: { shape: [1, 3, 1, 5], dtype: "float32" },
        },
        ({ x, statistics }) => ({
          y: normalise(x as tf.Tensor, statistics as tf.Tensor, statistics as tf.Tensor),
        }),
      ),
    /FusedBatchNorm with statistics of shape \[1,3,1,5\] for \[2,3,4,5\]/,
  ));

Deno.test("LRN and its gradient", async () => {
  for (const shape of [[2, 3, 4, 7], [1, 2, 2, 1], [3, 1, 5, 4]]) {
    for (const radius of [0, 1, 2, 5]) {
      await assertAgrees(
        (x) => tf.localResponseNormalization(x as tf.Tensor4D, radius, 1.5, 0.7, 0.6),
        [normal(shape)],
      );
    }
  }
});

Deno.test("LRN: TensorFlow.js's default constants", () =>
  assertAgrees(
    (x) => tf.localResponseNormalization(x as tf.Tensor4D),
    [normal([2, 3, 4, 13])],
  ));
