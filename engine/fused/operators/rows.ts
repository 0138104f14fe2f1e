import { sizeOf } from "../../compiled/graph.ts";
import { fromStart } from "../infer.ts";
import type { Storage } from "../storage.ts";
import type { SumRows } from "../loops.ts";
import {
  contiguous,
  type Held,
  type Lazy,
  located,
  reshapeView,
  type Scattered,
  sliceView,
  type Summed,
} from "../values.ts";
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
    const sizes = {
      length: sizeOf(shape.slice(0, depth)),
      inner: sizeOf(shape.slice(depth)),
      count: sizeOf(indices.shape),
    };
    const scattered: Scattered = {
      kind: "scattered",
      type,
      shape,
      base,
      change: (out) =>
        storage.schedule.kernel(
          located({ kind: "scatter", ...sizes, type, combine }, { rows, indices, out }),
          [rows.block, indices.block, out.block],
          [out.block],
        ),
    };
    const few = depth === 1 && sizes.count + 1 < sizes.length;
    if (combine === "replace" || type !== "float32" || !few) return scattered;
    const sum = () => summed(storage, sizes, shape, rows, indices);
    if (base.kind === "uniform" && base.value === 0) return { ...scattered, sum };
    if (base.kind !== "mapped" || storage.settled(base)) return scattered;
    // A loop goes through the whole base anyway.
    const zeros: Lazy = { kind: "uniform", type, shape, value: 0 };
    const added: Scattered = { ...scattered, base: zeros, sum };
    return storage.mapped(type, shape, [base, added], ([a, b]) => binary("add", a, b), 1);
  },
} satisfies { [op: string]: Operator };

/** Sums rows with the same index, so that loops need no table of mostly zeros. */
function summed(
  storage: Storage,
  sizes: Pick<SumRows, "length" | "inner" | "count">,
  shape: readonly number[],
  rows: Held,
  indices: Held,
): Summed {
  const slots = storage.newArray("int32", [sizes.length]);
  const sums = storage.newArray("float32", [sizes.count + 1, ...shape.slice(1)]);
  storage.schedule.kernel(
    located({ kind: "sum", ...sizes }, { rows, indices, slots, sums }),
    [rows.block, indices.block],
    [slots.block, sums.block],
  );
  return { rows: sums, slots };
}

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
