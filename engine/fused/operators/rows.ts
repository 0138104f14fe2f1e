import { sizeOf } from "../../compiled/graph.ts";
import { fromStart } from "../infer.ts";
import type { Storage } from "../storage.ts";
import { contiguous, type Held, type Lazy, located, reshapeView, sliceView } from "../values.ts";
import { binary, constant, select } from "./elementwise.ts";
import { integer, type Operator } from "./operator.ts";

/** Operators that take rows by their indices, or change them. */
export const rowOperators = {
  Gather({ node, shape, storage, operand }) {
    const x = storage.array(operand(0));
    const axis = fromStart(integer(node, "axis"), x.shape.length);
    return gathered(storage, x, axis, operand(1), shape);
  },
  GatherND({ node, shape, storage, operand }) {
    if (integer(node, "batch_dims") > 0) return undefined;
    const x = storage.array(operand(0));
    const indices = operand(1);
    const depth = indices.shape.at(-1)!;
    const rows = reshapeView(x, [sizeOf(x.shape.slice(0, depth)), ...x.shape.slice(depth)]);
    return gathered(storage, rows as Held, 0, flatIndices(storage, indices, x.shape), shape);
  },
  ScatterND({ node, type, shape, storage, operand }) {
    const combine = node.attributes.reduction === "add" ? "add" : "replace";
    const base = operand(0);
    const tuples = operand(1);
    const depth = tuples.shape.at(-1)!;
    const rows = storage.array(operand(2));
    const indices = storage.array(flatIndices(storage, tuples, shape));
    return {
      kind: "scattered",
      type,
      shape,
      base,
      change: (out) =>
        storage.schedule.kernel(
          located({
            kind: "scatter",
            length: sizeOf(shape.slice(0, depth)),
            inner: sizeOf(shape.slice(depth)),
            count: sizeOf(indices.shape),
            type,
            combine,
          }, { rows, indices, out }),
          [rows.block, indices.block, out.block],
          [out.block],
        ),
    };
  },
} satisfies { [op: string]: Operator };

function gathered(
  storage: Storage,
  x: Held,
  axis: number,
  indices: Lazy,
  shape: readonly number[],
): Held {
  const places = storage.array(indices);
  const out = storage.newArray(x.type, shape);
  storage.schedule.kernel(
    located({
      kind: "gather",
      outer: sizeOf(x.shape.slice(0, axis)),
      length: x.shape[axis],
      inner: sizeOf(x.shape.slice(axis + 1)),
      count: sizeOf(indices.shape),
      type: x.type,
    }, { x, indices: places, out }),
    [x.block, places.block],
    [out.block],
  );
  return out;
}

/** Turns tuples of indices `[…, depth]` into indices of the flat leading axes; −1 if one is out of bounds. */
function flatIndices(storage: Storage, indices: Lazy, lengths: readonly number[]): Lazy {
  const depth = indices.shape.at(-1)!;
  const shape = indices.shape.slice(0, -1);
  const one = (axis: number) =>
    reshapeView(
      sliceView(
        indices,
        indices.shape.map((_, i) => i === shape.length ? axis : 0),
        indices.shape.map(() => 1),
        [...shape, 1],
      ),
      shape,
    ) ?? storage.array(indices);
  if (depth === 1) return one(0);
  const strides = contiguous(lengths.slice(0, depth));
  const parts = Array.from({ length: depth }, (_, axis) => one(axis));
  return storage.mapped("int32", shape, parts, (places) => {
    const flat = places.map((place, axis) => binary("mul", place, constant(strides[axis], "int32")))
      .reduce((a, b) => binary("add", a, b));
    const within = places.map((place, axis) =>
      binary(
        "and",
        binary("ge", place, constant(0, "int32")),
        binary("lt", place, constant(lengths[axis], "int32")),
      )
    ).reduce((a, b) => binary("and", a, b));
    return select(within, flat, constant(-1, "int32"));
  }, 6 * depth);
}
