import { sizeOf } from "../../compiled/graph.ts";
import { fromStart, padsOf, sliceOf } from "../infer.ts";
import { expandOf, type Lazy, reshapeView, sliceView, transposeOf, viewOf } from "../values.ts";
import { integer, type Operator } from "./operator.ts";

/** Elements of a transposition from which ONNX Runtime's is faster. */
const LARGE_TRANSPOSE = 1 << 14;

/** Operators that move elements and change none. */
export const shapeOperators = {
  Identity: ({ operand }) => operand(0),
  Reshape({ shape, storage, operand }) {
    // Axes of elements that are in no memory cannot be merged.
    const x = operand(0);
    return reshapeView(storage.settled(x) ?? x, shape) ?? reshapeView(storage.array(x), shape)!;
  },
  Transpose({ node, shape, operand }) {
    const perm = node.attributes.perm as readonly number[];
    const moved = perm.findLastIndex((axis, i) => axis !== i && shape[i] !== 1);
    if (moved === perm.length - 1 && sizeOf(shape) >= LARGE_TRANSPOSE) return undefined;
    return transposeOf(operand(0), perm);
  },
  Slice({ node, shape, known, operand }) {
    const { starts, steps } = sliceOf(node, known);
    return sliceView(operand(0), starts, steps, shape);
  },
  Split({ node, known, operand }) {
    const x = operand(0);
    const axis = fromStart(integer(node, "axis"), x.shape.length);
    let start = 0;
    return node.outputs.map((part) => {
      const { shape } = known.spec(part);
      const starts = shape.map((_, i) => i === axis ? start : 0);
      start += shape[axis];
      return sliceView(x, starts, shape.map(() => 1), shape);
    });
  },
  Expand: ({ shape, operand }) => expandOf(operand(0), shape),
  Concat({ node, type, shape, operand }) {
    const axis = fromStart(integer(node, "axis"), shape.length);
    let start = 0;
    const parts = node.inputs.map((_, i) => {
      const value = operand(i);
      const starts = shape.map((_, other) => other === axis ? start : 0);
      start += value.shape[axis];
      return { value, starts };
    });
    return { kind: "joined", type, shape, parts };
  },
  Pad({ node, type, shape, known, operand }) {
    const pads = padsOf(node, known);
    const x = operand(0);
    const inner = sliceView(
      x,
      pads.map(([before]) => Math.max(0, -before)),
      pads.map(() => 1),
      x.shape.map((length, axis) =>
        length + pads[axis].reduce((sum, count) => sum + Math.min(0, count), 0)
      ),
    );
    if (pads.flat().every((count) => count <= 0)) return inner;
    const value: Lazy = node.inputs[2]
      ? operand(2)
      : { kind: "uniform", type, shape: [], value: 0 };
    const starts = pads.map(([before]) => Math.max(0, before));
    const around = expandOf(value, shape);
    return { kind: "joined", type, shape, around, parts: [{ value: inner, starts }] };
  },
  Tile({ shape, storage, operand }) {
    // [a, b] as [repeats of a, a, repeats of b, b].
    const x = operand(0);
    const repeats = x.shape.map((length, axis) => shape[axis] / length);
    const paired = x.shape.flatMap((length, axis) => [repeats[axis], length]);
    const tiled = viewOf(x, paired, (index) => x.shape.map((_, axis) => index[2 * axis + 1]));
    return reshapeView(tiled, shape) ?? reshapeView(storage.array(tiled), shape)!;
  },
} satisfies { [op: string]: Operator };
