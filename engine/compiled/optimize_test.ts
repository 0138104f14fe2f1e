import assert from "node:assert/strict";
import {
  assertAgrees,
  integers,
  normal,
  type Operand,
  type Operation,
} from "../../tests/agreement.ts";
import { classified } from "../../tests/operands.ts";
import { optimized, testOptimizations } from "../../tests/optimization.ts";
import { type Dense, dense } from "../dense.ts";
import { valueAndGradients } from "../gradients.ts";
import * as tf from "../tf.ts";
import type { Tensors } from "../tree.ts";

const [x, W, b] = [normal([3, 5], "x"), normal([5, 4], "W"), normal([4], "b")];
const layer: Operation = (x, W, b) => tf.add(tf.matMul(x, W), b);

testOptimizations({
  "a layer with relu is one product": {
    operation: (...given) => tf.relu(layer(...given) as tf.Tensor),
    operands: [x, W, b],
    kernels: ["Gemm"],
  },
  "a layer with sigmoid is one product": {
    operation: (...given) => tf.sigmoid(layer(...given) as tf.Tensor),
    operands: [x, W, b],
    kernels: ["Gemm"],
  },
  "a layer with tanh is one product": {
    operation: (...given) => tf.tanh(layer(...given) as tf.Tensor),
    operands: [x, W, b],
    kernels: ["Gemm"],
  },
  "the first of two activations is computed with the product": {
    operation: (...given) => tf.tanh(tf.relu(layer(...given) as tf.Tensor)),
    operands: [x, W, b],
    kernels: ["Gemm", "Tanh"],
  },
  "an activation that ONNX Runtime does not fuse is kept": {
    operation: (...given) => tf.elu(layer(...given) as tf.Tensor),
    operands: [x, W, b],
    kernels: ["Elu", "Gemm"],
  },
  "transposed operands stay transposed": {
    operation: (x, W, b) => tf.add(b, tf.matMul(x, W, true, true)),
    operands: [normal([5, 3]), normal([4, 5]), b],
    kernels: ["Gemm"],
  },
  "products of batches are kept": {
    operation: layer,
    operands: [normal([2, 3, 5], "x"), normal([2, 5, 4], "W"), b],
    kernels: ["Add", "BatchMatMul"],
  },
  "products of integers are kept": {
    operation: layer,
    operands: [integers([3, 5], -9, 9), integers([5, 4], -9, 9), integers([4], -9, 9)],
    kernels: ["Add", "BatchMatMul"],
  },
  "a product that is an output is computed separately": {
    operation: (x, W, b) => [tf.add(tf.matMul(x, W), b), tf.matMul(x, W)],
    operands: [x, W, b],
    kernels: ["Add", "BatchMatMul"],
  },
  "a sum that is an output is computed before its activation": {
    operation: (...given) => [tf.relu(layer(...given) as tf.Tensor), layer(...given) as tf.Tensor],
    operands: [x, W, b],
    kernels: ["Gemm", "Relu"],
  },
  "a sum that two nodes read is computed before its activation": {
    operation: (...given) => {
      const sum = layer(...given) as tf.Tensor;
      return [tf.relu(sum), tf.exp(sum)];
    },
    operands: [x, W, b],
    kernels: ["Exp", "Gemm", "Relu"],
  },
  "a product that one node reads twice is computed once": {
    operation: (x, W) => tf.add(tf.matMul(x, W), tf.matMul(x, W)),
    operands: [x, W],
    kernels: ["Add", "BatchMatMul"],
  },
});

for (const shape of [[4], [1, 4], [3, 1], [3, 4], [1], []]) {
  testOptimizations({
    [`a bias of shape [${shape}] is added with the product`]: {
      operation: layer,
      operands: [x, W, normal(shape, "bias")],
      kernels: ["Gemm"],
    },
  });
}

for (const [rows, ...shape] of [[3, 2, 3, 4], [3, 2, 1, 1], [1, 3, 4], [1, 3, 1]]) {
  testOptimizations({
    [`a bias of shape [${shape}] that broadcasts the product of ${rows} rows is added after it`]: {
      operation: layer,
      operands: [normal([rows, 5]), W, normal(shape, "bias")],
      kernels: ["Add", "BatchMatMul"],
    },
  });
}

