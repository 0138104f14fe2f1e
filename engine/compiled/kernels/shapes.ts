import * as tf from "../../tf.ts";
import { sameShape, sizeOf, type Value } from "../graph.ts";
import type { Lowering } from "../lower.ts";
import { type Kernel, unsupported } from "./kernel.ts";

/** Numbers of elements to add or remove before and after each axis. */
type Paddings = readonly (readonly [before: number, after: number])[];

/** Kernels that rearrange elements: reshape, transpose, concatenate, repeat and pad. */
export const shapes: readonly Kernel[] = [
  {
    name: "Reshape",
    attributes: ["shape"],
    infer: ({ inputs: { x }, attributes }) => ({
      shape: tf.util.inferFromImplicitShape(attributes.shape as number[], sizeOf(x.shape)),
      dtype: x.dtype,
    }),
    lower: ({ inputs: { x }, outputs: [output] }, onnx) => onnx.reshape(onnx.name(x), output.shape),
  },
  {
    name: "ExpandDims",
    attributes: ["dim"],
    infer: ({ inputs: { input: { shape, dtype } }, attributes }) => ({
      shape: shape.toSpliced(axisOf(attributes.dim, shape.length + 1), 0, 1),
      dtype,
    }),
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
      const [{ dtype }] = Object.values(inputs);
      const shapes = Object.values(inputs).map(({ shape }) => [...shape]);
      const axis = axisOf(attributes.axis, shapes[0].length);
      tf.backend_util.assertParamsConsistent(shapes, axis);
      return { shape: tf.backend_util.computeOutShape(shapes, axis), dtype };
    },
    lower({ inputs, attributes, outputs: [{ dtype }] }, onnx) {
      const parts = Object.values(inputs).map((value) =>
        // The result has the first operand's type.
        value.dtype === dtype ? onnx.name(value) : onnx.cast(onnx.name(value), dtype)
      );
      return onnx.op("Concat", parts, { axis: attributes.axis as number });
    },
  },
  {
    name: "Pack",
    attributes: ["axis"],
    infer({ inputs, attributes }) {
      const [{ shape, dtype }, ...others] = Object.values(inputs);
      for (const other of others) {
        if (other.dtype !== dtype || !sameShape(other.shape, shape)) {
          throw new RangeError(
            `Cannot stack ${other.dtype} [${other.shape}] on ${dtype} [${shape}]: ` +
              "cast or reshape one to be like the other",
          );
        }
      }
      const axis = axisOf(attributes.axis, shape.length + 1);
      return { shape: shape.toSpliced(axis, 0, others.length + 1), dtype };
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
    name: "Diag",
    infer: ({ inputs: { x } }) => ({ shape: [...x.shape, ...x.shape], dtype: x.dtype }),
    lower({ inputs: { x }, outputs: [output] }, onnx) {
      // n rows xᵢ 0 … 0 of length n + 1, flattened and cut to n² elements: each xᵢ is on the diagonal.
      const size = sizeOf(x.shape);
      const column = onnx.reshape(onnx.name(x), [size, 1]);
      const rows = pad(column, [[0, 0], [0, size]], onnx.scalar(0, x.dtype), onnx);
      const cut = onnx.op("Slice", [
        onnx.reshape(rows, [size * (size + 1)]),
        onnx.integers([0]),
        onnx.integers([size * size]),
      ]);
      return onnx.reshape(cut, output.shape);
    },
  },
  {
    name: "PadV2",
    attributes: ["paddings", "constantValue"],
    infer({ inputs: { x }, attributes }) {
      const paddings = attributes.paddings as Paddings;
      if (paddings.length !== x.shape.length || paddings.flat().some((count) => count < 0)) {
        throw unsupported("PadV2", `paddings ${JSON.stringify(paddings)} of shape [${x.shape}]`);
      }
      return { shape: paddedShape(x.shape, paddings), dtype: x.dtype };
    },
    lower({ inputs: { x }, attributes }, onnx) {
      const value = onnx.scalar(attributes.constantValue as number, x.dtype);
      return pad(onnx.name(x), attributes.paddings as Paddings, value, onnx);
    },
  },
  {
    // ONNX's Pad has no symmetric mode, so both modes gather.
    name: "MirrorPad",
    attributes: ["paddings", "mode"],
    infer: ({ inputs: { x }, attributes }) => ({
      shape: paddedShape(x.shape, attributes.paddings as Paddings),
      dtype: x.dtype,
    }),
    lower({ inputs: { x }, attributes, outputs: [output] }, onnx) {
      const edge = attributes.mode === "symmetric" ? 1 : 0;
      return (attributes.paddings as Paddings).reduce((name, [before], axis) => {
        const length = x.shape[axis];
        if (output.shape[axis] === length) return name;
        const sources = Int32Array.from({ length: output.shape[axis] }, (_, i) => {
          const place = i - before;
          if (place < 0) return -place - edge;
          return place < length ? place : 2 * (length - 1) - place + edge;
        });
        const indices = onnx.constant(sources, [sources.length], "int32");
        return onnx.op("Gather", [name, indices], { axis });
      }, onnx.name(x));
    },
  },
  {
    name: "SpaceToBatchND",
    attributes: ["blockShape", "paddings"],
    infer({ inputs: { x }, attributes }) {
      const { blockShape, paddings } = attributes as { blockShape: number[]; paddings: Paddings };
      const { getReshapedPermuted } = tf.backend_util;
      const padded = paddedShape(x.shape, spatial(paddings, x));
      const shape = getReshapedPermuted(padded, blockShape, sizeOf(blockShape), false);
      return { shape, dtype: x.dtype };
    },
    lower({ inputs: { x }, attributes, outputs: [output] }, onnx) {
      const { blockShape, paddings } = attributes as { blockShape: number[]; paddings: Paddings };
      const { getPermuted, getReshaped } = tf.backend_util;
      const around = spatial(paddings, x);
      const padded = pad(onnx.name(x), around, onnx.scalar(0, x.dtype), onnx);
      const paddedTo = paddedShape(x.shape, around);
      const parts = getReshaped(paddedTo, blockShape, sizeOf(blockShape), false);
      const perm = getPermuted(parts.length, blockShape.length, false);
      const moved = onnx.op("Transpose", [onnx.reshape(padded, parts)], { perm });
      return onnx.reshape(moved, output.shape);
    },
  },
  {
    name: "BatchToSpaceND",
    attributes: ["blockShape", "crops"],
    infer({ inputs: { x }, attributes }) {
      const { blockShape, crops } = attributes as { blockShape: number[]; crops: Paddings };
      const { getReshapedPermuted } = tf.backend_util;
      const whole = getReshapedPermuted([...x.shape], blockShape, sizeOf(blockShape));
      const taken = spatial(crops, x).map(([before, after]) => before + after);
      return { shape: whole.map((length, axis) => length - taken[axis]), dtype: x.dtype };
    },
    lower({ inputs: { x }, attributes, outputs: [output] }, onnx) {
      const { blockShape, crops } = attributes as { blockShape: number[]; crops: Paddings };
      const { getPermuted, getReshaped, getReshapedPermuted } = tf.backend_util;
      const parts = getReshaped([...x.shape], blockShape, sizeOf(blockShape));
      const perm = getPermuted(parts.length, blockShape.length);
      const moved = onnx.op("Transpose", [onnx.reshape(onnx.name(x), parts)], { perm });
      const whole = getReshapedPermuted([...x.shape], blockShape, sizeOf(blockShape));
      const begin = crops.map(([before]) => before);
      return onnx.op("Slice", [
        onnx.reshape(moved, whole),
        onnx.integers(begin),
        onnx.integers(begin.map((before, i) => before + output.shape[i + 1])),
        onnx.integers(begin.map((_, i) => i + 1)),
      ]);
    },
  },
  {
    name: "DepthToSpace",
    attributes: ["blockSize", "dataFormat"],
    infer({ inputs: { x: { shape, dtype } }, attributes }) {
      const block = attributes.blockSize as number;
      const [height, width, depth] = attributes.dataFormat === "NCHW" ? [2, 3, 1] : [1, 2, 3];
      const spread = shape.with(depth, shape[depth] / block ** 2);
      return {
        shape: spread.with(height, shape[height] * block).with(width, shape[width] * block),
        dtype,
      };
    },
    lower({ inputs: { x }, attributes }, onnx) {
      const spread = (name: string) =>
        onnx.op("DepthToSpace", [name], { blocksize: attributes.blockSize as number, mode: "DCR" });
      return attributes.dataFormat === "NCHW"
        ? spread(onnx.name(x))
        : { layout: "channelsFirst", name: spread(onnx.name(x, "channelsFirst")) };
    },
  },
];

