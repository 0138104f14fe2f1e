import type { DType } from "../graph.ts";
import type { Lowering } from "../lower.ts";
import type { Call, Kernel, Lowered, LoweredCall } from "./kernel.ts";

/** The axes that a reduction takes away: all, unless the call names some. */
function axesOf({ inputs: { x }, attributes }: Call): number[] {
  const named = (attributes.axis ?? attributes.reductionIndices) as
    | number
    | number[]
    | null
    | undefined;
  const { length: rank } = x.shape;
  if (named === undefined || named === null) return x.shape.map((_, axis) => axis);
  return [named].flat().map((axis) => axis < 0 ? axis + rank : axis);
}

function reducedShape(call: Call): number[] {
  const axes = axesOf(call);
  const { shape } = call.inputs.x;
  return call.attributes.keepDims
    ? shape.map((length, axis) => axes.includes(axis) ? 1 : length)
    : shape.filter((_, axis) => !axes.includes(axis));
}

/** Where axes of `[batch, height, width, channels]` stand once the channels are first. */
const CHANNELS_FIRST = [0, 2, 3, 1];

/** Reduces in whichever order of axes the operand is at hand. */
function reduce(
  op: string,
  { inputs: { x }, outputs: [output] }: LoweredCall,
  axes: readonly number[],
  onnx: Lowering,
): string {
  if (axes.length === 0) return onnx.name(x);
  const first = onnx.onlyChannelsFirst(x) && axes.length >= 3;
  const operand = first ? onnx.channelsFirst(x) : onnx.name(x);
  const places = first ? axes.map((axis) => CHANNELS_FIRST[axis]).sort() : axes;
  const reduced = onnx.op(op, [operand, onnx.integers(places)], { keepdims: 0 });
  const kept = x.shape.filter((_, axis) => !axes.includes(axis));
  return output.shape.length === kept.length ? reduced : onnx.reshape(reduced, output.shape);
}

function reduction(name: string, op: string, type?: (dtype: DType) => DType): Kernel {
  return {
    name,
    attributes: ["axis", "reductionIndices", "keepDims"],
    infer: (call) => ({
      shape: reducedShape(call),
      dtype: type ? type(call.inputs.x.dtype) : call.inputs.x.dtype,
    }),
    lower: (call, onnx): Lowered => reduce(op, call, axesOf(call), onnx),
  };
}

/** TensorFlow.js's reductions, and what is made of them along an axis. */
export const reductions: readonly Kernel[] = [
  reduction("Sum", "ReduceSum"),
  reduction("Mean", "ReduceMean"),
  reduction("Max", "ReduceMax"),
  reduction("Min", "ReduceMin"),
  {
    name: "Softmax",
    attributes: ["dim"],
    infer: ({ inputs: { logits } }) => ({ shape: logits.shape, dtype: "float32" }),
    lower: ({ inputs: { logits }, attributes }, onnx) =>
      onnx.op("Softmax", [onnx.name(logits)], { axis: (attributes.dim as number) ?? -1 }),
  },
  {
    name: "LogSoftmax",
    attributes: ["axis"],
    infer: ({ inputs: { logits } }) => ({ shape: logits.shape, dtype: "float32" }),
    lower: ({ inputs: { logits }, attributes }, onnx) =>
      onnx.op("LogSoftmax", [onnx.name(logits)], { axis: (attributes.axis as number) ?? -1 }),
  },
];
