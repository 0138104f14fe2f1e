import { sizeOf, type Spec, type Value } from "../graph.ts";
import type { Lowering } from "../lower.ts";
import { spreadOut } from "./convolve.ts";
import { type Call, type Kernel, unsupported } from "./kernel.ts";
import { checkGradient, placement, poolingWindows, type Windows } from "./windows.ts";

const PLACEMENT = ["filterSize", "strides", "pad", "dimRoundingMode"];

/** TensorFlow.js's poolings. */
export const pooling: readonly Kernel[] = [
  {
    name: "MaxPool",
    attributes: PLACEMENT,
    infer: (call) => outputSpec("MaxPool", call),
    lower: ({ inputs: { x }, attributes }, onnx) => ({
      channelsFirst: maxPool(x, poolingWindows("MaxPool", x.shape, attributes), onnx)[0],
    }),
  },
  {
    // The first of equal maxima gets the gradient of a window.
    name: "MaxPoolGrad",
    attributes: PLACEMENT,
    infer: (call) => inputSpec("MaxPoolGrad", call),
    lower({ inputs: { dy, input }, attributes }, onnx) {
      const windows = poolingWindows("MaxPoolGrad", input.shape, attributes);
      const [, places] = maxPool(input, windows, onnx);
      const change = onnx.channelsFirst(dy);
      const [batch, height, width, channels] = input.shape;
      const shape = [batch, channels, height, width];
      if (windows.strides.every((stride, i) => stride >= windows.size[i])) {
        // The places say all. ONNX Runtime would not take windows that reach over the edge.
        const unpooled = onnx.op("MaxUnpool", [change, places, onnx.integers(shape)], {
          kernel_shape: [1, 1],
          strides: [1, 1],
        });
        return { channelsFirst: unpooled };
      }
      // Windows that overlap add up.
      const zeros = onnx.op("Expand", [onnx.scalar(0), onnx.integers([sizeOf(shape)])]);
      const flat = [sizeOf(dy.shape)];
      const sums = onnx.op("ScatterElements", [
        zeros,
        onnx.reshape(places, flat),
        onnx.reshape(change, flat),
      ], { axis: 0, reduction: "add" });
      return { channelsFirst: onnx.reshape(sums, shape) };
    },
  },
  {
    name: "MaxPoolWithArgmax",
    attributes: ["filterSize", "strides", "pad", "includeBatchInIndex"],
    variadic: true,
    infer(call) {
      const values = outputSpec("MaxPoolWithArgmax", call);
      return [values, { ...values, dtype: "int32" }];
    },
    lower({ inputs: { x }, attributes }, onnx) {
      const windows = poolingWindows("MaxPoolWithArgmax", x.shape, attributes);
      const [batch, height, width, channels] = x.shape;
      // From ((b · channels + c) · height + y) · width + x to ((b · height + y) · width + x) · channels + c.
      const [values, places] = maxPool(x, windows, onnx).map((name) =>
        onnx.op("Transpose", [name], { perm: [0, 2, 3, 1] })
      );
      const pixels = onnx.op("Mod", [places, onnx.integers([height * width])]);
      const channel = BigInt64Array.from({ length: channels }, (_, c) => BigInt(c));
      const inImage = onnx.op("Add", [
        onnx.op("Mul", [pixels, onnx.integers([channels])]),
        onnx.constant(channel, [channels], "int64"),
      ]);
      if (!attributes.includeBatchInIndex) return [values, onnx.cast(inImage, "int32")];
      const image = BigInt64Array.from(
        { length: batch },
        (_, b) => BigInt(b * height * width * channels),
      );
      const inBatch = onnx.op("Add", [inImage, onnx.constant(image, [batch, 1, 1, 1], "int64")]);
      return [values, onnx.cast(inBatch, "int32")];
    },
  },
  {
    // The mean of what lies within the image.
    name: "AvgPool",
    attributes: PLACEMENT,
    infer: (call) => outputSpec("AvgPool", call),
    lower: ({ inputs: { x }, attributes }, onnx) => ({
      channelsFirst: onnx.op("AveragePool", [onnx.channelsFirst(x)], {
        ...placement(poolingWindows("AvgPool", x.shape, attributes)),
        count_include_pad: 0,
      }),
    }),
  },
  {
    // As in TensorFlow.js, a share of 1 / (height · width) for windows over the edge too, which is not
    // the derivative of the forward pass.
    name: "AvgPoolGrad",
    attributes: PLACEMENT,
    infer: (call) => inputSpec("AvgPoolGrad", call),
    lower({ inputs: { dy, input }, attributes }, onnx) {
      const windows = poolingWindows("AvgPoolGrad", input.shape, attributes);
      const [batch, height, width, channels] = input.shape;
      const [, outHeight, outWidth] = windows.output;
      const area = sizeOf(windows.size);
      const share = new Float32Array(area).fill(1 / area);
      const planes = onnx.reshape(onnx.channelsFirst(dy), [
        batch * channels,
        1,
        outHeight,
        outWidth,
      ]);
      const weights = onnx.constant(share, [1, 1, ...windows.size], "float32");
      return {
        channelsFirst: onnx.reshape(
          spreadOut(planes, weights, windows, 1, onnx),
          [batch, channels, height, width],
        ),
      };
    },
  },
];

/** The largest number of each window and its place in the flat images, with the channels first. */
function maxPool(x: Value, windows: Windows, onnx: Lowering): readonly string[] {
  return onnx.ops(2, "MaxPool", [onnx.channelsFirst(x)], placement(windows));
}

function outputSpec(kernel: string, { inputs: { x }, attributes }: Call): Spec {
  if (x.dtype !== "float32") throw unsupported(kernel, `type ${x.dtype}`);
  return { shape: poolingWindows(kernel, x.shape, attributes).output, dtype: "float32" };
}

function inputSpec(kernel: string, { inputs: { dy, input }, attributes }: Call): Spec {
  checkGradient(kernel, dy.shape, poolingWindows(kernel, input.shape, attributes));
  return { shape: input.shape, dtype: "float32" };
}
