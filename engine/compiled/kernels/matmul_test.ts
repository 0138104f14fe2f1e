import assert from "node:assert/strict";
import { assertAgrees, integers, normal } from "../../../tests/agreement.ts";
import * as tf from "../../tf.ts";
import { compileFunction } from "../step.ts";

/** [rows, inner, columns]: odd sizes, and ones. */
const SIZES = [[3, 5, 7], [1, 5, 7], [3, 1, 7], [3, 5, 1], [1, 1, 1], [17, 33, 9]];

for (const transposeA of [false, true]) {
  for (const transposeB of [false, true]) {
    for (const batch of [[], [1], [3], [2, 3]]) {
      const name = `${transposeA ? "aᵀ" : "a"} · ${transposeB ? "bᵀ" : "b"}, batch [${batch}]`;

      Deno.test(`BatchMatMul: ${name}`, async () => {
        for (const [rows, inner, columns] of SIZES) {
          await assertAgrees((a, b) => tf.matMul(a, b, transposeA, transposeB), [
            normal([...batch, ...(transposeA ? [inner, rows] : [rows, inner])], "a"),
            normal([...batch, ...(transposeB ? [columns, inner] : [inner, columns])], "b"),
          ], { floor: Math.sqrt(inner) });
        }
      });
    }
  }
}

Deno.test("BatchMatMul: batches that are broadcast", async () => {
  for (
    const [a, b] of [
      [[1, 3, 5], [4, 5, 7]],
      [[4, 3, 5], [1, 5, 7]],
      [[4, 3, 5], [5, 7]],
      [[3, 5], [4, 5, 7]],
      [[2, 4, 3, 5], [4, 5, 7]],
      [[2, 4, 3, 5], [1, 1, 5, 7]],
      [[1, 3, 5], [5, 7]],
    ]
  ) {
    // TensorFlow.js's gradients have wrong shapes here.
    await assertAgrees((a, b) => tf.matMul(a, b), [normal(a, "a"), normal(b, "b")], {
      gradients: false,
      floor: 3,
    });
    await assertAgrees((a, b) => tf.matMul(a, b, true, true), [
      normal([...a.slice(0, -2), 5, 3], "a"),
      normal([...b.slice(0, -2), 7, 5], "b"),
    ], { gradients: false, floor: 3 });
  }
});

Deno.test("BatchMatMul: int32", async () => {
  for (const batch of [[], [2]]) {
    for (const transpose of [false, true]) {
      await assertAgrees((a, b) => tf.matMul(a, b, transpose, transpose), [
        integers([...batch, 3, 3], -9, 9, "a"),
        integers([...batch, 3, 3], -9, 9, "b"),
      ]);
    }
  }
});

Deno.test("dot, outerProduct, and a product of a matrix with itself", async () => {
  await assertAgrees(tf.dot, [normal([5], "a"), normal([5], "b")]);
  await assertAgrees((a, b) => tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D), [
    normal([3], "a"),
    normal([5], "b"),
  ]);
  await assertAgrees((a) => tf.matMul(a, a, true), [normal([3, 5])]);
});

const ACTIVATIONS = [undefined, "linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu"] as const;

for (const activation of ACTIVATIONS) {
  Deno.test(`_FusedMatMul: activation ${activation}`, async () => {
    for (const batch of [[], [4]]) {
      for (const bias of [[7], [1, 7], [3, 7], []]) {
        await assertAgrees(
          (a, b, bias) => tf.fused.matMul({ a, b, bias, activation, leakyreluAlpha: 0.3 }),
          [normal([...batch, 3, 5], "a"), normal([...batch, 5, 7], "b"), normal(bias, "bias")],
          { floor: 3 },
        );
      }
    }
  });
}

Deno.test("_FusedMatMul: no bias, transposed operands", async () => {
  await assertAgrees(
    (a, b) => tf.fused.matMul({ a, b, transposeA: true, transposeB: true, activation: "relu" }),
    [normal([5, 3], "a"), normal([7, 5], "b")],
    { floor: 3 },
  );
});

Deno.test("_FusedMatMul: prelu", async () => {
  for (const weights of [[7], [3, 7], []]) {
    await assertAgrees(
      (a, b, bias, preluActivationWeights) =>
        tf.fused.matMul({ a, b, bias, activation: "prelu", preluActivationWeights }),
      [normal([3, 5], "a"), normal([5, 7], "b"), normal([7], "bias"), normal(weights, "prelu")],
      { floor: 3 },
    );
  }
});

Deno.test("_FusedMatMul: an unknown activation is rejected", async () => {
  await assert.rejects(
    compileFunction({ a: { shape: [3, 3], dtype: "float32" } }, ({ a }) => ({
      y: tf.fused.matMul({
        a: a as tf.Tensor2D,
        b: a as tf.Tensor2D,
        activation: "gelu" as "relu",
      }),
    })),
    /Cannot compile _FusedMatMul with activation gelu/,
  );
});

Deno.test("Einsum: products, transposes, sums and batches", async () => {
  for (
    const [equation, ...shapes] of [
      ["ij,jk->ik", [3, 5], [5, 7]],
      ["bij,bkj->bik", [2, 3, 5], [2, 7, 5]],
      ["bij,jk->bik", [2, 3, 5], [5, 7]],
      ["ij->ji", [3, 5]],
      ["ij->i", [3, 5]],
      ["ij->", [3, 5]],
      ["i,j->ij", [3], [5]],
      ["i , i -> i", [3], [3]],
      ["ijk,ijk->", [2, 3, 5], [2, 3, 5]],
    ] as [string, ...number[][]][]
  ) {
    // TensorFlow.js has no gradient of it.
    await assertAgrees(
      (...operands) => {
        const y = tf.einsum(equation, ...operands);
        return [y, tf.reshape(y, [-1])];
      },
      shapes.map((shape, i) => normal(shape, `operand ${i}`)),
      { gradients: false, floor: 5 },
    );
  }
  await assertAgrees((a, b) => tf.einsum("ij,jk->ik", a, b), [
    integers([3, 5], -9, 9, "a"),
    integers([5, 7], -9, 9, "b"),
  ]);
});
