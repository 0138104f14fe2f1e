import type { NdArray } from "../engine/mod.ts";
import type { Random } from "../engine/random.ts";
import { GraphBuilder } from "./graph_builder.ts";

type Shape = readonly number[];

/** Shapes of values: of equal sizes, with axes of length 1, vectors, a number, and one without elements. */
const SHAPES: readonly Shape[] = [[4, 6], [6, 4], [24], [2, 3, 4], [4, 1], [6], [1, 6], [], [4], [
  0,
  6,
]];

/** A graph of random operators over a state, an input and indices, and the data of its inputs. */
export interface RandomGraph {
  readonly graph: ReturnType<GraphBuilder["finish"]>;
  /** Data of all inputs, by name. */
  readonly data: { readonly [name: string]: NdArray["data"] };
  /** The outputs that replace inputs. */
  readonly replaces: { readonly [output: string]: string };
}

/**
 * Draws a graph whose outputs replace the leaves of a state, crosswise too, and report values.
 *
 * All values are numbers from about −2 to 2, and indices have no duplicates where these would replace one another.
 */
export function randomGraph(random: Random, size: number): RandomGraph {
  const builder = new GraphBuilder();
  const data: { [name: string]: NdArray["data"] } = {};
  const floats = new Map<string, Shape>();
  const integer = (below: number) => Math.floor(random.uniform(0, below));
  const pick = <T>(values: readonly T[]): T => values[integer(values.length)];
  const numbers = (count: number) => Float32Array.from({ length: count }, () => random.normal());
  const lengthOf = (shape: Shape) => shape.reduce((product, length) => product * length, 1);
  const keep = (name: string) => {
    const { shape, type } = builder.spec(name);
    if (type === "float32") floats.set(name, shape);
    return name;
  };
  const value = (fits: (shape: Shape) => boolean = () => true) => {
    const fitting = [...floats].filter(([, shape]) => fits(shape)).map(([name]) => name);
    return fitting.length > 0 ? pick(fitting) : undefined;
  };

  const state = SHAPES.flatMap((shape, i) =>
    [0, 1].map((twin) => [`state/${i}${twin}`, shape] as const)
  );
  for (const [name, shape] of [...state, ["x", [4, 6]] as const]) {
    keep(builder.input(name, shape));
    data[name] = numbers(lengthOf(shape)).map(Math.tanh);
  }
  builder.input("rows", [3], "int32");
  data.rows = random.permutation(4).subarray(0, 3);
  keep(builder.constant([...numbers(24)].map(Math.tanh), [4, 6]));

  const bounded = (name: string) => keep(builder.op("Tanh", [name])[0]);
  const steps: (() => void)[] = [
    ...["Add", "Sub", "Mul", "Max", "Min"].map((op) => () => {
      const a = value()!;
      const shape = floats.get(a)!;
      const b = value((other) =>
        other.length <= shape.length &&
        other.every((length, i) => [1, shape[shape.length - other.length + i]].includes(length))
      )!;
      bounded(builder.op(op, random.uniform() < 0.5 ? [a, b] : [b, a])[0]);
    }),
    ...["Neg", "Abs", "Sigmoid", "Relu", "Sin"].map((op) => () => {
      keep(builder.op(op, [value()!])[0]);
    }),
    () => {
      const x = value((shape) => shape.length > 1)!;
      const perm = [...random.permutation(floats.get(x)!.length)];
      keep(builder.op("Transpose", [x], { perm })[0]);
    },
    () => {
      const x = value()!;
      const shape = pick(SHAPES.filter((shape) => lengthOf(shape) === lengthOf(floats.get(x)!)));
      if (shape) keep(builder.op("Reshape", [x, [...shape]])[0]);
    },
    () => {
      const x = value((shape) => shape.some((length) => length > 1))!;
      const shape = floats.get(x)!;
      const axis = shape.findIndex((length) => length > 1);
      const back = random.uniform() < 0.3;
      const bounds = back ? [[-1], [-shape[axis] - 1]] : [[integer(2)], [shape[axis]]];
      keep(builder.op("Slice", [x, ...bounds, [axis], [back ? -1 : 1 + integer(2)]])[0]);
    },
    () => {
      const x = value((shape) => shape.length > 0)!;
      const other = value((shape) => `${shape}` === `${floats.get(x)}`)!;
      const parts = pick([[x, other], [x, x], [x, other, x]]);
      keep(builder.op("Concat", parts, { axis: integer(floats.get(x)!.length) })[0]);
    },
    () => {
      const x = value((shape) => shape.length === 2)!;
      const pads = pick([[1, 0, 0, 2], [0, 1, 0, 0], [-1, 0, 1, 0]]);
      if (floats.get(x)![0] > 1) keep(builder.op("Pad", [x, pads])[0]);
    },
    ...["ReduceSum", "ReduceMean", "ReduceMax", "ReduceProd"].map((op) => () => {
      const x = value((shape) => shape.length > 0 && !shape.includes(0))!;
      const axis = integer(floats.get(x)!.length);
      bounded(builder.op(op, [x, [axis]], { keepdims: integer(2) })[0]);
    }),
    () => {
      const x = value((shape) => shape.length > 0 && shape.at(-1)! > 1)!;
      keep(builder.op("Softmax", [x], { axis: -1 })[0]);
    },
    () => {
      const a = value((shape) => shape.length === 2)!;
      const b = value((shape) => shape.length === 2 && shape[0] === floats.get(a)![1]);
      if (b !== undefined) bounded(builder.op(pick(["Gemm", "MatMul"]), [a, b])[0]);
    },
    () => {
      const x = value((shape) => shape[0] === 4)!;
      keep(builder.op("Gather", [x, "rows"], { axis: 0 })[0]);
    },
    () => {
      const base = value((shape) => shape[0] === 4)!;
      const shape = floats.get(base)!;
      const rows = value((other) => `${other}` === `${[3, ...shape.slice(1)]}`);
      if (!rows) return;
      const [wide] = builder.op("Cast", ["rows"], { to: 7 });
      const [indices] = builder.op("Reshape", [wide, [3, 1]]);
      const reduction = pick(["add", "none"]);
      bounded(builder.op("ScatterND", [base, indices, rows], { reduction })[0]);
    },
    () => {
      const x = value((shape) => shape.length === 2 && shape.every((length) => length > 1))!;
      const [place] = builder.op("ArgMax", [x], { axis: 1, keepdims: 0 });
      const [small] = builder.op("Cast", [place], { to: 1 });
      bounded(small);
    },
    () => {
      const x = value()!;
      const y = value((shape) => `${shape}` === `${floats.get(x)}`)!;
      const [greater] = builder.op("Greater", [x, y]);
      keep(builder.op("Where", [pick([greater, ...builder.op("Not", [greater])]), x, y])[0]);
    },
  ];
  for (let i = 0; i < size; i++) pick(steps)();

  const replaces: { [output: string]: string } = {};
  for (const [name, shape] of state) {
    // A leaf that does not change is no output.
    const next = value((other) => `${other}` === `${shape}`)!;
    if (next === name) continue;
    builder.output(`next/${name}`, next);
    replaces[`next/${name}`] = name;
  }
  for (let i = 0; i < 3; i++) builder.output(`metrics/${i}`, value()!);
  return { graph: builder.finish(), data, replaces };
}
