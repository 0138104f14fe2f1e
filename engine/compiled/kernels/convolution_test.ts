import assert from "node:assert/strict";
import { assertAgrees, normal } from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";
import { trace } from "../trace.ts";

type Pad = "same" | "valid" | number | tf.backend_util.ExplicitPadding;

interface Case {
  /** [batch, height, width, channels] */
  readonly x: readonly number[];
  /** [height, width, channels, channels out] */
  readonly filter: readonly number[];
  readonly strides?: number | [number, number];
  readonly pad?: Pad;
}

/** Asymmetric padding, wider than a filter of 2 at the top and of 3 at the right. */
const EXPLICIT: Pad = [[0, 0], [2, 1], [0, 3], [0, 0]];

const CASES: { readonly [name: string]: Case } = {
  "odd sizes": { x: [3, 7, 5, 3], filter: [3, 3, 3, 4] },
  "even filter, same": { x: [2, 6, 5, 2], filter: [2, 4, 2, 3], pad: "same" },
  "filter 5, same": { x: [2, 6, 9, 2], filter: [5, 5, 2, 3], pad: "same" },
  "filter 1": { x: [2, 4, 5, 3], filter: [1, 1, 3, 2] },
  "filter as large as the image": { x: [2, 4, 5, 3], filter: [4, 5, 3, 2] },
  "filter 1 with stride 2": { x: [2, 5, 6, 3], filter: [1, 1, 3, 2], strides: 2 },
  "one channel": { x: [4, 6, 7, 1], filter: [3, 2, 1, 1], pad: "same" },
  "batch of one": { x: [1, 8, 6, 3], filter: [3, 3, 3, 5], pad: "same" },
  "stride 2, same": { x: [2, 7, 8, 3], filter: [3, 3, 3, 4], strides: 2, pad: "same" },
  "stride 3, rows to spare": { x: [2, 10, 9, 2], filter: [2, 3, 2, 3], strides: 3 },
  "stride larger than the filter": { x: [2, 8, 9, 2], filter: [2, 1, 2, 3], strides: 3 },
  "strides that differ": { x: [2, 9, 8, 2], filter: [3, 2, 2, 3], strides: [1, 2], pad: "same" },
  "pad 1": { x: [2, 5, 6, 2], filter: [3, 3, 2, 3], pad: 1 },
  "pad 2, stride 2": { x: [2, 6, 7, 2], filter: [3, 3, 2, 3], strides: 2, pad: 2 },
  "pad as wide as the filter": { x: [2, 4, 5, 2], filter: [2, 2, 2, 3], pad: 2 },
  "explicit pads": { x: [2, 5, 6, 2], filter: [3, 4, 2, 3], pad: EXPLICIT },
  "explicit pads wider than the filter": { x: [2, 5, 6, 2], filter: [2, 3, 2, 3], pad: EXPLICIT },
  "explicit pads, stride 2": { x: [2, 6, 7, 2], filter: [3, 2, 2, 3], strides: 2, pad: EXPLICIT },
  "height 1, filter 3": { x: [3, 1, 9, 4], filter: [1, 3, 4, 5] },
  "height 1, filter 4, same": { x: [3, 1, 9, 4], filter: [1, 4, 4, 5], pad: "same" },
  "height 1, stride 2": { x: [3, 1, 10, 4], filter: [1, 3, 4, 5], strides: [1, 2] },
  "height 1, stride 2, same": { x: [3, 1, 10, 4], filter: [1, 3, 4, 5], strides: 2, pad: "same" },
  "height 1, filter 1": { x: [1, 1, 6, 3], filter: [1, 1, 3, 2] },
  "height 1, one channel": { x: [2, 1, 8, 1], filter: [1, 5, 1, 1], pad: "same" },
  "height 1, explicit pads": {
    x: [2, 1, 7, 2],
    filter: [1, 3, 2, 3],
    pad: [[0, 0], [0, 0], [1, 2], [0, 0]],
  },
  "height 1, explicit pads above": {
    x: [2, 1, 7, 2],
    filter: [1, 3, 2, 3],
    pad: [[0, 0], [1, 0], [1, 3], [0, 0]],
  },
  "height 1, filter of height 3": { x: [2, 1, 7, 2], filter: [3, 3, 2, 3], pad: "same" },
};

for (const [name, { x, filter, strides = 1, pad = "valid" }] of Object.entries(CASES)) {
  Deno.test(`Conv2D and its gradients: ${name}`, () =>
    assertAgrees(
      (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad),
      [normal(x, "x"), normal(filter, "filter")],
      { floor: 10 },
    ));

  Deno.test(`conv2dTranspose and its gradients: ${name}`, () => {
    const { outShape } = tf.backend_util.computeConv2DInfo(
      x as [number, number, number, number],
      filter as [number, number, number, number],
      strides,
      1,
      pad,
    );
    return assertAgrees(
      (dy, filter) =>
        tf.conv2dTranspose(
          dy as tf.Tensor4D,
          filter as tf.Tensor4D,
          x as [number, number, number, number],
          strides,
          pad,
        ),
      [normal(outShape, "dy"), normal(filter, "filter")],
      { floor: 10 },
    );
  });
}

Deno.test("Conv2D: dilations, forward", async () => {
  // TensorFlow.js has no gradient of a dilated convolution.
  for (const pad of ["same", "valid", EXPLICIT] as const) {
    for (const dilations of [2, [1, 3]] as (number | [number, number])[]) {
      await assertAgrees(
        (x, filter) =>
          tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, pad, "NHWC", dilations),
        [normal([2, 9, 8, 3], "x"), normal([3, 2, 3, 4], "filter")],
        { gradients: false, floor: 10 },
      );
    }
  }
});

