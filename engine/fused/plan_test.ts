import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/close.ts";
import { GraphBuilder } from "../../tests/graph_builder.ts";
import {
  kernelsOf,
  kindsOf,
  planAlone,
  planInPlace,
  runPlan,
  runSteps,
} from "../../tests/run_plan.ts";

/** A step on a state `a`, `b`, …, by hand. */
interface Step {
  readonly state: { readonly [leaf: string]: readonly number[] };
  readonly shapes?: { readonly [leaf: string]: readonly number[] };
  /** Returns the next leaves and the metrics. */
  step(
    builder: GraphBuilder,
  ): { next: { [leaf: string]: string }; metrics?: { [name: string]: string } };
  /** The values after one step and after two, and the metrics of both. */
  readonly expected: readonly { readonly [name: string]: readonly number[] }[];
}

const STEPS: { readonly [what: string]: Step } = {
  "two leaves that swap, and one that is a third's": {
    state: { a: [1, 2], b: [3, 4], c: [5, 6], d: [7, 8] },
    step: () => ({ next: { a: "b", b: "a", c: "d" } }),
    expected: [{ a: [3, 4], b: [1, 2], c: [7, 8] }, { a: [1, 2], b: [3, 4], c: [7, 8] }],
  },
  "leaves of different shapes that take each other's elements": {
    state: { a: [1, 2, 3, 4], b: [5, 6, 7, 8] },
    shapes: { a: [2, 2], b: [4] },
    step: (builder) => ({
      next: {
        a: builder.op("Reshape", ["b", [2, 2]])[0],
        b: builder.op("Reshape", ["a", [4]])[0],
      },
    }),
    expected: [{ a: [5, 6, 7, 8], b: [1, 2, 3, 4] }, { a: [1, 2, 3, 4], b: [5, 6, 7, 8] }],
  },
  "leaves that are each other's transpose, and their own": {
    state: { a: [1, 2, 3, 4], b: [5, 6, 7, 8], c: [1, 2, 3, 4] },
    shapes: { a: [2, 2], b: [2, 2], c: [2, 2] },
    step(builder) {
      const turned = (name: string) => builder.op("Transpose", [name], { perm: [1, 0] })[0];
      return { next: { a: turned("b"), b: turned("a"), c: turned("c") } };
    },
    expected: [
      { a: [5, 7, 6, 8], b: [1, 3, 2, 4], c: [1, 3, 2, 4] },
      { a: [1, 2, 3, 4], b: [5, 6, 7, 8], c: [1, 2, 3, 4] },
    ],
  },
  "a leaf in reverse, a part of another, and a cycle of three": {
    state: { a: [1, 2, 3], b: [4, 5, 6], c: [7, 8, 9], d: [0, 1, 2] },
    step(builder) {
      const reversed = (name: string) => builder.op("Slice", [name, [-1], [-4], [0], [-1]])[0];
      const head = builder.op("Slice", ["a", [0], [1]])[0];
      const next = builder.op("Concat", [head, builder.op("Slice", ["b", [1], [3]])[0]], {
        axis: 0,
      })[0];
      return { next: { a: reversed("b"), b: reversed("c"), c: reversed("a"), d: next } };
    },
    expected: [
      { a: [6, 5, 4], b: [9, 8, 7], c: [3, 2, 1], d: [1, 5, 6] },
      { a: [7, 8, 9], b: [1, 2, 3], c: [4, 5, 6], d: [6, 8, 7] },
    ],
  },
  "a momentum that two updates read, and metrics of old and new values": {
    state: { m: [1, 2], p: [10, 20], q: [30, 40] },
    step(builder) {
      const half = builder.constant([0.5], []);
      const [decayed] = builder.op("Mul", ["m", half]);
      const [next] = builder.op("Add", [decayed, "p"]);
      return {
        next: {
          m: next,
          p: builder.op("Sub", ["p", next])[0],
          q: builder.op("Add", ["q", next])[0],
        },
        metrics: {
          before: "m",
          after: next,
          total: builder.op("ReduceSum", ["p", [0]], { keepdims: 0 })[0],
        },
      };
    },
    expected: [
      {
        m: [10.5, 21],
        p: [-0.5, -1],
        q: [40.5, 61],
        before: [1, 2],
        after: [10.5, 21],
        total: [30],
      },
      {
        m: [4.75, 9.5],
        p: [-5.25, -10.5],
        q: [45.25, 70.5],
        before: [10.5, 21],
        after: [4.75, 9.5],
        total: [-1.5],
      },
    ],
  },
  "a mean over a leaf that is taken from all its elements": {
    state: { a: [1, 2, 6], b: [0, 0, 0] },
    step(builder) {
      const [mean] = builder.op("ReduceMean", ["a", [0]], { keepdims: 1 });
      return {
        next: { a: builder.op("Sub", ["a", mean])[0], b: builder.op("Add", ["b", mean])[0] },
      };
    },
    expected: [{ a: [-2, -1, 3], b: [3, 3, 3] }, { a: [-2, -1, 3], b: [3, 3, 3] }],
  },
  "rows added to a table whose old rows another leaf and a metric have": {
    state: { table: [1, 2, 3, 4, 5, 6], old: [0, 0, 0, 0, 0, 0] },
    shapes: { table: [3, 2], old: [3, 2] },
    step(builder) {
      const indices = builder.constant([2, 0], [2, 1], "int64");
      const rows = builder.constant([10, 20, 30, 40], [2, 2]);
      const [next] = builder.op("ScatterND", ["table", indices, rows], { reduction: "add" });
      return { next: { table: next, old: "table" }, metrics: { before: "table" } };
    },
    expected: [
      { table: [31, 42, 3, 4, 15, 26], old: [1, 2, 3, 4, 5, 6], before: [1, 2, 3, 4, 5, 6] },
      {
        table: [61, 82, 3, 4, 25, 46],
        old: [31, 42, 3, 4, 15, 26],
        before: [31, 42, 3, 4, 15, 26],
      },
    ],
  },
  "rows added to a value that others still read": {
    state: { table: [1, 2, 3], a: [0, 0, 0], b: [0, 0, 0] },
    step(builder) {
      const indices = builder.constant([2], [1, 1], "int64");
      const [negative] = builder.op("Neg", ["table"]);
      const [next] = builder.op("ScatterND", [negative, indices, builder.constant([9])], {
        reduction: "none",
      });
      const [sum] = builder.op("Add", [next, negative]);
      return { next: { a: next, b: sum, table: negative } };
    },
    expected: [
      { table: [-1, -2, -3], a: [-1, -2, 9], b: [-2, -4, 6] },
      { table: [1, 2, 3], a: [1, 2, 9], b: [2, 4, 12] },
    ],
  },
  "rows replaced in a function of a leaf that changes before": {
    state: { p: [1, 2, 3], table: [0, 0, 0] },
    step(builder) {
      const indices = builder.constant([1], [1, 1], "int64");
      const [reversed] = builder.op("Slice", ["p", [-1], [-4], [0], [-1]]);
      const [base] = builder.op("Add", [reversed, "table"]);
      const [next] = builder.op("ScatterND", [base, indices, builder.constant([5])], {
        reduction: "none",
      });
      return { next: { p: builder.op("Add", ["p", builder.constant([1], [])])[0], table: next } };
    },
    expected: [{ p: [2, 3, 4], table: [3, 5, 1] }, { p: [3, 4, 5], table: [7, 5, 3] }],
  },
  "a function of a table to which rows have been added, where a loop over the old table could join":
    {
      state: { table: [1, 2, 3], other: [0, 0, 0] },
      step(builder) {
        const indices = builder.constant([1], [1, 1], "int64");
        const [next] = builder.op("ScatterND", ["table", indices, builder.constant([10])], {
          reduction: "add",
        });
        return {
          next: { table: next, other: builder.op("Neg", [next])[0] },
          metrics: { square: builder.op("Mul", ["table", "table"])[0] },
        };
      },
      expected: [
        { table: [1, 12, 3], other: [-1, -12, -3], square: [1, 4, 9] },
        { table: [1, 22, 3], other: [-1, -22, -3], square: [1, 144, 9] },
      ],
    },
  "a leaf that is constant, one that stays, and one without elements": {
    state: { a: [1, 2], b: [3], none: [] },
    shapes: { none: [0, 3] },
    step(builder) {
      return {
        next: { a: builder.constant([7, 8]), b: "b", none: builder.op("Neg", ["none"])[0] },
      };
    },
    expected: [{ a: [7, 8], b: [3], none: [] }, { a: [7, 8], b: [3], none: [] }],
  },
};

