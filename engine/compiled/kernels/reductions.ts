import { type DType, sizeOf } from "../graph.ts";
import { places } from "../layouts.ts";
import type { Lowering } from "../lower.ts";
import type { Call, Kernel, LoweredCall } from "./kernel.ts";

/** Returns the axes of a reduction: by default all. */
function axesOf({ inputs: { x }, attributes }: Call): number[] {
  // TensorFlow.js has another name for the axes of Max.
  const named = attributes.axis ?? attributes.reductionIndices ?? x.shape.map((_, axis) => axis);
  return [named as number | number[]].flat().map((axis) => axis < 0 ? axis + x.shape.length : axis);
}

function reducedShape(call: Call): number[] {
  const axes = axesOf(call);
  const { shape } = call.inputs.x;
  return call.attributes.keepDims
    ? shape.map((length, axis) => axes.includes(axis) ? 1 : length)
    : shape.filter((_, axis) => !axes.includes(axis));
}

/**
 * Reduces in the order of axes in which the operand is available.
 *
 * @param dtype The type of the computation.
 * @param node Adds the node, which removes axes or keeps them with length 1.
 */
function reduceInPlace(
  call: LoweredCall,
  dtype: DType,
  onnx: Lowering,
  node: (operand: string, axes: readonly number[], keepDims: boolean) => string,
): string {
  const { inputs: { x }, outputs: [output] } = call;
  const axes = axesOf(call);
  const kept = x.shape.flatMap((_, axis) => axes.includes(axis) ? [] : [axis]);
  const held = onnx.layoutOf(x);
  const layout = axes.length === 0 ? "plain" : held === "blocked" ? "channelsFirst" : held;
  const at = (axis: number) => layout === "plain" ? axis : places[layout][axis];
  const name = onnx.name(x, layout);
  const operand = x.dtype === dtype ? name : onnx.cast(name, dtype);
  if (axes.length === 0) return operand;
  const whole = layout === "plain" && output.shape.length === x.shape.length;
  const reduced = node(operand, axes.map(at).sort(), whole);
  if (whole) return reduced;
  // The remaining axes are in the operand's order.
  const order = [...kept].sort((a, b) => at(a) - at(b));
  const perm = kept.map((axis) => order.indexOf(axis));
  const inOrder = perm.every((place, i) => place === i)
    ? reduced
    : onnx.op("Transpose", [reduced], { perm });
  return output.shape.length === kept.length ? inOrder : onnx.reshape(inOrder, output.shape);
}

/** Makes a reduction that computes in the type of its result. */
function reduction(name: string, op: string, gives: (dtype: DType) => DType): Kernel {
  return {
    name,
    attributes: ["axis", "reductionIndices", "keepDims"],
    infer: (call) => ({ shape: reducedShape(call), dtype: gives(call.inputs.x.dtype) }),
    lower: (call, onnx) =>
      reduceInPlace(
        call,
        call.outputs[0].dtype,
        onnx,
        (operand, axes, keepDims) =>
          onnx.op(op, [operand, onnx.integers(axes)], { keepdims: Number(keepDims) }),
      ),
  };
}

/** Makes the kernel of the index of the first extreme along an axis. */
function extreme(name: string): Kernel {
  return {
    name,
    attributes: ["axis"],
    infer: (call) => ({ shape: reducedShape(call), dtype: "int32" }),
    lower(call, onnx) {
      const { dtype } = call.inputs.x;
      return reduceInPlace(
        call,
        dtype === "bool" ? "int32" : dtype,
        onnx,
        (operand, [axis]) => onnx.cast(onnx.op(name, [operand], { axis, keepdims: 0 }), "int32"),
      );
    },
  };
}

/** Counts the occurrences in a row of each number below `size`, or sums their weights. */
function counts(
  { inputs: { x, weights }, attributes, outputs: [{ shape, dtype }] }: LoweredCall,
  onnx: Lowering,
): string {
  const size = attributes.size as number;
  const column = [...shape.slice(0, -1), sizeOf(x.shape) / sizeOf(shape.slice(0, -1)), 1];
  const numbers = onnx.constant(Int32Array.from({ length: size }, (_, i) => i), [size], "int32");
  const hits = onnx.op("Equal", [onnx.reshape(onnx.name(x), column), numbers]);
  const axis = onnx.integers([column.length - 2]);
  if (attributes.binaryOutput && shape.length === 2) {
    return onnx.cast(onnx.op("ReduceMax", [hits, axis], { keepdims: 0 }), dtype);
  }
  const given = sizeOf(weights.shape) > 0;
  const addends = onnx.op("Where", [
    hits,
    given ? onnx.reshape(onnx.name(weights), column) : onnx.scalar(1, dtype),
    onnx.scalar(0, dtype),
  ]);
  return onnx.op("ReduceSum", [addends, axis], { keepdims: 0 });
}

const sameType = (dtype: DType): DType => dtype;
const numeric = (dtype: DType): DType => dtype === "bool" ? "int32" : dtype;

/** Kernels that reduce axes, and others that depend on a whole axis. */
export const reductions: readonly Kernel[] = [
  reduction("Sum", "ReduceSum", numeric),
  reduction("Prod", "ReduceProd", numeric),
  reduction("Mean", "ReduceMean", () => "float32"),
  // With NaN among the numbers, ONNX Runtime may return the extreme of the numbers.
  reduction("Max", "ReduceMax", sameType),
  reduction("Min", "ReduceMin", sameType),
  reduction("All", "ReduceMin", sameType),
  reduction("Any", "ReduceMax", sameType),
  extreme("ArgMax"),
  extreme("ArgMin"),
  {
    name: "Softmax",
    attributes: ["dim"],
    infer: ({ inputs: { logits } }) => ({ shape: logits.shape, dtype: "float32" }),
    lower: ({ inputs: { logits }, attributes }, onnx) =>
      onnx.op("Softmax", [onnx.name(logits)], { axis: attributes.dim as number }),
  },
  {
    name: "Bincount",
    attributes: ["size"],
    infer: ({ inputs: { weights }, attributes }) => ({
      shape: [attributes.size as number],
      dtype: weights.dtype,
    }),
    lower: counts,
  },
  {
    name: "DenseBincount",
    attributes: ["size", "binaryOutput"],
    infer: ({ inputs: { x, weights }, attributes }) => ({
      shape: [...x.shape.slice(0, -1), attributes.size as number],
      dtype: weights.dtype,
    }),
    lower: counts,
  },
];
