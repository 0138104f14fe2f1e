import assert from "node:assert/strict";
import * as tf from "../tf.ts";
import type { Tensors } from "../tree.ts";
import { type Graph, liveNodes, type Spec, uniform, type Value } from "./graph.ts";
import { trace } from "./trace.ts";

const X: Spec = { shape: [2, 3], dtype: "float32" };

/** Traces a function of one float tensor. */
function traced(f: (x: tf.Tensor) => tf.Tensor | readonly tf.Tensor[], x = X): Graph {
  return trace({ x }, ({ x }) => {
    const outputs = [f(x as tf.Tensor)].flat();
    return Object.fromEntries(outputs.map((output, i) => [`y${i}`, output]));
  });
}

/** Returns the kernels that a graph's outputs depend on, in an order of execution. */
function kernelsOf({ outputs }: Graph): string[] {
  return liveNodes(Object.values(outputs)).map(({ kernel }) => kernel);
}

function valuesOf(value: Value): number[] {
  const { origin } = value;
  return origin.kind === "constant"
    ? [...origin.data]
    : assert.fail(`${value.id} is not a constant`);
}

Deno.test("trace: names inputs and outputs by their paths, and infers their shapes", () => {
  const graph = trace(
    { state: { w: X }, batch: { ids: { shape: [4], dtype: "int32" } } },
    ({ state, batch }) => ({
      next: { w: tf.mul((state as { w: tf.Tensor }).w, 2) },
      same: (batch as { ids: tf.Tensor }).ids,
    }),
  );
  assert.deepEqual(Object.keys(graph.inputs), ["state/w", "batch/ids"]);
  assert.deepEqual(Object.keys(graph.outputs), ["next/w", "same"]);
  assert.equal(graph.outputs.same, graph.inputs["batch/ids"]);
  const { shape, dtype, origin } = graph.outputs["next/w"];
  assert.deepEqual([shape, dtype, origin.kind], [[2, 3], "float32", "node"]);
});

Deno.test("trace: gradients are recorded as kernels, and share the forward pass", () => {
  const graph = traced((x) => {
    const { value, grads } = tf.valueAndGrads((x) => tf.sum(tf.exp(x)))([x]);
    return [value, ...grads];
  });
  assert.deepEqual(kernelsOf(graph), ["Exp", "Sum"]);
});

const READS: readonly [how: string, f: (x: tf.Tensor) => tf.Tensor][] = [
  ["dataSync", (x) => tf.scalar(x.dataSync()[0])],
  ["arraySync", (x) => tf.tensor(x.arraySync())],
  ["print", (x) => (x.print(), x)],
];

for (const [how, read] of READS) {
  Deno.test(`trace: ${how} is an error with a remedy`, () => {
    assert.throws(() => traced(read), {
      name: "Error",
      message:
        "Cannot trace: the step reads a value (dataSync, arraySync or print), which is not " +
        "known before it runs; compute with tensors, or report it among the step's metrics",
    });
  });
}

Deno.test("trace: an asynchronous step is an error", () => {
  const step = async ({ x }: Tensors) => ({ y: tf.scalar((await (x as tf.Tensor).data())[0]) });
  assert.throws(
    () => trace({ x: X }, step as unknown as (inputs: Tensors) => Tensors),
    /^TypeError: Cannot trace: the step is asynchronous; let it return tensors, and await nothing$/,
  );
});

Deno.test("trace: data() of a tensor rejects", async () => {
  let data: Promise<unknown> | undefined;
  traced((x) => {
    data = x.data();
    return x;
  });
  await assert.rejects(data!, /Cannot trace: the step reads a value/);
});

