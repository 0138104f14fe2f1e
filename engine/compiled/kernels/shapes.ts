import { sizeOf } from "../graph.ts";
import type { Kernel } from "./kernel.ts";

/** Kernels that move elements and compute nothing. */
export const shapes: readonly Kernel[] = [
  {
    name: "Reshape",
    attributes: ["shape"],
    infer({ inputs: { x }, attributes }) {
      const shape = attributes.shape as number[];
      const known = sizeOf(shape.filter((length) => length !== -1));
      return {
        shape: shape.map((length) => length === -1 ? sizeOf(x.shape) / known : length),
        dtype: x.dtype,
      };
    },
    lower: ({ inputs: { x }, outputs: [output] }, onnx) => onnx.reshape(onnx.name(x), output.shape),
  },
  {
    name: "Transpose",
    attributes: ["perm"],
    infer: ({ inputs: { x }, attributes }) => ({
      shape: (attributes.perm as number[]).map((axis) => x.shape[axis]),
      dtype: x.dtype,
    }),
    lower: ({ inputs: { x }, attributes }, onnx) =>
      onnx.op("Transpose", [onnx.name(x)], { perm: attributes.perm as number[] }),
  },
  {
    name: "ExpandDims",
    attributes: ["dim"],
    infer({ inputs: { input }, attributes }) {
      const dim = attributes.dim as number;
      const at = dim < 0 ? dim + input.shape.length + 1 : dim;
      return {
        shape: [...input.shape.slice(0, at), 1, ...input.shape.slice(at)],
        dtype: input.dtype,
      };
    },
    lower: ({ inputs: { input }, outputs: [output] }, onnx) =>
      onnx.reshape(onnx.name(input), output.shape),
  },
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
    name: "Concat",
    attributes: ["axis"],
    infer({ inputs, attributes }) {
      const values = Object.values(inputs);
      const [{ shape, dtype }] = values;
      const axis = attributes.axis as number;
      const at = axis < 0 ? axis + shape.length : axis;
      const length = values.reduce((sum, value) => sum + value.shape[at], 0);
      return { shape: shape.map((old, i) => i === at ? length : old), dtype };
    },
    lower: ({ inputs, attributes }, onnx) =>
      onnx.op("Concat", Object.values(inputs).map((value) => onnx.name(value)), {
        axis: attributes.axis as number,
      }),
  },
];