Deno.test("Conv2D: rounding modes, forward", async () => {
  for (const rounding of ["floor", "round", "ceil"] as const) {
    await assertAgrees(
      (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 1, "NHWC", 1, rounding),
      [normal([2, 6, 8, 3], "x"), normal([3, 3, 3, 4], "filter")],
      { gradients: false, floor: 10 },
    );
  }
});

Deno.test("Conv2D: conv1d with strides and dilations", async () => {
  const operands = [normal([3, 11, 4], "x"), normal([3, 4, 5], "filter")];
  for (const pad of ["same", "valid"] as const) {
    for (const stride of [1, 2, 3]) {
      await assertAgrees(
        (x, filter) => tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, stride, pad),
        operands,
        { floor: 10 },
      );
    }
    await assertAgrees(
      (x, filter) => tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, 1, pad, "NWC", 2),
      operands,
      { gradients: false, floor: 10 },
    );
  }
});

Deno.test("Conv2D: several convolutions of one sequence", () =>
  assertAgrees(
    (x, ...filters) =>
      filters.map((filter) =>
        tf.max(tf.relu(tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, 1, "valid")), 1)
      ),
    [normal([3, 80, 6], "x"), ...[3, 4, 5].map((width) => normal([width, 6, 7], "filter"))],
    { floor: 10 },
  ));

Deno.test("Conv2D: a chain to features has the right gradients", () =>
  assertAgrees(
    (x, first, firstBias, second, secondBias, dense) => {
      const one = tf.relu(
        tf.add(tf.conv2d(x as tf.Tensor4D, first as tf.Tensor4D, 1, "same"), firstBias),
      );
      const two = tf.maxPool(one as tf.Tensor4D, 2, 2, "valid");
      const three = tf.relu(
        tf.add(tf.conv2d(two, second as tf.Tensor4D, 1, "valid"), secondBias),
      );
      const four = tf.avgPool(three as tf.Tensor4D, 2, 2, "valid");
      const features = tf.reshape(four, [x.shape[0], -1]);
      return [tf.matMul(features, dense as tf.Tensor2D), tf.sum(three), tf.mean(one, [0, 1, 2])];
    },
    [
      normal([3, 13, 12, 2], "x"),
      normal([3, 3, 2, 4], "first"),
      normal([4], "first bias"),
      normal([3, 3, 4, 5], "second"),
      normal([5], "second bias"),
      normal([20, 3], "dense"),
    ],
    { floor: 100 },
  ));

const ACTIVATIONS = ["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu"] as const;

for (
  const [name, x, filter] of [
    ["images", [2, 6, 5, 3], [3, 2, 3, 4]],
    ["sequences", [2, 1, 7, 3], [1, 3, 3, 4]],
  ] as [string, number[], number[]][]
) {
  Deno.test(`FusedConv2D: bias and activations over ${name}`, async () => {
    for (const activation of ACTIVATIONS) {
      for (const bias of [[4], [1], [x[2], 4]]) {
        await assertAgrees(
          (x, filter, bias, slope) =>
            tf.fused.conv2d({
              x: x as tf.Tensor4D,
              filter: filter as tf.Tensor4D,
              strides: 1,
              pad: "same",
              bias,
              activation,
              preluActivationWeights: activation === "prelu" ? slope : undefined,
              leakyreluAlpha: 0.3,
            }),
          [normal(x, "x"), normal(filter, "filter"), normal(bias, "bias"), normal([4], "slope")],
          // TensorFlow.js has this gradient only without fusion.
          { gradients: false, floor: 10 },
        );
      }
    }
  });

  Deno.test(`FusedConv2D: gradients over ${name}`, () =>
    assertAgrees(
      (x, filter, bias) => [
        tf.fused.conv2d({
          x: x as tf.Tensor4D,
          filter: filter as tf.Tensor4D,
          strides: 1,
          pad: "same",
          bias,
        }),
        tf.fused.conv2d({
          x: x as tf.Tensor4D,
          filter: filter as tf.Tensor4D,
          strides: 1,
          pad: "valid",
          bias,
          activation: "relu",
        }),
      ],
      [normal(x, "x"), normal(filter, "filter"), normal([4], "bias")],
      { floor: 10 },
    ));
}

const traced = (f: (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor) =>
  trace(
    {
      x: { shape: [2, 3, 6, 3], dtype: "float32" },
      filter: { shape: [1, 2, 3, 4], dtype: "float32" },
    },
    ({ x, filter }) => ({ y: f(x as tf.Tensor4D, filter as tf.Tensor4D) }),
  );

Deno.test("Conv2D: errors name what has no lowering", () => {
  assert.throws(
    () =>
      traced((x, filter) => tf.conv2d(tf.transpose(x, [0, 3, 1, 2]), filter, 1, "same", "NCHW")),
    /Conv2D with dataFormat NCHW/,
  );
  // TensorFlow.js computes the columns from the height of the filter.
  assert.throws(
    () => traced((x, filter) => tf.conv2d(x, tf.transpose(filter, [1, 0, 2, 3]), 1, 0)),
    /Conv2D with 2×5 windows of 2×1 over images of 3×6/,
  );
  assert.throws(
    () =>
      traced((x, filter) => tf.conv2d(x, tf.concat([filter, filter, filter, filter]), 1, "valid")),
    /Conv2D with 0×5 windows of 4×2 over images of 3×6/,
  );
});

Deno.test("Conv2DBackpropInput: the error names a gradient of another shape than the output", () =>
  assert.throws(
    () =>
      traced((x, filter) =>
        tf.grad((x) => tf.sum(tf.conv2d(x as tf.Tensor4D, filter, 2, 0, "NHWC", 1, "ceil")))(x)
      ),
    /Conv2DBackpropInput with dy of shape \[2,2,4,4\] where the output has shape \[2,2,3,4\]/,
  ));