for (const [what, { state, shapes = {}, step, expected }] of Object.entries(STEPS)) {
  Deno.test(`a step in place: ${what}`, async () => {
    const builder = new GraphBuilder();
    for (const [leaf, values] of Object.entries(state)) {
      builder.input(leaf, shapes[leaf] ?? [values.length]);
    }
    const { next, metrics = {} } = step(builder);
    const replaces: { [output: string]: string } = {};
    for (const [leaf, value] of Object.entries(next)) {
      builder.output(`next/${leaf}`, value);
      replaces[`next/${leaf}`] = leaf;
    }
    for (const [name, value] of Object.entries(metrics)) builder.output(name, value);
    const data = Object.fromEntries(
      Object.entries(state).map(([leaf, values]) => [leaf, Float32Array.from(values)]),
    );
    const plan = planInPlace(builder.finish(), replaces);
    const steps = await runSteps(plan, replaces, data, expected.length);
    const values = steps.map((outputs) =>
      Object.fromEntries(
        Object.entries(outputs).map(([name, { data }]) => [replaces[name] ?? name, [...data]]),
      )
    );
    assert.deepEqual(values, expected);
  });
}

Deno.test("an update of several leaves of a shape is one loop nest, in place", () => {
  const builder = new GraphBuilder();
  for (const leaf of ["p", "m", "v", "g"]) builder.input(leaf, [3, 5]);
  const scalar = (value: number) => builder.constant([value], []);
  const [m] = builder.op("Add", [builder.op("Mul", ["m", scalar(0.9)])[0], "g"]);
  const [square] = builder.op("Mul", ["g", "g"]);
  const [v] = builder.op("Add", [builder.op("Mul", ["v", scalar(0.99)])[0], square]);
  const [root] = builder.op("Sqrt", [v]);
  const [p] = builder.op("Sub", ["p", builder.op("Div", [m, root])[0]]);
  const replaces = { "next/p": "p", "next/m": "m", "next/v": "v" };
  for (const [name, value] of Object.entries({ p, m, v })) builder.output(`next/${name}`, value);
  const plan = planInPlace(builder.finish(), replaces);
  assert.deepEqual(kindsOf(plan), ["loops"]);
  const [loops] = kernelsOf(plan);
  assert.ok(loops.kind === "loops");
  assert.deepEqual(
    loops.stores.map(({ to }) => to.address).toSorted(),
    ["p", "m", "v"].map((name) => plan.inputs[name].address).toSorted(),
  );
});

