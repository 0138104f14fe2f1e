import * as tf from "../../tf.ts";
import type { Call, Kernel } from "./kernel.ts";
import { axisOf, infoOf } from "./shapes.ts";

/** Kernels that select parts of a value. */
export const slices: readonly Kernel[] = [
  {
    name: "Slice",
    attributes: ["begin", "size"],
    infer(call) {
      const { x } = call.inputs;
      const { begin, size } = sliceOf(call);
      tf.slice_util.assertParamsValid(infoOf(x), begin, size);
      return { shape: size, dtype: x.dtype };
    },
    lower(call, onnx) {
      const { x } = call.inputs;
      const { begin, size } = sliceOf(call);
      const axes = x.shape.flatMap((length, axis) => size[axis] === length ? [] : [axis]);
      if (axes.length === 0) return onnx.name(x);
      return onnx.op("Slice", [
        onnx.name(x),
        onnx.integers(axes.map((axis) => begin[axis])),
        onnx.integers(axes.map((axis) => begin[axis] + size[axis])),
        onnx.integers(axes),
      ]);
    },
  },
  {
    name: "StridedSlice",
    attributes: [
      "begin",
      "end",
      "strides",
      "beginMask",
      "endMask",
      "ellipsisMask",
      "newAxisMask",
      "shrinkAxisMask",
    ],
    infer: (call) => ({ shape: stridedSliceOf(call).finalShape, dtype: call.inputs.x.dtype }),
    lower(call, onnx) {
      const { x } = call.inputs;
      const { begin, end, strides, finalShape } = stridedSliceOf(call);
      const part = onnx.op("Slice", [
        onnx.name(x),
        onnx.integers(begin),
        // An end of −1 is before the first element; ONNX would count it from the last.
        onnx.integers(end.map((place, axis) => place < 0 ? -1 - x.shape[axis] : place)),
        onnx.integers(begin.map((_, axis) => axis)),
        onnx.integers(strides),
      ]);
      return onnx.reshape(part, finalShape);
    },
  },
  {
    name: "SplitV",
    attributes: ["numOrSizeSplits", "axis"],
    variadic: true,
    infer({ inputs: { x }, attributes }) {
      const { numOrSizeSplits } = attributes as { numOrSizeSplits: number | number[] };
      const axis = axisOf(attributes.axis, x.shape.length);
      // Copied, since TensorFlow.js replaces −1 by its length in the array.
      const splits = typeof numOrSizeSplits === "number" ? numOrSizeSplits : [...numOrSizeSplits];
      return tf.backend_util.prepareSplitSize(infoOf(x), splits, axis)
        .map((length) => ({ shape: x.shape.with(axis, length), dtype: x.dtype }));
    },
    lower({ inputs: { x }, attributes, outputs }, onnx) {
      const axis = axisOf(attributes.axis, x.shape.length);
      const sizes = outputs.map(({ shape }) => shape[axis]);
      return onnx.ops(outputs.length, "Split", [onnx.name(x), onnx.integers(sizes)], { axis });
    },
  },
  {
    name: "Unpack",
    attributes: ["axis"],
    variadic: true,
    infer({ inputs: { value: { shape, dtype } }, attributes }) {
      const axis = axisOf(attributes.axis, shape.length);
      return Array.from(
        { length: shape[axis] },
        () => ({ shape: shape.toSpliced(axis, 1), dtype }),
      );
    },
    lower({ inputs: { value }, attributes, outputs }, onnx) {
      const axis = axisOf(attributes.axis, value.shape.length);
      const sizes = onnx.integers(outputs.map(() => 1));
      return onnx.ops(outputs.length, "Split", [onnx.name(value), sizes], { axis })
        .map((part, i) => onnx.reshape(part, outputs[i].shape));
    },
  },
  {
    name: "Reverse",
    attributes: ["dims"],
    infer: ({ inputs: { x } }) => ({ shape: x.shape, dtype: x.dtype }),
    lower({ inputs: { x }, attributes }, onnx) {
      const axes = tf.util.parseAxisParam(attributes.dims as number[], [...x.shape]);
      if (axes.length === 0) return onnx.name(x);
      return onnx.op("Slice", [
        onnx.name(x),
        onnx.integers(axes.map(() => -1)),
        onnx.integers(axes.map((axis) => -1 - x.shape[axis])),
        onnx.integers(axes),
        onnx.integers(axes.map(() => -1)),
      ]);
    },
  },
];

/** Returns the start and the length of a slice along each axis. */
function sliceOf({ inputs: { x }, attributes }: Call): { begin: number[]; size: number[] } {
  const [begin, size] = tf.slice_util.parseSliceParams(
    infoOf(x),
    attributes.begin as number | number[],
    attributes.size as number | number[] | undefined,
  );
  return { begin, size };
}

function stridedSliceOf({ inputs: { x }, attributes }: Call) {
  const { begin, end, strides } = attributes as { [name in "begin" | "end" | "strides"]: number[] };
  const masks = attributes as { readonly [mask: string]: number };
  return tf.slice_util.sliceInfo(
    [...x.shape],
    begin,
    end,
    strides,
    masks.beginMask,
    masks.endMask,
    masks.ellipsisMask,
    masks.newAxisMask,
    masks.shrinkAxisMask,
  );
}