const DRAWS: readonly [what: string, f: (x: tf.Tensor) => tf.Tensor][] = [
  ["randomNormal", (x) => tf.add(x, tf.randomNormal([2, 3]))],
  ["randomUniform", (x) => tf.add(x, tf.randomUniform([2, 3]))],
  ["truncatedNormal", (x) => tf.add(x, tf.truncatedNormal([2, 3]))],
  ["dropout", (x) => tf.dropout(x, 0.5)],
  ["Math.random", (x) => tf.mul(x, Math.random())],
];

for (const [what, draw] of DRAWS) {
  Deno.test(`trace: an unseeded ${what} is an error with a remedy`, () => {
    assert.throws(() => traced(draw), {
      name: "Error",
      message: "Cannot trace: the step draws random numbers, which would be the same in every " +
        "step; take them from the step's noise",
    });
  });
}

Deno.test("trace: a tensor from outside is an error, both as an operand and as an output", async () => {
  await tf.setBackend("cpu");
  const outside = tf.tensor([1, 2, 3]);
  const message = "Cannot trace: a tensor of shape [3] was made outside of the step; " +
    "pass it in through the state, the batch or the scalars";
  assert.throws(() => traced((x) => tf.mul(x, outside)), { name: "Error", message });
  assert.throws(() => traced(() => outside), { name: "Error", message });
  outside.dispose();
});

Deno.test("trace: a tensor of another trace counts as from outside", () => {
  let kept: tf.Tensor | undefined;
  traced((x) => kept = tf.keep(tf.exp(x)));
  assert.throws(() => traced((x) => tf.add(x, kept!)), /was made outside of the step/);
  kept!.dispose();
});

Deno.test("trace: a large constant is an error, unless its elements are all the same", () => {
  const size = (1 << 20) + 1;
  assert.throws(() => traced(() => tf.tensor(Float32Array.from({ length: size }, (_, i) => i))), {
    name: "Error",
    message: `Cannot trace: the step makes a constant of shape [${size}]; ` +
      "pass it in through the state or the batch",
  });
  const { outputs } = traced(() => tf.tensor(new Float32Array(size).fill(3)));
  assert.deepEqual(valuesOf(outputs.y0), [3]);
});

Deno.test("trace: a kernel without a lowering is an error that names it", () => {
  assert.throws(() => traced((x) => tf.unique(x.flatten()).values), {
    name: "RangeError",
    message: "Cannot compile Unique: add it to a file under engine/compiled/kernels/, " +
      "or run on --device wasm or reference",
  });
});

Deno.test("trace: an attribute that a lowering does not know is an error that names it", () => {
  const relu = (attributes: tf.NamedAttrMap) => (x: tf.Tensor) =>
    tf.engine().runKernel("Relu", { x }, attributes) as tf.Tensor;
  assert.throws(() => traced(relu({ leak: 0.1 })), {
    name: "RangeError",
    message: "Cannot compile Relu with attribute leak = 0.1: add it to its entry under " +
      "engine/compiled/kernels/, or run on --device wasm or reference",
  });
  assert.deepEqual(kernelsOf(traced(relu({ dtype: "float32" }))), ["Relu"]);
});

Deno.test("trace: a tensor of strings is an error", () => {
  assert.throws(() => traced(() => tf.tensor(["a", "b"])), {
    name: "RangeError",
    message: "Cannot trace: the step makes a tensor of type string; use float32, int32 or bool",
  });
});

Deno.test("trace: restores the backend and Math.random, and leaves no tensors", async () => {
  await tf.setBackend("cpu");
  const [random, tensors] = [Math.random, tf.memory().numTensors];
  const check = () => {
    assert.equal(tf.getBackend(), "cpu");
    assert.equal(Math.random, random);
    assert.equal(tf.memory().numTensors, tensors);
    assert.equal(tf.findBackend("graft-trace"), null);
    assert.deepEqual(tf.tidy(() => [...tf.add([1, 2], 3).dataSync()]), [4, 5]);
  };
  traced((x) => tf.exp(x));
  check();
  assert.throws(() => traced((x) => tf.grad((x) => tf.scalar(x.dataSync()[0]))(x)));
  check();
  assert.throws(() =>
    traced(() => {
      throw new TypeError("of the step itself");
    }), /of the step itself/);
  check();
});

