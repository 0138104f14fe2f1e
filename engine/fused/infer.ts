import { sizeOf } from "../compiled/graph.ts";
import { cellParts } from "../compiled/kernels/recurrent.ts";
import type { Attribute, ElementType, OnnxNode } from "../compiled/onnx.ts";
import type { Cell } from "../recurrent.ts";

/** The shape and type of an array of an ONNX graph. */
export interface ArraySpec {
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** The known part of a graph: the specs of the arrays so far, and the contents of integer constants. */
export interface Known {
  spec(name: string): ArraySpec;
  integers(name: string): number[];
}

const elementTypeNames: { readonly [code: number]: ElementType } = {
  1: "float32",
  2: "uint8",
  6: "int32",
  7: "int64",
  9: "bool",
  11: "float64",
};

const PREDICATES: ReadonlySet<string> = new Set([
  "Equal",
  "Greater",
  "GreaterOrEqual",
  "Less",
  "LessOrEqual",
  "IsNaN",
  "IsInf",
]);

/** Operators whose first operand has the result's shape and type. */
const LIKE_FIRST: ReadonlySet<string> = new Set([
  "CumSum",
  "Identity",
  "ReorderInput",
  "ScatterElements",
  "ScatterND",
  "Softmax",
]);

/**
 * Infers the shapes and types of a node's outputs, for the operators that lowerings use.
 *
 * @throws {TypeError} If the operator is unknown here.
 */
export function infer(node: OnnxNode, known: Known): ArraySpec[] {
  const { op, inputs, outputs, attributes } = node;
  const specs = inputs.map((name) => name === "" ? undefined : known.spec(name));
  const [first] = specs as ArraySpec[];
  const like = (shape: readonly number[]): ArraySpec[] => [{ type: first.type, shape }];
  const integers = (i: number) => inputs[i] ? known.integers(inputs[i]) : undefined;
  const number = (name: string, otherwise: number) =>
    (attributes[name] as number | undefined) ?? otherwise;
  if (LIKE_FIRST.has(op)) return [first];
  switch (op) {
    case "Reshape":
      return like(integers(1)!);
    case "Transpose":
      return like((attributes.perm as readonly number[]).map((axis) => first.shape[axis]));
    case "Slice":
      return like(sliceOf(node, known).shape);
    case "Split": {
      const axis = fromStart(number("axis", 0), first.shape.length);
      return integers(1)!.flatMap((length) => like(first.shape.with(axis, length)));
    }
    case "Concat": {
      const axis = fromStart(number("axis", 0), first.shape.length);
      const length = specs.reduce((sum, spec) => sum + spec!.shape[axis], 0);
      return like(first.shape.with(axis, length));
    }
    case "Expand":
      return like(broadcastShape([first.shape, integers(1)!]));
    case "Tile": {
      const repeats = integers(1)!;
      return like(first.shape.map((length, axis) => length * repeats[axis]));
    }
    case "Pad": {
      const counts = padsOf(node, known);
      return like(first.shape.map((length, axis) => counts[axis][0] + length + counts[axis][1]));
    }
    case "Cast":
      return [{ type: elementTypeNames[number("to", 1)], shape: first.shape }];
    case "Where":
      return [{
        type: specs[1]!.type,
        shape: broadcastShape(specs.map((spec) => spec!.shape)),
      }];
    case "Gather": {
      const axis = fromStart(number("axis", 0), first.shape.length);
      return like(first.shape.toSpliced(axis, 1, ...specs[1]!.shape));
    }
    case "GatherND": {
      const batch = number("batch_dims", 0);
      const depth = specs[1]!.shape.at(-1)!;
      return like([...specs[1]!.shape.slice(0, -1), ...first.shape.slice(batch + depth)]);
    }
    case "ReduceSum":
    case "ReduceProd":
    case "ReduceMean":
    case "ReduceMax":
    case "ReduceMin":
      return like(reducedShape(first.shape, integers(1)!, number("keepdims", 1)));
    case "ArgMax":
    case "ArgMin":
      return [{
        type: "int64",
        shape: reducedShape(first.shape, [number("axis", 0)], number("keepdims", 1)),
      }];
    case "TopK": {
      const shape = first.shape.with(-1, integers(1)![0]);
      return [{ type: first.type, shape }, { type: "int64", shape }];
    }
    case "Gemm":
    case "FusedGemm": {
      const [rows] = number("transA", 0) ? first.shape.toReversed() : first.shape;
      const [, columns] = number("transB", 0) ? specs[1]!.shape.toReversed() : specs[1]!.shape;
      return like([rows, columns]);
    }
    case "MatMul": {
      const [a, b] = [first.shape, specs[1]!.shape];
      const batch = broadcastShape([a.slice(0, -2), b.slice(0, -2)]);
      return like([...batch, a.at(-2)!, b.at(-1)!]);
    }
    case "SparseProduct":
      return [specs[4]!];
    case "Recurrent": {
      const [length, batch] = first.shape;
      const [width] = specs[1]!.shape;
      const { saved } = cellParts[attributes.cell as Cell];
      return [...like([length + 1, batch, width]), ...like([length, saved, batch, width])];
    }
    case "RecurrentGradient": {
      const [length, , batch] = specs[1]!.shape;
      return outputs.flatMap(() => like([length, batch, specs[2]!.shape[1]]));
    }
    case "Einsum":
      return like(einsumShape(attributes.equation as string, specs as ArraySpec[]));
    case "Conv": {
      const filters = specs[1]!.shape[0];
      return like([first.shape[0], filters, ...windowCounts(first.shape.slice(2), attributes)]);
    }
    case "MaxPool":
    case "AveragePool": {
      const shape = [...first.shape.slice(0, 2), ...windowCounts(first.shape.slice(2), attributes)];
      return outputs.map((_, i) => ({ type: i === 0 ? first.type : "int64", shape }));
    }
    case "ConvTranspose": {
      const { kernel_shape, strides, dilations, pads, output_padding } = attributes as {
        readonly [name: string]: readonly number[];
      };
      const lengths = kernel_shape.map((size, i) =>
        (first.shape[2 + i] - 1) * strides[i] + (size - 1) * dilations[i] + 1 -
        pads[i] - pads[i + kernel_shape.length] + output_padding[i]
      );
      return like([first.shape[0], specs[1]!.shape[1] * number("group", 1), ...lengths]);
    }
    case "ReorderOutput":
      return like(first.shape.with(1, number("channels", first.shape[1])));
    case "DepthToSpace": {
      const [batch, channels, height, width] = first.shape;
      const block = number("blocksize", 1);
      return like([batch, channels / block ** 2, height * block, width * block]);
    }
    default: {
      if (!ELEMENTWISE.has(op)) throw new TypeError(`Cannot infer the shape of ${op}`);
      const shape = broadcastShape(specs.flatMap((spec) => spec ? [spec.shape] : []));
      return [{ type: PREDICATES.has(op) ? "bool" : first.type, shape }];
    }
  }
}

/** ONNX's elementwise operators that lowerings use, besides those with their own rules. */
const ELEMENTWISE: ReadonlySet<string> = new Set([
  ...PREDICATES,
  ..."Add Sub Mul Div Mod Pow Max Min Sum And Or Xor Not BitwiseAnd Clip".split(" "),
  ..."Abs Neg Sign Floor Ceil Round Reciprocal Sqrt Exp Log Erf Sigmoid Tanh".split(" "),
  ..."Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh".split(" "),
  ..."Relu LeakyRelu Elu Selu Softplus Gelu".split(" "),
]);

/** The first element, the step and the number of elements of a slice, for each axis. */
export interface Slice {
  readonly starts: readonly number[];
  readonly steps: readonly number[];
  readonly shape: readonly number[];
}

/** Returns the slice that a Slice node takes. */
export function sliceOf({ inputs }: OnnxNode, known: Known): Slice {
  const { shape } = known.spec(inputs[0]);
  const [starts, ends] = [known.integers(inputs[1]), known.integers(inputs[2])];
  const axes = inputs[3] ? known.integers(inputs[3]) : starts.map((_, i) => i);
  const steps = inputs[4] ? known.integers(inputs[4]) : starts.map(() => 1);
  const slice = { starts: shape.map(() => 0), steps: shape.map(() => 1), shape: [...shape] };
  axes.forEach((at, i) => {
    const axis = fromStart(at, shape.length);
    const [length, step] = [shape[axis], steps[i]];
    const place = (index: number) => index < 0 ? index + length : index;
    const within = (index: number, least: number, most: number) =>
      Math.max(least, Math.min(index, most));
    const [start, end] = step > 0
      ? [within(place(starts[i]), 0, length), within(place(ends[i]), 0, length)]
      : [within(place(starts[i]), -1, length - 1), within(place(ends[i]), -1, length - 1)];
    slice.starts[axis] = start;
    slice.steps[axis] = step;
    slice.shape[axis] = Math.max(0, Math.ceil((end - start) / step));
  });
  return slice;
}

/** Returns the numbers of elements that a Pad node adds before and after each axis; negative ones are removed. */
export function padsOf({ inputs }: OnnxNode, known: Known): [before: number, after: number][] {
  const { shape } = known.spec(inputs[0]);
  const counts = known.integers(inputs[1]);
  const axes = inputs[3] ? known.integers(inputs[3]) : shape.map((_, axis) => axis);
  const pads = shape.map((): [number, number] => [0, 0]);
  axes.forEach((axis, i) => pads[axis] = [counts[i], counts[axes.length + i]]);
  return pads;
}

/** Returns the shape of broadcast operands. */
export function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, i) => {
    const lengths = shapes.map((shape) => shape[shape.length - rank + i] ?? 1);
    return lengths.find((length) => length !== 1) ?? 1;
  });
}

