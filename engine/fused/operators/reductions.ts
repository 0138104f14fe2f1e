import { sizeOf } from "../../compiled/graph.ts";
import { fromStart } from "../infer.ts";
import type { Store } from "../loops.ts";
import type { Storage } from "../storage.ts";
import { type Lazy, located, reshapeView } from "../values.ts";
import { binary, castTo, constant, POLYNOMIAL, unary } from "./elementwise.ts";
import { integer, type Operator, type Use } from "./operator.ts";

/** Operators that combine the elements of an axis. */
export const reductionOperators = {
  ReduceSum: reduce("add"),
  ReduceProd: reduce("mul"),
  ReduceMax: reduce("max"),
  ReduceMin: reduce("min"),
  ReduceMean(use) {
    const sum = reduced("add", use.storage, use.operand(0), axesOf(use));
    const count = constant(sizeOf(use.operand(0).shape) / sizeOf(sum.shape));
    const mean = use.storage.mapped(
      "float32",
      sum.shape,
      [sum],
      ([sum]) => binary("div", sum, count),
      1,
    );
    return reshapeView(mean, use.shape);
  },
  Softmax({ node, type, shape, storage, operand }) {
    const x = operand(0);
    const axes = [fromStart(integer(node, "axis", -1), shape.length)];
    const most = reduced("max", storage, x, axes);
    const powers = storage.array(
      storage.mapped(
        type,
        shape,
        [x, most],
        ([x, most]) => unary("exp", binary("sub", x, most)),
        POLYNOMIAL,
      ),
    );
    const sum = reduced("add", storage, powers, axes);
    return storage.mapped(type, shape, [powers, sum], ([a, b]) => binary("div", a, b), 1);
  },
  ArgMax: extreme("max"),
  ArgMin: extreme("min"),
} satisfies { [op: string]: Operator };

function reduce(combine: Combine): Operator {
  return (use) =>
    reshapeView(reduced(combine, use.storage, use.operand(0), axesOf(use)), use.shape);
}

function axesOf({ node, known, operand }: Use): number[] {
  return known.integers(node.inputs[1]).map((axis) => fromStart(axis, operand(0).shape.length));
}

type Combine = NonNullable<Store["combine"]>;

/** Combines the elements along axes, which get length 1. */
function reduced(combine: Combine, storage: Storage, x: Lazy, axes: readonly number[]): Lazy {
  const shape = x.shape.map((length, axis) => axes.includes(axis) ? 1 : length);
  const isBool = x.type === "bool";
  const type = isBool ? "int32" : x.type;
  const value = isBool ? storage.mapped("int32", x.shape, [x], ([x]) => castTo("int32", x), 1) : x;
  const target = storage.newArray(type, shape);
  storage.schedule.store([{ value: storage.readable(value), target, combine }]);
  return isBool && combine !== "add" && combine !== "mul"
    ? storage.mapped("bool", shape, [target], ([x]) => castTo("bool", x), 1)
    : target;
}

/** The index of the largest or the smallest element along an axis. */
function extreme(of: "max" | "min"): Operator {
  return ({ node, shape, storage, operand }) => {
    const x = storage.array(operand(0));
    const axis = fromStart(integer(node, "axis"), x.shape.length);
    const out = storage.newArray("int32", shape);
    storage.schedule.kernel(
      located({
        kind: "extreme",
        of,
        outer: sizeOf(x.shape.slice(0, axis)),
        length: x.shape[axis],
        inner: sizeOf(x.shape.slice(axis + 1)),
        type: x.type,
      }, { x, out }),
      [x.block],
      [out.block],
    );
    return out;
  };
}
