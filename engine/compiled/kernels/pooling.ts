import { sizeOf, type Spec, type Value } from "../graph.ts";
import { BLOCKED } from "../layouts.ts";
import type { Lowering } from "../lower.ts";
import { spreadOut } from "./convolve.ts";
import { type Arranged, type Call, type Kernel, unsupported } from "./kernel.ts";
import { checkGradient, placement, poolingWindows, type Windows } from "./windows.ts";

const PLACEMENT = ["filterSize", "strides", "pad", "dimRoundingMode"];

/** TensorFlow.js's poolings. */
export const pooling: readonly Kernel[] = [
  {
    name: "MaxPool",
    attributes: PLACEMENT,
    infer: (call) => outputSpec("MaxPool", call),
    lower({ inputs: { x }, attributes }, onnx) {
      const windows = poolingWindows("MaxPool", x.shape, attributes);
      const blocked = onnx.layoutOf(x) === "blocked";
      const layout = blocked ? "blocked" : "channelsFirst";
      const domain = blocked ? BLOCKED : "";
      return {
        layout,
        name: onnx.op("MaxPool", [onnx.name(x, layout)], placement(windows), domain),
      };
    },
  },
  {
    // The gradient of a window goes to the first of equal maxima.
    name: "MaxPoolGrad",
    attributes: PLACEMENT,
    infer: (call) => inputSpec("MaxPoolGrad", call),
    lower({ inputs: { dy, input, output }, attributes }, onnx) {
      const windows = poolingWindows("MaxPoolGrad", input.shape, attributes);
      if (isTiling(windows)) return tilingGradient(dy, input, output, windows, onnx);
      const [, places] = maxPool(input, windows, onnx);
      const [batch, height, width, channels] = input.shape;
      const shape = [batch, channels, height, width];
      const zeros = onnx.op("Expand", [onnx.scalar(0), onnx.integers([sizeOf(shape)])]);
      const flat = [sizeOf(dy.shape)];
      const sums = onnx.op("ScatterElements", [
        zeros,
        onnx.reshape(places, flat),
        onnx.reshape(onnx.name(dy, "channelsFirst"), flat),
      ], { axis: 0, reduction: "add" });
      return { layout: "channelsFirst", name: onnx.reshape(sums, shape) };
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
    // The mean of the pixels within the image.
    name: "AvgPool",
    attributes: PLACEMENT,
    infer: (call) => outputSpec("AvgPool", call),
    lower: ({ inputs: { x }, attributes }, onnx) => ({
      layout: "channelsFirst",
      name: onnx.op("AveragePool", [onnx.name(x, "channelsFirst")], {
        ...placement(poolingWindows("AvgPool", x.shape, attributes)),
        count_include_pad: 0,
      }),
    }),
  },
  {
    // As in TensorFlow.js, each pixel gets 1 / (height · width) of dy even if the window is partly outside the
    // image, which is not the derivative of the forward pass.
    name: "AvgPoolGrad",
    attributes: PLACEMENT,
    infer: (call) => inputSpec("AvgPoolGrad", call),
    lower({ inputs: { dy, input }, attributes }, onnx) {
      const windows = poolingWindows("AvgPoolGrad", input.shape, attributes);
      const [batch, height, width, channels] = input.shape;
      const [, outHeight, outWidth] = windows.output;
      const area = sizeOf(windows.size);
      const share = new Float32Array(area).fill(1 / area);
      const planes = onnx.reshape(onnx.name(dy, "channelsFirst"), [
        batch * channels,
        1,
        outHeight,
        outWidth,
      ]);
      const weights = onnx.constant(share, [1, 1, ...windows.size], "float32");
      return {
        layout: "channelsFirst",
        name: onnx.reshape(
          spreadOut(planes, weights, windows, 1, onnx),
          [batch, channels, height, width],
        ),
      };
    },
  },
];

/** Largest window, in elements, whose maximum is located by comparing. */
const MOST_COMPARED = 16;

/** Returns true if small windows tile the images without overlap; a remainder may be left at the end. */
function isTiling({ size, strides, before, after }: Windows): boolean {
  return size.every((length, i) => strides[i] === length && before[i] === 0 && after[i] <= 0) &&
    sizeOf(size) <= MOST_COMPARED;
}

/**
 * Computes the gradient of a max-pooling whose windows tile the images: dy for the first element of each window that
 * equals the maximum, zero for the others.
 */
function tilingGradient(
  dy: Value,
  input: Value,
  output: Value,
  { size: [height, width], after }: Windows,
  onnx: Lowering,
): Arranged {
  const [batch, rows, columns, channels] = output.shape;
  const one = [channels, rows, 1, columns, 1, batch];
  const whole = onnx.name(input, "batchLast");
  const covered = after.every((rest) => rest === 0) ? whole : onnx.op("Slice", [
    whole,
    onnx.integers([0, 0]),
    onnx.integers([rows * height, columns * width]),
    onnx.integers([1, 2]),
  ]);
  const windows = onnx.reshape(covered, [channels, rows, height, columns, width, batch]);
  const maximum = onnx.reshape(onnx.name(output, "batchLast"), one);
  const change = onnx.reshape(onnx.name(dy, "batchLast"), one);
  let taken: string | undefined;
  const part = (y: number, x: number): string => {
    const here = onnx.op("Slice", [
      windows,
      onnx.integers([y, x]),
      onnx.integers([y + 1, x + 1]),
      onnx.integers([2, 4]),
    ]);
    const equal = onnx.op("Equal", [here, maximum]);
    const before = taken;
    taken = before === undefined ? equal : onnx.op("Or", [before, equal]);
    const first = before === undefined ? equal : onnx.op("And", [equal, onnx.op("Not", [before])]);
    return onnx.op("Where", [first, change, onnx.scalar(0)]);
  };
  const lines = Array.from(
    { length: height },
    (_, y) => onnx.op("Concat", Array.from({ length: width }, (_, x) => part(y, x)), { axis: 4 }),
  );
  const gradient = onnx.reshape(onnx.op("Concat", lines, { axis: 2 }), [
    channels,
    rows * height,
    columns * width,
    batch,
  ]);
  const name = after.every((rest) => rest === 0) ? gradient : onnx.op("Pad", [
    gradient,
    onnx.integers([0, 0, ...after.map((rest) => -rest)]),
    "",
    onnx.integers([1, 2]),
  ]);
  return { layout: "batchLast", name };
}

/** Computes the maximum of each window and its index in the flat images, with the channels first. */
function maxPool(x: Value, windows: Windows, onnx: Lowering): readonly string[] {
  return onnx.ops(2, "MaxPool", [onnx.name(x, "channelsFirst")], placement(windows));
}

function outputSpec(kernel: string, { inputs: { x }, attributes }: Call): Spec {
  if (x.dtype !== "float32") throw unsupported(kernel, `type ${x.dtype}`);
  return { shape: poolingWindows(kernel, x.shape, attributes).output, dtype: "float32" };
}

function inputSpec(kernel: string, { inputs: { dy, input }, attributes }: Call): Spec {
  checkGradient(kernel, dy.shape, poolingWindows(kernel, input.shape, attributes));
  return { shape: input.shape, dtype: "float32" };
}
