import assert from "node:assert/strict";
import { assertClose } from "../tests/golden/close.ts";
import { openDevice } from "./devices.ts";
import { randomStreams } from "./random.ts";
import * as tf from "./tf.ts";

/** [rows, inner, columns]: odd sizes, and ones, for which a transpose is only a reshape. */
const SIZES = [[3, 5, 7], [1, 5, 7], [3, 1, 7], [3, 5, 1], [1, 1, 1], [17, 33, 9]];

for (const transposeA of [false, true]) {
  for (const transposeB of [false, true]) {
    for (const batch of [[], [1], [3]]) {
      const name = `${transposeA ? "aᵀ" : "a"} · ${transposeB ? "bᵀ" : "b"}, batch [${batch}]`;

      Deno.test(`the product on wasm agrees with the reference: ${name}`, async () => {
        for (const [rows, inner, columns] of SIZES) {
          const a = numbers("a", [...batch, ...(transposeA ? [inner, rows] : [rows, inner])]);
          const b = numbers("b", [...batch, ...(transposeB ? [columns, inner] : [inner, columns])]);
          const product = () =>
            tf.tidy(() => {
              const y = tf.matMul(tf.tensor(...a), tf.tensor(...b), transposeA, transposeB);
              return { shape: y.shape, data: y.dataSync() };
            });
          await openDevice("reference");
          const expected = product();
          await openDevice("wasm");
          const actual = product();
          assert.deepEqual(actual.shape, [...batch, rows, columns]);
          assert.deepEqual(actual.shape, expected.shape);
          assertClose(actual.data, expected.data, 1e-6, Math.sqrt(inner));
        }
      });

      Deno.test(`the product on wasm keeps its operands and no other tensors: ${name}`, async () => {
        await openDevice("wasm");
        for (const [rows, inner, columns] of SIZES) {
          const [aValues, aShape] = numbers("a", [
            ...batch,
            ...(transposeA ? [inner, rows] : [rows, inner]),
          ]);
          const [bValues, bShape] = numbers("b", [
            ...batch,
            ...(transposeB ? [columns, inner] : [inner, columns]),
          ]);
          const a = tf.tensor(aValues, aShape);
          const b = tf.tensor(bValues, bShape);
          const before = tf.engine().backend.numDataIds();
          for (let i = 0; i < 3; i++) tf.matMul(a, b, transposeA, transposeB).dispose();
          assert.equal(tf.engine().backend.numDataIds(), before);
          assert.deepEqual([a.dataSync(), b.dataSync()], [aValues, bValues]);
          tf.dispose([a, b]);
        }
      });
    }
  }
}

Deno.test("a matrix times its own transpose is correct on wasm", async () => {
  await openDevice("wasm");
  tf.tidy(() => {
    const a = tf.tensor2d([[1, 2, 3], [4, 5, 6]]);
    assertClose(tf.matMul(a, a, false, true).dataSync(), [14, 32, 32, 77], 0);
    assertClose(tf.matMul(a, a, true, false).dataSync(), [17, 22, 27, 22, 29, 36, 27, 36, 45], 0);
    assertClose(a.dataSync(), [1, 2, 3, 4, 5, 6], 0);
  });
});

Deno.test("one matrix is multiplied by each matrix of a batch on wasm, with either side transposed", async () => {
  const [a, b] = [numbers("a", [1, 5, 3]), numbers("b", [4, 7, 5])];
  const product = () =>
    tf.tidy(() => tf.matMul(tf.tensor(...a), tf.tensor(...b), true, true).dataSync());
  await openDevice("reference");
  const expected = product();
  await openDevice("wasm");
  assertClose(product(), expected, 1e-6, Math.sqrt(5));
});

Deno.test("opening wasm again does not replace its product again", async () => {
  await openDevice("wasm");
  const once = tf.getKernel("BatchMatMul", "wasm");
  await openDevice("reference");
  await openDevice("wasm");
  assert.equal(tf.getKernel("BatchMatMul", "wasm"), once);
});

function numbers(purpose: string, shape: number[]): [Float32Array, number[]] {
  const random = randomStreams(0)(purpose);
  const size = shape.reduce((product, length) => product * length, 1);
  return [Float32Array.from({ length: size }, () => random.normal()), shape];
}
