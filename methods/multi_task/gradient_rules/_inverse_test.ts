import assert from "node:assert/strict";
import { openDevice, randomStreams, tf } from "../../../engine/mod.ts";
import { assertClose } from "../../../tests/golden/close.ts";
import { inverse } from "./_inverse.ts";

/** A Gram matrix of random vectors of given lengths. */
function gramOf(lengths: readonly number[]): tf.Tensor {
  const random = randomStreams(lengths.length)("rows");
  const rows = lengths.map((length) =>
    Array.from({ length: 2 * lengths.length + 3 }, () => random.normal() * length)
  );
  const matrix = tf.tensor2d(rows);
  return tf.matMul(matrix, matrix, false, true);
}

for (const size of [1, 2, 3, 5, 13, 16]) {
  Deno.test(`inverse of ${size} rows times the matrix is the identity`, async () => {
    await openDevice("reference");
    const matrix = gramOf(new Array(size).fill(1));
    const product = tf.matMul(inverse(matrix, 0), matrix);
    assertClose(product.dataSync(), tf.eye(size).dataSync(), 2e-5, 1);
  });
}

Deno.test("inverse does not depend on the scales of rows and columns", async () => {
  await openDevice("reference");
  const lengths = [1e-5, 1, 1e-3, 100];
  const matrix = gramOf(lengths);
  const [actual, expected] = [matrix, gramOf(lengths.map(() => 1))].map((m) => inverse(m, 1e-3));
  const scale = tf.tensor2d(lengths, [4, 1]);
  const scaled = tf.mul(actual, tf.mul(scale, tf.transpose(scale)));
  assertClose(scaled.dataSync(), expected.dataSync(), 1e-4);
});

Deno.test("inverse of a singular matrix is bounded by the ridge", async () => {
  await openDevice("reference");
  const found = inverse(tf.ones([3, 3]), 1e-2);
  // (J + εI)⁻¹ = (I − J / (3 + ε)) / ε
  const [diagonal, beside] = found.dataSync();
  assertClose([diagonal, beside], [(1 - 1 / 3.01) / 0.01, -1 / 3.01 / 0.01], 1e-4);
  assert.ok([...inverse(tf.ones([16, 16]), 1e-5).dataSync()].every(Number.isFinite));
});