Deno.test("optimize: the gradient of a layer reads its activation instead of its pre-activation", async () => {
  const gradients: Operation = (x, kernel, bias) => {
    const objective = (params: Tensors) => ({
      loss: tf.sum(tf.square(tf.relu(dense(params as Dense, x)))) as tf.Scalar,
      parts: {},
    });
    return Object.values(valueAndGradients(objective, { kernel, bias }).gradients) as tf.Tensor[];
  };
  const nodes = optimized(gradients, [x, W, b]);
  const products = nodes.filter(({ kernel }) => kernel === "Gemm");
  assert.deepEqual(products.map(({ attributes }) => attributes.activation), ["Relu"]);
  assert.deepEqual(nodes.filter(({ kernel }) => ["Add", "Relu"].includes(kernel)), []);
  assert.ok(nodes.some(({ kernel }) => kernel === "Step"));
  await assertAgrees(gradients, [x, W, b], { gradients: false, floor: 10 });
});

Deno.test("optimize: step(x) reads relu(x) if it exists", async () => {
  const operand: Operand = { shape: [5], data: Float32Array.of(-2, -0, 0, 3, 4) };
  const cases: [Operation, string][] = [
    [(x) => [tf.relu(x), tf.step(x)], "Relu"],
    [(x) => tf.step(x), "input"],
    [(x) => [tf.relu(x), tf.step(x, 0.5)], "input"],
    [(x) => [tf.relu(tf.neg(x)), tf.step(x)], "input"],
  ];
  for (const [operation, read] of cases) {
    const { origin } = optimized(operation, [operand]).at(-1)!.inputs.x;
    assert.equal(origin.kind === "node" ? origin.node.kernel : origin.kind, read);
    await assertAgrees(operation, [operand], { gradients: false });
  }
});

const [m, rows, dy] = [normal([5, 3], "m"), normal([8, 5], "rows"), normal([8, 3], "dy")];

testOptimizations({
  "the decay of a momentum is fused when its gradient is added to it": {
    operation: (m, x, dy) => tf.add(tf.mul(m, 0.9), tf.matMul(x, dy, true)),
    operands: [m, rows, dy],
    kernels: ["Gemm"],
  },
  "the decay of a momentum is fused when it is added to its gradient": {
    operation: (m, x, dy) => tf.add(tf.matMul(x, dy, true), tf.mul(m, 0.9)),
    operands: [m, rows, dy],
    kernels: ["Gemm"],
  },
  "a decayed momentum that is an output is computed separately": {
    operation: (m, x, dy) => [tf.add(tf.mul(m, 0.9), tf.matMul(x, dy, true)), tf.mul(m, 0.9)],
    operands: [m, rows, dy],
    kernels: ["Gemm", "Multiply"],
  },
  "a decay that is not constant is multiplied separately": {
    operation: (m, x, dy, rate) => tf.add(tf.mul(m, rate), tf.matMul(x, dy, true)),
    operands: [m, rows, dy, normal([], "rate")],
    kernels: ["Gemm", "Multiply"],
  },
  "a decay of several numbers is multiplied separately": {
    operation: (m, x, dy) => tf.add(tf.mul(m, [0.9, 0.8, 0.7]), tf.matMul(x, dy, true)),
    operands: [m, rows, dy],
    kernels: ["Gemm", "Multiply"],
  },
});

Deno.test("optimize: infinities and NaN are kept", async () => {
  const strange = ({ shape, data }: Operand): Operand => {
    const changed = Float32Array.from(data);
    changed.set([NaN, Infinity, -Infinity], 1);
    return { shape, data: changed };
  };
  for (const activation of [tf.relu, tf.sigmoid, tf.tanh]) {
    for (const decay of [0, 1, 0.9]) {
      for (const operands of [[m, strange(rows), dy], [strange(m), rows, dy]]) {
        await assertAgrees(
          (m, x, dy) => classified(activation(tf.add(tf.mul(m, decay), tf.matMul(x, dy, true)))),
          operands,
          { gradients: false, floor: 10 },
        );
      }
    }
  }
});
