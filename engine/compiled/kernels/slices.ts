import * as tf from "../../tf.ts";
import type { Kernel } from "./kernel.ts";
import { axisOf } from "./shapes.ts";

/** Kernels that take parts of a value. */
export const slices: readonly Kernel[] = [
  {
    name: "Slice",
    attributes: ["begin", "size"],
    infer({ inputs: { x }, attributes }) {
      const { begin, size } = attributes as { begin: number[]; size: number[] };
      return {
        shape: x.shape.map((length, axis) => size[axis] === -1 ? length - begin[axis] : size[axis]),
        dtype: x.dtype,
      };
    },
    lower({ inputs: { x }, attributes, outputs: [output] }, onnx) {
      const begin = attributes.begin as number[];
      const axes = x.shape.flatMap((length, axis) => output.shape[axis] === length ? [] : [axis]);
      if (axes.length === 0) return onnx.name(x);
      return onnx.op("Slice", [
        onnx.name(x),
        onnx.integers(axes.map((axis) => begin[axis])),
        onnx.integers(axes.map((axis) => begin[axis] + output.shape[axis])),
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
    infer: ({ inputs: { x }, attributes }) => ({
      shape: sliceInfo(x.shape, attributes).finalShape,
      dtype: x.dtype,
    }),
    lower({ inputs: { x }, attributes, outputs: [{ shape }] }, onnx) {
      const { begin, end, strides } = sliceInfo(x.shape, attributes);
      // TensorFlow.js says −1 where a backward slice goes to the very start.
      const ends = end.map((place, axis) =>
        strides[axis] < 0 && place < 0 ? -1 - x.shape[axis] : place
      );
      const part = onnx.op("Slice", [
        onnx.name(x),
        onnx.integers(begin),
        onnx.integers(ends),
        onnx.integers(begin.map((_, axis) => axis)),
        onnx.integers(strides),
      ]);
      return onnx.reshape(part, shape);
    },
  },
  {
    name: "SplitV",
    attributes: ["numOrSizeSplits", "axis"],
    variadic: true,
    infer({ inputs: { x }, attributes }) {
      const axis = axisOf(attributes.axis, x.shape.length);
      const sizes = tf.backend_util.prepareSplitSize(
        x as unknown as tf.Tensor,
        attributes.numOrSizeSplits as number | number[],
        axis,
      );
      return sizes.map((size) => ({ shape: x.shape.with(axis, size), dtype: x.dtype }));
    },
    lower({ inputs: { x }, attributes, outputs }, onnx) {
      const axis = axisOf(attributes.axis, x.shape.length);
      const sizes = outputs.map(({ shape }) => shape[axis]);
      return onnx.ops(outputs.length, "Split", [onnx.name(x), onnx.integers(sizes)], { axis });
    },
  },
  {
    name: "Unpack",
    attributes: ["axis", "num"],
    variadic: true,
    infer({ inputs: { value }, attributes }) {
      const axis = axisOf(attributes.axis, value.shape.length);
      return Array.from({ length: value.shape[axis] }, () => ({
        shape: value.shape.toSpliced(axis, 1),
        dtype: value.dtype,
      }));
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
      const axes = (attributes.dims as number[]).map((axis) => axisOf(axis, x.shape.length));
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

function sliceInfo(
  shape: readonly number[],
  attributes: Parameters<Kernel["infer"]>[0]["attributes"],
) {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } =
    attributes as { begin: number[]; end: number[]; strides: number[]; [mask: string]: unknown };
  return tf.slice_util.sliceInfo(
    [...shape],
    begin,
    end,
    strides,
    beginMask as number,
    endMask as number,
    ellipsisMask as number,
    newAxisMask as number,
    shrinkAxisMask as number,
  );
}
