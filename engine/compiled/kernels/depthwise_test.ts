import assert from "node:assert/strict";
import { assertAgrees, normal } from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";
import { trace } from "../trace.ts";

interface Case {
  /** [batch, height, width, channels] */
  readonly x: readonly number[];
  /** [height, width, channels, filters per channel] */
  readonly filter: readonly number[];
  readonly strides?: number;
  readonly pad?: "same" | "valid" | number;
}

const CASES: { readonly [name: string]: Case } = {
  "odd sizes": { x: [3, 7, 5, 3], filter: [3, 3, 3, 1] },
  "two filters per channel": { x: [3, 5, 6, 3], filter: [3, 2, 3, 2], pad: "same" },
  "one channel, three filters": { x: [2, 5, 6, 1], filter: [2, 3, 1, 3] },
  "one channel, one filter": { x: [1, 5, 4, 1], filter: [3, 3, 1, 1], pad: "same" },
  "filter 1": { x: [2, 4, 5, 3], filter: [1, 1, 3, 2] },
  "filter 5": { x: [1, 9, 8, 4], filter: [5, 5, 4, 1], pad: "same" },
  "stride 2, same": { x: [2, 7, 8, 3], filter: [3, 3, 3, 2], strides: 2, pad: "same" },
  "stride 3, rows to spare": { x: [2, 10, 9, 3], filter: [2, 3, 3, 2], strides: 3 },
  "pad 1": { x: [2, 5, 6, 3], filter: [3, 3, 3, 2], pad: 1 },
  "height 1": { x: [2, 1, 9, 3], filter: [1, 3, 3, 2], pad: "same" },
};

for (const [name, { x, filter, strides = 1, pad = "valid" }] of Object.entries(CASES)) {
  Deno.test(`DepthwiseConv2dNative and its gradients: ${name}`, () =>
    assertAgrees(
      (x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad),
      [normal(x, "x"), normal(filter, "filter")],
      { floor: 10 },
    ));
}

Deno.test("DepthwiseConv2dNative: dilations, forward", async () => {
  for (const pad of ["same", "valid"] as const) {
    await assertAgrees(
      (x, filter) =>
        tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, pad, "NHWC", [2, 3]),
      [normal([2, 8, 9, 3], "x"), normal([3, 2, 3, 2], "filter")],
      { gradients: false, floor: 10 },
    );
  }
});

Deno.test("DepthwiseConv2dNative: separable convolution", () =>
  assertAgrees(
    (x, depthwise, pointwise) =>
      tf.separableConv2d(
        x as tf.Tensor4D,
        depthwise as tf.Tensor4D,
        pointwise as tf.Tensor4D,
        1,
        "same",
      ),
    [
      normal([2, 5, 6, 3], "x"),
      normal([3, 3, 3, 2], "depthwise"),
      normal([1, 1, 6, 4], "pointwise"),
    ],
    { floor: 10 },
  ));

Deno.test("FusedDepthwiseConv2D: bias and activations", async () => {
  for (const activation of ["linear", "relu", "relu6", "elu", "sigmoid", "prelu"] as const) {
    await assertAgrees(
      (x, filter, bias, slope) =>
        tf.fused.depthwiseConv2d({
          x: x as tf.Tensor4D,
          filter: filter as tf.Tensor4D,
          strides: 1,
          pad: "same",
          bias,
          activation,
          preluActivationWeights: activation === "prelu" ? slope : undefined,
        }),
      [
        normal([2, 5, 6, 3], "x"),
        normal([3, 2, 3, 2], "filter"),
        normal([6], "bias"),
        normal([6], "slope"),
      ],
      { gradients: false, floor: 10 },
    );
  }
});

Deno.test("FusedDepthwiseConv2D: gradients", () =>
  assertAgrees(
    (x, filter, bias) =>
      tf.fused.depthwiseConv2d({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        strides: 2,
        pad: "same",
        bias,
      }),
    [normal([2, 5, 6, 3], "x"), normal([3, 2, 3, 2], "filter"), normal([6], "bias")],
    { floor: 10 },
  ));

Deno.test("DepthwiseConv2dNativeBackpropInput: the error names dilations", () =>
  assert.throws(
    () =>
      trace(
        {
          dy: { shape: [1, 3, 3, 2], dtype: "float32" },
          filter: { shape: [2, 2, 2, 1], dtype: "float32" },
        },
        ({ dy, filter }) => ({
          dx: tf.engine().runKernel("DepthwiseConv2dNativeBackpropInput", {
            dy: dy as tf.Tensor,
            filter: filter as tf.Tensor,
          }, { strides: 1, pad: "valid", dilations: 2, inputShape: [1, 5, 5, 2] }) as tf.Tensor,
        }),
      ),
    /DepthwiseConv2dNativeBackpropInput with dilations 2,2/,
  ));
