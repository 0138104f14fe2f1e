import { sizeOf, type Value } from "../graph.ts";
import type { Lowering } from "../lower.ts";
import type { Kernel } from "./kernel.ts";

/** Kernels that move whole elements: to another shape, next to each other, several times. */
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
    name: "ExpandDims",
    attributes: ["dim"],
    infer({ inputs: { input }, attributes }) {
      const shape = [...input.shape];
      const dim = attributes.dim as number;
      shape.splice(dim < 0 ? dim + shape.length + 1 : dim, 0, 1);
      return { shape, dtype: input.dtype };
    },
    lower: ({ inputs: { input }, outputs: [output] }, onnx) =>
      onnx.reshape(onnx.name(input), output.shape),
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
    name: "Concat",
    attributes: ["axis"],
    infer({ inputs, attributes }) {
      const values = Object.values(inputs);
      const [{ shape, dtype }] = values;
      const axis = axisOf(attributes.axis, shape.length);
      const length = values.reduce((sum, value) => sum + value.shape[axis], 0);
      return { shape: shape.with(axis, length), dtype };
    },
    lower: ({ inputs, attributes }, onnx) =>
      onnx.op("Concat", Object.values(inputs).map((value) => onnx.name(value)), {
        axis: attributes.axis as number,
      }),
  },
  {
    name: "Pack",
    attributes: ["axis"],
    infer({ inputs, attributes }) {
      const values = Object.values(inputs);
      const shape = [...values[0].shape];
      shape.splice(axisOf(attributes.axis, shape.length + 1), 0, values.length);
      return { shape, dtype: values[0].dtype };
    },
    lower({ inputs, attributes, outputs: [{ shape }] }, onnx) {
      const axis = axisOf(attributes.axis, shape.length);
      const parts = Object.values(inputs).map((value) =>
        onnx.reshape(onnx.name(value), shape.with(axis, 1))
      );
      return onnx.op("Concat", parts, { axis });
    },
  },
  {
    name: "Tile",
    attributes: ["reps"],
    infer: ({ inputs: { x }, attributes }) => ({
      shape: x.shape.map((length, axis) => length * (attributes.reps as number[])[axis]),
      dtype: x.dtype,
    }),
    lower: ({ inputs: { x }, attributes }, onnx) =>
      onnx.op("Tile", [onnx.name(x), onnx.integers(attributes.reps as number[])]),
  },
  {
    name: "PadV2",
    attributes: ["paddings", "constantValue"],
    infer: ({ inputs: { x }, attributes }) => ({
      shape: x.shape.map((length, axis) => {
        const [before, after] = (attributes.paddings as number[][])[axis];
        return before + length + after;
      }),
      dtype: x.dtype,
    }),
    lower({ inputs: { x }, attributes }, onnx) {
      const value = attributes.constantValue as number;
      return pad(x, attributes.paddings as number[][], onnx, value);
    },
  },
  {
    name: "MirrorPad",
    attributes: ["paddings", "mode"],
    infer: ({ inputs: { x }, attributes }) => ({
      shape: x.shape.map((length, axis) => {
        const [before, after] = (attributes.paddings as number[][])[axis];
        return before + length + after;
      }),
      dtype: x.dtype,
    }),
    lower({ inputs: { x }, attributes }, onnx) {
      // Symmetric repeats the edge, reflect does not.
      const edge = attributes.mode === "symmetric" ? 1 : 0;
      return (attributes.paddings as number[][]).reduce((name, [before, after], axis) => {
        if (before === 0 && after === 0) return name;
        const length = x.shape[axis];
        const at = Int32Array.from({ length: before + length + after }, (_, i) => {
          const place = i - before;
          if (place < 0) return -place - edge;
          return place < length ? place : 2 * length - 2 - place + edge;
        });
        return onnx.op("Gather", [name, onnx.constant(at, [at.length], "int32")], { axis });
      }, onnx.name(x));
    },
  },
  {
    name: "SpaceToBatchND",
    attributes: ["blockShape", "paddings"],
    infer({ inputs: { x }, attributes }) {
      const { blockShape, paddings } = attributes as { blockShape: number[]; paddings: number[][] };
      const shape = [x.shape[0] * sizeOf(blockShape), ...x.shape.slice(1)];
      blockShape.forEach((block, i) => {
        shape[i + 1] = (x.shape[i + 1] + paddings[i][0] + paddings[i][1]) / block;
      });
      return { shape, dtype: x.dtype };
    },
    lower({ inputs: { x }, attributes, outputs: [{ shape }] }, onnx) {
      const { blockShape, paddings } = attributes as { blockShape: number[]; paddings: number[][] };
      const all = x.shape.map((_, axis) => paddings[axis - 1] ?? [0, 0]);
      const rest = x.shape.slice(1 + blockShape.length);
      const split = blockShape.flatMap((block, i) => [shape[i + 1], block]);
      const blocks = blockShape.map((_, i) => 2 * i + 2);
      const outer = blockShape.map((_, i) => 2 * i + 1);
      const last = rest.map((_, i) => 1 + 2 * blockShape.length + i);
      const parts = onnx.reshape(pad(x, all, onnx), [x.shape[0], ...split, ...rest]);
      const moved = onnx.op("Transpose", [parts], { perm: [...blocks, 0, ...outer, ...last] });
      return onnx.reshape(moved, shape);
    },
  },
  {
    name: "BatchToSpaceND",
    attributes: ["blockShape", "crops"],
    infer({ inputs: { x }, attributes }) {
      const { blockShape, crops } = attributes as { blockShape: number[]; crops: number[][] };
      const shape = [x.shape[0] / sizeOf(blockShape), ...x.shape.slice(1)];
      blockShape.forEach((block, i) => {
        shape[i + 1] = x.shape[i + 1] * block - crops[i][0] - crops[i][1];
      });
      return { shape, dtype: x.dtype };
    },
    lower({ inputs: { x }, attributes, outputs: [{ shape }] }, onnx) {
      const { blockShape, crops } = attributes as { blockShape: number[]; crops: number[][] };
      const { length: count } = blockShape;
      const rest = x.shape.slice(1 + count);
      const space = x.shape.slice(1, 1 + count);
      const parts = onnx.reshape(onnx.name(x), [...blockShape, shape[0], ...space, ...rest]);
      const perm = [
        count,
        ...blockShape.flatMap((_, i) => [count + 1 + i, i]),
        ...rest.map((_, i) => 2 * count + 1 + i),
      ];
      const whole = onnx.reshape(onnx.op("Transpose", [parts], { perm }), [
        shape[0],
        ...blockShape.map((block, i) => block * space[i]),
        ...rest,
      ]);
      const begin = crops.map(([before]) => before);
      return onnx.op("Slice", [
        whole,
        onnx.integers(begin),
        onnx.integers(begin.map((before, i) => before + shape[i + 1])),
        onnx.integers(begin.map((_, i) => i + 1)),
      ]);
    },
  },
  {
    name: "DepthToSpace",
    attributes: ["blockSize", "dataFormat"],
    infer({ inputs: { x }, attributes }) {
      const block = attributes.blockSize as number;
      const [batch, height, width, depth] = inNhwc(x.shape, attributes.dataFormat);
      const shape = [batch, height * block, width * block, depth / (block * block)];
      return { shape: fromNhwc(shape, attributes.dataFormat), dtype: x.dtype };
    },
    lower({ inputs: { x }, attributes, outputs: [{ shape }] }, onnx) {
      const block = attributes.blockSize as number;
      const first = attributes.dataFormat === "NCHW";
      const [batch, height, width, depth] = inNhwc(x.shape, attributes.dataFormat);
      const channels = depth / (block * block);
      const parts = first
        ? [batch, block, block, channels, height, width]
        : [batch, height, width, block, block, channels];
      const perm = first ? [0, 3, 4, 1, 5, 2] : [0, 1, 3, 2, 4, 5];
      const moved = onnx.op("Transpose", [onnx.reshape(onnx.name(x), parts)], { perm });
      return onnx.reshape(moved, shape);
    },
  },
];

/** An axis, counted from the end where negative. */
export function axisOf(axis: unknown, rank: number): number {
  return (axis as number) < 0 ? (axis as number) + rank : axis as number;
}

/** Surrounds a value with numbers, zeros unless said otherwise. */
function pad(x: Value, paddings: readonly number[][], onnx: Lowering, value = 0): string {
  const zeros = [0, 1].flatMap((side) => paddings.map((around) => around[side]));
  const name = onnx.name(x);
  if (zeros.every((count) => count === 0)) return name;
  return onnx.op("Pad", [name, onnx.integers(zeros), onnx.scalar(value, x.dtype)]);
}

function inNhwc(shape: readonly number[], format: unknown): readonly number[] {
  return format === "NCHW" ? [shape[0], shape[2], shape[3], shape[1]] : shape;
}

function fromNhwc(shape: readonly number[], format: unknown): readonly number[] {
  return format === "NCHW" ? [shape[0], shape[3], shape[1], shape[2]] : shape;
}
