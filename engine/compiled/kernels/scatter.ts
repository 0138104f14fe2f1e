import { sizeOf, type Value } from "../graph.ts";
import type { Lowering } from "../lower.ts";
import { type Kernel, unsupported } from "./kernel.ts";

/**
 * The most numbers that one ScatterND adds.
 *
 * Where it is given more, ONNX Runtime shares the rows among its threads, two of which may then add to
 * the same row at once. It starts a second thread from 210 000 numbers on.
 */
const MOST_ADDED = 1 << 17;

/** Kernels that put elements by index. */
export const scatter: readonly Kernel[] = [
  {
    name: "UnsortedSegmentSum",
    attributes: ["numSegments"],
    infer({ inputs: { x, segmentIds }, attributes }) {
      if (segmentIds.shape.length !== 1) {
        throw unsupported("UnsortedSegmentSum", `segmentIds of shape [${segmentIds.shape}]`);
      }
      return { shape: [attributes.numSegments as number, ...x.shape.slice(1)], dtype: x.dtype };
    },
    lower: ({ inputs: { x, segmentIds }, outputs: [output] }, onnx) =>
      addSegments(zeros(output, onnx), output.shape, x, segmentIds, onnx),
  },
  {
    name: "ScatterNd",
    attributes: ["shape"],
    infer: ({ inputs: { updates }, attributes }) => ({
      shape: attributes.shape as number[],
      dtype: updates.dtype,
    }),
    lower: ({ inputs: { indices, updates }, outputs: [output] }, onnx) =>
      put(zeros(output, onnx), indices, updates, output.shape, "add", onnx),
  },
  {
    // Of several updates of one place the last counts.
    name: "TensorScatterUpdate",
    infer: ({ inputs: { tensor } }) => ({ shape: tensor.shape, dtype: tensor.dtype }),
    lower: ({ inputs: { tensor, indices, updates } }, onnx) =>
      put(onnx.name(tensor), indices, updates, tensor.shape, "none", onnx),
  },
];

/**
 * Adds rows to those of a base.
 *
 * A row that there is not is an error of ONNX Runtime; TensorFlow.js leaves it out.
 *
 * @param base The name of an array `[segments, …]`.
 * @param x The rows `[rows, …]`.
 * @param segmentIds Where each row goes, `[rows]`.
 */
export function addSegments(
  base: string,
  [segments, ...row]: readonly number[],
  x: Value,
  segmentIds: Value,
  onnx: Lowering,
): string {
  const places = onnx.reshape(withinBounds(segmentIds, segments, onnx), [x.shape[0], 1]);
  return inParts(base, onnx.cast(places, "int64"), onnx.name(x), x.shape[0], row, "add", onnx);
}

/** The indices, those below zero out of bounds: ONNX would count them from the end. */
export function withinBounds(indices: Value, length: number, onnx: Lowering): string {
  const name = onnx.name(indices);
  if (indices.origin.kind === "constant") return name;
  const negative = onnx.op("Less", [name, onnx.scalar(0, "int32")]);
  return onnx.op("Where", [negative, onnx.scalar(length, "int32"), name]);
}

function zeros({ shape, dtype }: Value, onnx: Lowering): string {
  return onnx.op("Expand", [onnx.scalar(0, dtype), onnx.integers(shape)]);
}

function put(
  base: string,
  indices: Value,
  updates: Value,
  shape: readonly number[],
  reduction: "add" | "none",
  onnx: Lowering,
): string {
  const depth = indices.shape.at(-1)!;
  const rows = sizeOf(indices.shape) / depth;
  const slice = shape.slice(depth);
  const places = onnx.cast(onnx.reshape(onnx.name(indices), [rows, depth]), "int64");
  const changes = onnx.reshape(onnx.name(updates), [rows, ...slice]);
  return inParts(base, places, changes, rows, slice, reduction, onnx);
}

/** Scatters so few rows at a time that one thread does it. */
function inParts(
  base: string,
  places: string,
  changes: string,
  rows: number,
  row: readonly number[],
  reduction: "add" | "none",
  onnx: Lowering,
): string {
  const most = Math.max(1, Math.floor(MOST_ADDED / sizeOf(row)));
  let sum = base;
  for (let from = 0; from < rows; from += most) {
    const part = (name: string) =>
      rows <= most ? name : onnx.op("Slice", [
        name,
        onnx.integers([from]),
        onnx.integers([Math.min(rows, from + most)]),
        onnx.integers([0]),
      ]);
    sum = onnx.op("ScatterND", [sum, part(places), part(changes)], { reduction });
  }
  return sum;
}
