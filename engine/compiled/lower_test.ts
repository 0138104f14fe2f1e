import assert from "node:assert/strict";
import * as ort from "onnxruntime-node";
import * as tf from "../tf.ts";
import type { Tensors, Tree } from "../tree.ts";
import type { Spec } from "./graph.ts";
import { kernels } from "./kernels/mod.ts";
import { Lowering } from "./lower.ts";
import { openSession } from "./sessions.ts";
import { compileFunction } from "./step.ts";
import { trace } from "./trace.ts";

const TARGET = { channelBlock: 1 };

function lowered(reads: Tree<Spec>, f: (inputs: Tensors) => Tensors): string[] {
  const { inputs, outputs } = trace(reads, f);
  const onnx = new Lowering(Object.entries(inputs).map(([path, value]) => [value, path]), TARGET);
  onnx.add(outputs);
  return onnx.finish("test", [], []).nodes.map(({ op }) => op);
}

const X: Spec = { shape: [2, 3], dtype: "float32" };

Deno.test("Lowering: an existing node, constant or cast is not added again", () => {
  const onnx = new Lowering([], TARGET);
  assert.equal(onnx.op("Exp", ["x"]), onnx.op("Exp", ["x"]));
  assert.notEqual(onnx.op("Exp", ["x"]), onnx.op("Exp", ["y"]));
  assert.notEqual(onnx.op("Gemm", ["x"], { transA: 0 }), onnx.op("Gemm", ["x"], { transA: 1 }));
  assert.notEqual(onnx.op("Gelu", ["x"]), onnx.op("Gelu", ["x"], {}, "com.microsoft"));
  assert.equal(onnx.cast("x", "int32"), onnx.cast("x", "int32"));
  assert.equal(onnx.scalar(2), onnx.scalar(2));
  assert.notEqual(onnx.scalar(2), onnx.scalar(2, "int32"));
  assert.notEqual(onnx.scalar(0), onnx.scalar(-0));
  assert.notEqual(onnx.integers([1]), onnx.integers([1, 2]));
  const { nodes, initializers } = onnx.finish("test", [], []);
  assert.equal(nodes.length, 7);
  assert.equal(initializers.length, 6);
  assert.equal(new Set(nodes.flatMap(({ outputs }) => outputs)).size, 7);
});

Deno.test("Lowering: names start with the prefix", () => {
  const onnx = new Lowering([], TARGET, "step/");
  assert.match(onnx.op("Exp", ["x"]), /^step\//);
  assert.match(onnx.scalar(1), /^step\//);
});

Deno.test("Lowering: adds only what the outputs depend on", () => {
  const ops = lowered({ x: X, unused: X }, ({ x, unused }) => {
    tf.exp(unused as tf.Tensor);
    tf.sin(x as tf.Tensor);
    return { y: tf.cos(tf.exp(x as tf.Tensor)) };
  });
  assert.deepEqual(ops, ["Exp", "Cos"]);
});

Deno.test("Lowering: kernels share common nodes", () => {
  // x · b transposes each matrix of b; so does y · b.
  const batch: Spec = { shape: [2, 3, 3], dtype: "float32" };
  const ops = lowered({ x: batch, y: batch, b: batch }, ({ x, y, b }) => ({
    first: tf.matMul(x as tf.Tensor, b as tf.Tensor, false, true),
    second: tf.matMul(y as tf.Tensor, b as tf.Tensor, false, true),
  }));
  assert.deepEqual(ops, ["Transpose", "MatMul", "MatMul"]);
});

Deno.test("Lowering: a constant of one repeated number becomes a scalar", () => {
  const { inputs, outputs } = trace({ x: X }, ({ x }) => ({
    y: tf.mul(x as tf.Tensor, tf.fill([2, 3], 5)),
    z: tf.mul(x as tf.Tensor, 5),
  }));
  const onnx = new Lowering([[inputs.x, "x"]], TARGET);
  onnx.add(outputs);
  const { nodes, initializers } = onnx.finish("test", [], []);
  assert.deepEqual(nodes.map(({ op }) => op), ["Mul"]);
  assert.deepEqual(initializers.map(({ shape, data }) => [shape, [...data]]), [[[], [5]]]);
});

Deno.test("kernels: each is a kernel of TensorFlow.js and occurs once", () => {
  const names = kernels.map(({ name }) => name);
  const known = tf.getKernelsForBackend("cpu").map(({ kernelName }) => kernelName);
  assert.deepEqual(names.filter((name) => !known.includes(name)), []);
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
});

/** Compiles and runs a function with inputs of ones. */
async function results(
  reads: Tree<Spec>,
  f: (inputs: Tensors) => Tensors,
): Promise<Record<string, { shape: readonly number[]; data: number[] }>> {
  const model = await compileFunction(reads, f);
  const session = await openSession(model.bytes, "cpu");
  const feeds = Object.fromEntries(model.inputs.map(({ name, shape }) => {
    const size = (shape as number[]).reduce((product, length) => product * length, 1);
    const ones = new Float32Array(size).fill(1);
    return [name, new ort.Tensor("float32", ones, shape as number[])];
  }));
  const outputs = await session.run(feeds);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { dims, data }]) => [
      name,
      { shape: [...dims], data: Array.from(data as Float32Array) },
    ]),
  );
}

const X_DATA = { shape: [2, 3], data: [1, 1, 1, 1, 1, 1] };

Deno.test("compileFunction: an output that is an input", async () => {
  assert.deepEqual(await results({ x: X }, ({ x }) => ({ y: x })), { y: X_DATA });
});

Deno.test("compileFunction: outputs that are constants", async () => {
  const { full, scalar, values } = await results({ x: X }, ({ x }) => ({
    full: tf.fill([2, 2], 7),
    scalar: tf.add(1, 2),
    values: tf.tensor([1, 2, 3], [3], "int32"),
    negative: tf.neg(x as tf.Tensor),
  }));
  assert.deepEqual(full, { shape: [2, 2], data: [7, 7, 7, 7] });
  assert.deepEqual(scalar, { shape: [], data: [3] });
  assert.deepEqual(values, { shape: [3], data: [1, 2, 3] });
});

Deno.test("compileFunction: only constants, without inputs", async () => {
  const model = await compileFunction({ x: X }, () => ({ y: tf.scalar(3) }));
  assert.deepEqual(model.inputs, []);
  assert.deepEqual(await results({ x: X }, () => ({ y: tf.scalar(3) })), {
    y: { shape: [], data: [3] },
  });
});

Deno.test("compileFunction: one value as several outputs", async () => {
  const twice = await results({ x: X }, ({ x }) => {
    const y = tf.add(x as tf.Tensor, x as tf.Tensor);
    return { a: y, b: y, c: tf.add(x as tf.Tensor, x as tf.Tensor), d: x, e: x };
  });
  const doubled = { shape: [2, 3], data: [2, 2, 2, 2, 2, 2] };
  assert.deepEqual(twice, { a: doubled, b: doubled, c: doubled, d: X_DATA, e: X_DATA });
});

Deno.test("compileFunction: reads only what its outputs depend on", async () => {
  const { inputs } = await compileFunction({ x: X, unused: X }, ({ x, unused }) => {
    tf.exp(unused as tf.Tensor);
    return { y: tf.exp(x as tf.Tensor) };
  });
  assert.deepEqual(inputs.map(({ name }) => name), ["x"]);
});
