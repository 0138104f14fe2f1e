import assert from "node:assert/strict";
import * as tf from "../tf.ts";
import type { DType, Value } from "./graph.ts";
import { trace } from "./trace.ts";

/** Returns the traced result of a function of x [2, 3], and x. */
function traced(f: (x: tf.Tensor) => tf.Tensor, dtype: DType = "float32"): [y: Value, x: Value] {
  const { inputs, outputs } = trace({ x: { shape: [2, 3], dtype } }, ({ x }) => ({
    y: f(x as tf.Tensor),
  }));
  return [outputs.y, inputs.x];
}

function kernelOf({ origin }: Value): string | undefined {
  return origin.kind === "node" ? origin.node.kernel : undefined;
}

const NOTHING: readonly [what: string, f: (x: tf.Tensor) => tf.Tensor][] = [
  ["x + 0", (x) => tf.add(x, 0)],
  ["0 + x", (x) => tf.add(0, x)],
  ["x + [0, 0, 0]", (x) => tf.add(x, tf.zeros([3]))],
  ["x + zeros like x", (x) => tf.add(x, tf.zerosLike(x))],
  ["x − 0", (x) => tf.sub(x, 0)],
  ["x · 1", (x) => tf.mul(x, 1)],
  ["1 · x", (x) => tf.mul(tf.ones([2, 1]), x)],
  ["x / 1", (x) => tf.div(x, 1)],
  ["x¹", (x) => tf.pow(x, 1)],
  ["a sum of only x", (x) => tf.addN([x])],
  ["a copy", (x) => x.clone()],
  ["a cast to the same type", (x) => tf.cast(x, "float32")],
  ["a reshape to the same shape", (x) => tf.reshape(x, [2, 3])],
  ["a transpose that moves nothing", (x) => tf.transpose(x, [0, 1])],
  ["a tile of one", (x) => tf.tile(x, [1, 1])],
  ["several of them", (x) => tf.reshape(tf.mul(tf.add(x, 0), tf.exp(0)), [2, 3])],
];

for (const [what, f] of NOTHING) {
  Deno.test(`simplify: ${what} is x`, () => {
    const [y, x] = traced(f);
    assert.equal(y, x);
  });
}

const SOMETHING: readonly [what: string, kernel: string, f: (x: tf.Tensor) => tf.Tensor][] = [
  ["x + 0 of a larger shape", "Add", (x) => tf.add(x, tf.zeros([4, 2, 3]))],
  ["x + 0 with an extra axis", "Add", (x) => tf.add(x, tf.zeros([1, 2, 3]))],
  ["x [2, 1] + 0 of shape [3]", "Add", (x) => tf.add(tf.sum(x, 1, true), tf.zeros([3]))],
  ["0 − x", "Sub", (x) => tf.sub(0, x)],
  ["1 / x", "RealDiv", (x) => tf.div(1, x)],
  ["x + [0, 0, 1]", "Add", (x) => tf.add(x, tf.tensor([0, 0, 1]))],
  ["x · 0", "Multiply", (x) => tf.mul(x, 0)],
  ["1ˣ", "Pow", (x) => tf.pow(1, x)],
  ["x + NaN", "Add", (x) => tf.add(x, NaN)],
  ["a reshape to another shape", "Reshape", (x) => tf.reshape(x, [3, 2])],
  ["a transpose", "Transpose", (x) => tf.transpose(x)],
  ["a sum over an axis of length one", "Sum", (x) => tf.sum(tf.slice(x, [0, 0], [1, 3]), 0)],
];

for (const [what, kernel, f] of SOMETHING) {
  Deno.test(`simplify: ${what} is computed`, () => {
    const [y] = traced(f);
    assert.equal(kernelOf(y), kernel);
  });
}

Deno.test("simplify: x + 0, x − 0 and x · 1 of int32 are x, and x / 1 is a whole quotient", () => {
  const nothing = [tf.add, tf.sub, tf.mul].map((f, i) => (x: tf.Tensor) =>
    f(x, tf.scalar(i < 2 ? 0 : 1, "int32"))
  );
  for (const f of nothing) {
    const [y, x] = traced(f, "int32");
    assert.equal(y, x);
  }
  const [y] = traced((x) => tf.div(x, tf.scalar(1, "int32")), "int32");
  assert.deepEqual([kernelOf(y), y.dtype], ["FloorDiv", "int32"]);
});

Deno.test("simplify: int32 + 0 of float32 is float32", () => {
  const [y] = traced((x) => tf.add(x, tf.scalar(0)), "int32");
  assert.deepEqual([kernelOf(y), y.dtype], ["Cast", "float32"]);
});

Deno.test("simplify: 0 of float32 + int32, which only a kernel accepts, is not int32", () => {
  const add = (x: tf.Tensor): tf.Tensor => tf.engine().runKernel("Add", { a: tf.scalar(0), b: x });
  const [y] = traced(add, "int32");
  assert.deepEqual([kernelOf(y), y.dtype], ["Add", "float32"]);
});

Deno.test("simplify: a reduction of a scalar is the scalar, unless its type changes", () => {
  for (const dtype of ["float32", "int32", "bool"] as const) {
    const scalar = { x: { shape: [], dtype } };
    const { inputs, outputs } = trace(scalar, ({ x }) => ({
      sum: tf.sum(x as tf.Tensor),
      mean: tf.mean(x as tf.Tensor),
      max: tf.max(x as tf.Tensor),
      min: tf.min(x as tf.Tensor),
      prod: tf.prod(x as tf.Tensor),
    }));
    const { sum, mean, max, min, prod } = outputs;
    assert.equal(max, inputs.x);
    assert.equal(min, inputs.x);
    assert.equal(sum === inputs.x, dtype !== "bool");
    assert.equal(prod === inputs.x, dtype !== "bool");
    assert.equal(mean === inputs.x, dtype === "float32");
  }
});
