import * as tf from "../../tf.ts";
import { type Spec, spread, type Value } from "../graph.ts";
import type { Lowering } from "../lower.ts";
import { type Kernel, type LoweredCall, unsupported } from "./kernel.ts";
import { infoOf } from "./shapes.ts";

/** Kernels that write elements by index. */
export const scatter: readonly Kernel[] = [
  {
    name: "UnsortedSegmentSum",
    attributes: ["numSegments"],
    infer({ inputs: { x, segmentIds }, attributes }) {
      if (segmentIds.shape.length !== 1 || segmentIds.shape[0] !== x.shape[0]) {
        throw unsupported(
          "UnsortedSegmentSum",
          `segmentIds of shape [${segmentIds.shape}] for rows [${x.shape}]`,
        );
      }
      return { shape: [attributes.numSegments as number, ...x.shape.slice(1)], dtype: "float32" };
    },
    lower: ({ inputs: { x, segmentIds }, outputs: [output] }, onnx) =>
      addSegments(zeros(output, onnx), output.shape, x, segmentIds, onnx),
  },
  {
    name: "ScatterNd",
    attributes: ["shape"],
    infer({ inputs: { updates }, attributes }) {
      if (updates.dtype === "bool") throw unsupported("ScatterNd", "updates of type bool");
      return { shape: attributes.shape as number[], dtype: updates.dtype };
    },
    lower: (call, onnx) => put(zeros(call.outputs[0], onnx), call, "add", onnx),
  },
  {
    // The last of several updates of one place is used.
    name: "TensorScatterUpdate",
    infer: ({ inputs: { tensor } }) => ({ shape: tensor.shape, dtype: tensor.dtype }),
    lower: (call, onnx) => put(onnx.name(call.inputs.tensor), call, "none", onnx),
  },
];

/**
 * Adds rows to the rows of a base.
 *
 * An index out of bounds is an error of ONNX Runtime; TensorFlow.js ignores it.
 *
 * @param base The name of an array `[segments, …]`.
 * @param x The rows `[rows, …]`.
 * @param segmentIds The base's row of each row, `[rows]`.
 */
export function addSegments(
  base: string,
  [segments]: readonly number[],
  x: Value,
  segmentIds: Value,
  onnx: Lowering,
): string {
  const places = onnx.reshape(withinBounds(segmentIds, [segments], onnx), [x.shape[0], 1]);
  const rows = x.dtype === "float32" ? onnx.name(x) : onnx.cast(onnx.name(x), "float32");
  return onnx.op("ScatterND", [base, onnx.cast(places, "int64"), rows], { reduction: "add" });
}

/**
 * Returns the name of indices, with negative ones moved out of bounds, since ONNX would count them from the end.
 *
 * @param lengths The length of the indexed axis, or of several axes if the last axis of the indices has one index for
 * each.
 * @throws {RangeError} If they are constants out of bounds.
 */
export function withinBounds(indices: Value, lengths: readonly number[], onnx: Lowering): string {
  const name = onnx.name(indices);
  if (indices.origin.kind === "constant") {
    const data = spread(indices);
    const wrong = data.findIndex((index, i) => index < 0 || index >= lengths[i % lengths.length]);
    if (wrong < 0) return name;
    const length = lengths[wrong % lengths.length];
    throw new RangeError(
      `Cannot compile index ${data[wrong]} of an axis of length ${length}: give one from 0 to ${
        length - 1
      }`,
    );
  }
  const negative = onnx.op("Less", [name, onnx.scalar(0, "int32")]);
  const outside = lengths.length === 1
    ? onnx.scalar(lengths[0], "int32")
    : onnx.constant(Int32Array.from(lengths), [lengths.length], "int32");
  return onnx.op("Where", [negative, outside, name]);
}

/** Returns the name of an array of zeros. */
export function zeros({ shape, dtype }: Spec, onnx: Lowering): string {
  return onnx.op("Expand", [onnx.scalar(0, dtype), onnx.integers(shape)]);
}

function put(
  base: string,
  { inputs: { indices, updates }, outputs: [{ shape }] }: LoweredCall,
  reduction: "add" | "none",
  onnx: Lowering,
): string {
  const { numUpdates, sliceRank } = tf.backend_util.calculateShapes(
    infoOf(updates),
    infoOf(indices),
    [...shape],
  );
  const row = shape.slice(sliceRank);
  const within = withinBounds(indices, shape.slice(0, sliceRank), onnx);
  const places = onnx.cast(onnx.reshape(within, [numUpdates, sliceRank]), "int64");
  const rows = onnx.reshape(onnx.name(updates), [numUpdates, ...row]);
  return onnx.op("ScatterND", [base, places, rows], { reduction });
}