/** Returns the outputs of a graph as kernels, and in ONNX Runtime alone. */
async function bothWays(
  builder: GraphBuilder,
  data: { [name: string]: Float32Array | Int32Array | Uint8Array },
) {
  const graph = builder.finish();
  const [actual, expected] = [
    await runPlan(planAlone(graph), data),
    await runPlan(planAlone(graph, new Map()), data),
  ];
  for (const [name, { shape, data }] of Object.entries(expected)) {
    assert.deepEqual(actual[name].shape, shape, name);
    assertClose(actual[name].data as Float32Array, data, 1e-6, 1);
  }
  return { plan: planAlone(graph), outputs: actual };
}

Deno.test("a graph without nodes, and one without anything", async () => {
  const builder = new GraphBuilder();
  assert.deepEqual(planAlone(builder.finish()).calls, []);
  builder.output("y", builder.input("x", [2]));
  const plan = planAlone(builder.finish());
  assert.deepEqual(plan.calls, []);
  const { y } = await runPlan(plan, { x: Float32Array.of(1, 2) });
  assert.deepEqual(y, { shape: [2], data: Float32Array.of(1, 2) });
});

Deno.test("indices pass from kernels to sessions and back, as int64 and as int32", async () => {
  const builder = new GraphBuilder();
  builder.input("x", [3, 4]);
  const [best] = builder.op("ArgMax", ["x"], { axis: 1, keepdims: 0 });
  const odd = builder.constant([1], [], "int64");
  // ONNX Runtime's alone.
  const [bits] = builder.op("BitwiseAnd", [best, odd]);
  const [sum] = builder.op("Add", [bits, best]);
  const [, order] = builder.op("TopK", ["x", [2]], { axis: 1 }, 2);
  const [first] = builder.op("Slice", [order, [0], [1], [1]]);
  const [taken] = builder.op("Gather", ["x", builder.op("Reshape", [first, [3]])[0]], { axis: 1 });
  builder.output("sum", builder.op("Cast", [sum], { to: 6 })[0]);
  builder.output("first", builder.op("Cast", [first], { to: 6 })[0]);
  builder.output("taken", taken);
  const { plan, outputs } = await bothWays(builder, {
    x: Float32Array.of(1, 9, 3, 4, 5, 6, 7, 8, 12, 11, 10, 9),
  });
  assert.deepEqual([...outputs.sum.data], [2, 4, 0]);
  assert.deepEqual([...outputs.first.data], [1, 3, 0]);
  assert.deepEqual([...outputs.taken.data], [9, 4, 1, 6, 8, 5, 11, 9, 12]);
  assert.deepEqual(new Set(kindsOf(plan)), new Set(["extreme", "session", "loops", "gather"]));
});