Deno.test("trace: values that depend only on constants are computed", () => {
  const { outputs } = traced((x) => [
    tf.add(1, 2),
    tf.mul(tf.ones([1000, 1000]), 3),
    tf.concat([tf.tensor([1, 2]), tf.tensor([3])]),
    tf.sum(tf.tensor([[1, 2], [3, 4]]), 1),
    tf.cast(tf.tensor([1.7, -1.7]), "int32"),
    tf.add(x, tf.sqrt(tf.sub(1, tf.pow(0.5, 2)))),
  ]);
  assert.deepEqual(valuesOf(outputs.y0), [3]);
  assert.deepEqual([valuesOf(outputs.y1), outputs.y1.shape], [[3], [1000, 1000]]);
  assert.deepEqual(valuesOf(outputs.y2), [1, 2, 3]);
  assert.deepEqual(valuesOf(outputs.y3), [3, 7]);
  assert.deepEqual([valuesOf(outputs.y4), outputs.y4.dtype], [[1, -1], "int32"]);
  assert.deepEqual(kernelsOf({ inputs: {}, outputs }), ["Add"]);
});

Deno.test("trace: a large constant with different values is computed by the graph", () => {
  const graph = traced(() => tf.concat([tf.zeros([1 << 16]), tf.ones([1 << 16])]));
  assert.deepEqual(kernelsOf(graph), ["Concat"]);
});

Deno.test("trace: elements of a constant are the same only if all bits are equal", () => {
  const { outputs } = traced(() => [
    tf.tensor([NaN, NaN]),
    tf.tensor([NaN, 1]),
    tf.tensor([0, -0]),
    tf.tensor([1, 1, 1]),
    tf.tensor([[7]]),
    tf.scalar(-0),
    tf.scalar(0),
    tf.fill([2], -0),
    tf.fill([2], 0),
  ]);
  const numbers = Object.values(outputs).map(uniform);
  assert.deepEqual(numbers, [NaN, undefined, undefined, 1, 7, -0, 0, -0, 0]);
});

Deno.test("trace: the same call is recorded once, a call with other attributes separately", () => {
  const clip = (clipValueMin: number, clipValueMax: number) => (x: tf.Tensor) =>
    tf.engine().runKernel("ClipByValue", { x }, { clipValueMin, clipValueMax }) as tf.Tensor;
  const once = traced((x) => tf.add(tf.exp(x), tf.neg(tf.exp(x))));
  assert.deepEqual(kernelsOf(once), ["Exp", "Neg", "Add"]);
  const bounds = [[-1, 1], [-1, Infinity], [-1, NaN], [-Infinity, 1], [0, 1], [-0, 1]];
  const { outputs } = traced((x) => [...bounds, ...bounds].map(([a, b]) => clip(a, b)(x)));
  assert.equal(new Set(Object.values(outputs)).size, bounds.length);
});

Deno.test("trace: equal constants are shared, those of another type or shape are not", () => {
  const { outputs } = traced(() => [
    tf.scalar(1),
    tf.scalar(1),
    tf.scalar(1, "int32"),
    tf.tensor([1]),
    tf.tensor([1, 1]),
    tf.tensor([1, 2]),
    tf.tensor([1, 2]),
  ]);
  assert.equal(outputs.y0, outputs.y1);
  assert.equal(outputs.y5, outputs.y6);
  assert.equal(new Set(Object.values(outputs)).size, 5);
});

Deno.test("trace: a step with many kernels needs no deep stack", () => {
  const graph = traced((x) => {
    for (let i = 0; i < 20_000; i++) x = tf.tidy(() => tf.neg(tf.exp(x)));
    return x;
  });
  assert.equal(kernelsOf(graph).length, 40_000);
});