/** Returns an axis counted from the start. */
export function fromStart(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

function reducedShape(
  shape: readonly number[],
  axes: readonly number[],
  keepDims: number,
): number[] {
  const reduced = axes.map((axis) => fromStart(axis, shape.length));
  return keepDims
    ? shape.map((length, axis) => reduced.includes(axis) ? 1 : length)
    : shape.filter((_, axis) => !reduced.includes(axis));
}

function windowCounts(
  lengths: readonly number[],
  attributes: { readonly [name: string]: Attribute },
): number[] {
  const { kernel_shape, strides, dilations, pads } = attributes as {
    readonly [name: string]: readonly number[] | undefined;
  };
  return lengths.map((length, i) => {
    const before = pads?.[i] ?? 0;
    const after = pads?.[i + lengths.length] ?? 0;
    const reach = (kernel_shape![i] - 1) * (dilations?.[i] ?? 1) + 1;
    return Math.floor((length + before + after - reach) / (strides?.[i] ?? 1)) + 1;
  });
}

function einsumShape(equation: string, specs: readonly ArraySpec[]): number[] {
  const [terms, result] = equation.replaceAll(" ", "").split("->");
  const lengths = new Map(
    terms.split(",").flatMap((term, i) =>
      [...term].map((index, axis): [string, number] => [index, specs[i].shape[axis]])
    ),
  );
  return [...result].map((index) => lengths.get(index)!);
}

/** Returns the size of an array in bytes. */
export function bytesOf({ type, shape }: ArraySpec): number {
  const width = { float32: 4, int32: 4, bool: 1, uint8: 1, int64: 8, float64: 8 }[type];
  return width * sizeOf(shape);
}