Deno.test("truth values pass from kernels to sessions and back", async () => {
  const builder = new GraphBuilder();
  builder.input("x", [5]);
  builder.input("y", [5]);
  const [greater] = builder.op("Greater", ["x", "y"]);
  const places = builder.constant([4, 0], [2], "int64");
  const changes = builder.constant([1, 0], [2], "bool");
  // ONNX Runtime's alone.
  const [changed] = builder.op("ScatterElements", [greater, places, changes], { axis: 0 });
  const [both] = builder.op("And", [changed, builder.op("Not", [greater])[0]]);
  builder.output("both", both);
  builder.output(
    "any",
    builder.op("ReduceMax", [builder.op("Cast", [both], { to: 6 })[0], [0]], { keepdims: 0 })[0],
  );
  const { outputs } = await bothWays(builder, {
    x: Float32Array.of(3, 1, 2, 5, 0),
    y: Float32Array.of(1, 2, NaN, 4, 0),
  });
  assert.deepEqual([...outputs.both.data], [0, 0, 0, 0, 1]);
  assert.deepEqual([...outputs.any.data], [1]);
});

Deno.test("a view that two sessions read is put in order once, before the first of them", async () => {
  const builder = new GraphBuilder();
  builder.input("x", [4, 6]);
  const [part] = builder.op("Slice", ["x", [1], [3], [1]]);
  const [sine] = builder.op("Sin", [part]);
  const [sum] = builder.op("ReduceSum", [sine, [0]], { keepdims: 1 });
  const [tangent] = builder.op("Tan", [sum]);
  const [both] = builder.op("Cos", [part]);
  builder.output("y", builder.op("Add", [both, tangent])[0]);
  const { plan } = await bothWays(builder, {
    x: Float32Array.from({ length: 24 }, (_, i) => i / 10),
  });
  const copies = kernelsOf(plan).flatMap((kernel) =>
    kernel.kind === "loops"
      ? kernel.stores.filter(({ value, combine }) => value.kind === "load" && !combine)
      : []
  );
  assert.equal(copies.length, 1);
  assert.equal(kindsOf(plan).filter((kind) => kind === "session").length, 2);
});

Deno.test("sums, means and choices over no elements", async () => {
  const builder = new GraphBuilder();
  builder.input("x", [2, 0]);
  const reduced = (op: string) => builder.op(op, ["x", [1]], { keepdims: 0 })[0];
  builder.output("sum", reduced("ReduceSum"));
  builder.output("product", reduced("ReduceProd"));
  builder.output("joined", builder.op("Concat", ["x", "x"], { axis: 0 })[0]);
  const { sum, product, joined } = await runPlan(planAlone(builder.finish()), {
    x: new Float32Array(),
  });
  assert.deepEqual([...sum.data], [0, 0]);
  assert.deepEqual([...product.data], [1, 1]);
  assert.deepEqual(joined, { shape: [4, 0], data: new Float32Array() });
});

Deno.test("an operand that a product or a reduction reads may be put together, backwards or turned", async () => {
  const builder = new GraphBuilder();
  builder.input("x", [2, 3]);
  builder.input("y", [4, 3]);
  const [joined] = builder.op("Concat", ["x", builder.op("Neg", ["x"])[0]], { axis: 0 });
  const [backwards] = builder.op("Slice", ["y", [-1], [-5], [0], [-1]]);
  const [turned] = builder.op("Transpose", [joined], { perm: [1, 0] });
  builder.output("sum", builder.op("ReduceSum", [joined, [0, 1]], { keepdims: 0 })[0]);
  builder.output("softmax", builder.op("Softmax", [joined], { axis: 0 })[0]);
  builder.output("gemm", builder.op("Gemm", [backwards, joined], { transB: 1 })[0]);
  builder.output("matmul", builder.op("MatMul", [backwards, turned])[0]);
  const { outputs } = await bothWays(builder, {
    x: Float32Array.of(1, 2, 3, 4, 5, 6),
    y: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1),
  });
  assert.deepEqual([...outputs.gemm.data].slice(0, 4), [6, 15, -6, -15]);
});

