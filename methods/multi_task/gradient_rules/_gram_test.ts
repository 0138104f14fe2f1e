import assert from "node:assert/strict";
import { openDevice, type Tensors, tf } from "../../../engine/mod.ts";
import { assertClose } from "../../../tests/golden/close.ts";
import { combination, gramMatrix, polar } from "./_gram.ts";

Deno.test("gramMatrix sums the inner products of all leaves", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const first = { a: { kernel: tf.tensor2d([[1, 2], [3, 4]]) }, bias: tf.tensor1d([5]) };
    const second = { a: { kernel: tf.tensor2d([[0, 1], [-1, 2]]) }, bias: tf.tensor1d([-2]) };
    const gram = gramMatrix([first, second]).arraySync();
    assert.deepEqual(gram, [[55, 2 - 3 + 8 - 10], [2 - 3 + 8 - 10, 10]]);
  });
});

Deno.test("gramMatrix and combination reject trees of different structure", async () => {
  await openDevice("reference");
  const trees: Tensors[] = [{ kernel: tf.tensor1d([1]) }, { bias: tf.tensor1d([1]) }];
  assert.throws(() => gramMatrix(trees), TypeError);
  assert.throws(() => combination(trees, tf.tensor1d([1, 1])), TypeError);
});

Deno.test("combination keeps shapes and weighs each tree", async () => {
  await openDevice("reference");
  const trees = [[1, 2], [3, 4], [5, 6]].map((numbers) => ({ kernel: tf.tensor2d([numbers]) }));
  const { kernel } = combination(trees, tf.tensor1d([1, -1, 0.5]));
  assert.deepEqual((kernel as tf.Tensor).arraySync(), [[0.5, 1]]);
});

Deno.test("polar separates lengths from directions, and marks a zero gradient as absent", async () => {
  await openDevice("reference");
  const gram = tf.tensor2d([[4, 3e-4, 0], [3e-4, 1e-8, 0], [0, 0, 0]]);
  const { norms, cosines, present } = polar(gram);
  assertClose(norms.dataSync(), [2, 1e-4, 1e-15], 1e-6);
  assertClose(cosines.dataSync(), [1, 1.5, 0, 1.5, 1, 0, 0, 0, 1], 1e-6);
  assert.deepEqual([...present.dataSync()], [1, 1, 0]);
});