/**
 * Returns an axis counted from the start.
 *
 * @param axis TensorFlow.js's axis: counted from the end if negative.
 * @param rank Number of axes.
 * @throws {RangeError} If there is no such axis.
 */
export function axisOf(axis: unknown, rank: number): number {
  const place = (axis as number) < 0 ? (axis as number) + rank : axis as number;
  if (place >= 0 && place < rank) return place;
  throw new RangeError(`Cannot compile axis ${axis}: there are ${rank} axes; name one of them`);
}

/** Returns a tensor's description for TensorFlow.js's shape functions. */
export function infoOf({ shape, dtype }: Value): tf.TensorInfo {
  return { dataId: {}, shape: [...shape], dtype };
}

function paddedShape(shape: readonly number[], paddings: Paddings): number[] {
  return shape.map((length, axis) => paddings[axis][0] + length + paddings[axis][1]);
}

/** Pads an array with one number. */
function pad(name: string, paddings: Paddings, value: string, onnx: Lowering): string {
  const counts = [0, 1].flatMap((side) => paddings.map((around) => around[side]));
  if (counts.every((count) => count === 0)) return name;
  return onnx.op("Pad", [name, onnx.integers(counts), value]);
}

/** Extends paddings of the axes after the batch axis to all axes. */
function spatial(paddings: Paddings, { shape }: Value): Paddings {
  return shape.map((_, axis) => paddings[axis - 1] ?? [0, 0]);
}