Deno.test("the state is written after the last index is checked, also where loops before it could write it", () => {
  const builder = new GraphBuilder();
  builder.input("count", []);
  builder.input("table", [3, 2]);
  builder.input("ids", [2], "int32");
  const [decay] = builder.op("Exp", [builder.op("Tanh", [builder.op("Neg", ["count"])[0]])[0]]);
  const [words] = builder.op("Gather", ["table", "ids"], { axis: 0 });
  builder.output("next", builder.op("Add", ["count", builder.constant([1], [])])[0]);
  builder.output("square", builder.op("Mul", [decay, decay])[0]);
  builder.output("scaled", builder.op("Mul", [words, decay])[0]);
  const plan = planInPlace(builder.finish(), { next: "count" });
  const kernels = kernelsOf(plan);
  const written = kernels.findIndex((kernel) =>
    kernel.kind === "loops" &&
    kernel.stores.some(({ to }) => to.address === plan.inputs.count.address)
  );
  const checked = kernels.findIndex(({ kind }) => kind === "gather");
  assert.ok(checked > 0 && written > checked, kindsOf(plan).join());
});

Deno.test("a large matrix is transposed by ONNX Runtime; a small one, and axes before rows, are views", async () => {
  for (
    const [shape, perm, kinds] of [
      [[200, 100], [1, 0], ["session", "loops"]],
      [[20, 10], [1, 0], ["loops"]],
      [[20, 10, 100], [1, 0, 2], ["loops"]],
    ] as const
  ) {
    const builder = new GraphBuilder();
    const [turned] = builder.op("Transpose", [builder.input("x", shape)], { perm });
    builder.output("y", builder.op("Neg", [turned])[0]);
    const size = shape.reduce<number>((product, length) => product * length, 1);
    const { plan } = await bothWays(builder, {
      x: Float32Array.from({ length: size }, (_, i) => i),
    });
    assert.deepEqual(kindsOf(plan), kinds);
  }
});

Deno.test("a pad that only removes is a view, and one that adds has the value that it is given", async () => {
  const builder = new GraphBuilder();
  builder.input("x", [3, 4]);
  builder.output("less", builder.op("Pad", ["x", [0, -1, -1, -2]])[0]);
  const value = builder.constant([9], []);
  builder.output("more", builder.op("Pad", ["x", [1, -1, 0, 1], value])[0]);
  builder.input("given", []);
  builder.output(
    "given more",
    builder.op("Pad", ["x", [0, 0, 0, 1], builder.op("Exp", ["given"])[0]])[0],
  );
  const { outputs } = await bothWays(builder, {
    x: Float32Array.from({ length: 12 }, (_, i) => i),
    given: Float32Array.of(0),
  });
  assert.deepEqual([...outputs.less.data], [1, 5]);
  assert.deepEqual([...outputs.more.data], [9, 9, 9, 9, 1, 2, 3, 9, 5, 6, 7, 9, 9, 10, 11, 9]);
  assert.deepEqual([...outputs["given more"].data].slice(0, 5), [0, 1, 2, 3, 1]);
});

Deno.test("a very long chain is one loop, and integers that kernels cannot divide go to ONNX Runtime", async () => {
  const builder = new GraphBuilder();
  let value = builder.input("x", [7]);
  for (let i = 0; i < 40; i++) [value] = builder.op("Tanh", [value]);
  builder.output("chain", value);
  builder.input("n", [3], "int32");
  builder.output("halves", builder.op("Div", ["n", builder.constant([2], [], "int32")])[0]);
  const { plan, outputs } = await bothWays(builder, {
    x: Float32Array.of(-3, -1, 0, 0.5, 1, 2, 9),
    n: Int32Array.of(7, 8, 9),
  });
  assert.deepEqual([...outputs.halves.data], [3, 4, 4]);
  assert.deepEqual(kindsOf(plan).toSorted(), ["loops", "session"]);
});

Deno.test("a session reads what the one before it computed, if a kernel comes between", async () => {
  const builder = new GraphBuilder();
  builder.input("x", [2, 3]);
  const [cosine] = builder.op("Cos", ["x"]);
  const [hyperbolic] = builder.op("Cosh", ["x"]);
  const [sum] = builder.op("ReduceSum", [cosine, [1]], { keepdims: 1 });
  // ONNX Runtime's alone, with exponents that vary.
  builder.output("y", builder.op("Pow", [hyperbolic, sum])[0]);
  const { plan } = await bothWays(builder, { x: Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6) });
  assert.deepEqual(kindsOf(plan), ["session", "loops", "session"]);
});
