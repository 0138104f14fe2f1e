import assert from "node:assert/strict";
import { openDevice, randomStreams, tf } from "../../engine/mod.ts";
import { assertAgrees, normal } from "../../tests/agreement.ts";
import golden from "../../tests/golden/adversarial.json" with { type: "json" };
import { assertClose } from "../../tests/golden/close.ts";
import {
  differentiate,
  type GoldenArray,
  inner,
  type Loss,
  randomDirection,
  slopeAlong,
  toTensor,
} from "../../tests/golden/differentiate.ts";
import { certaintyWeights, multilinearMap, weightedCrossEntropy } from "./_conditioning.ts";

// Expected values: autograd of PyTorch 2.15 in double precision, by tests/golden/adversarial.py.

const rows: GoldenArray = { shape: [3, 2], data: [1.5, -0.5, 0.25, 2, -1, 0.75] };
const labels = [1, 0, 1];

for (const device of ["wasm", "reference"]) {
  Deno.test(`multilinearMap and its gradients agree with PyTorch, on ${device}`, async () => {
    await openDevice(device);
    const { features, predictions, weights, map, gradients } = golden.multilinearMap;
    const samples = [features, predictions];
    const [f, g] = samples.map(toTensor);
    const found = multilinearMap(f, g);
    assert.deepEqual(found.shape, map.shape);
    assertClose(found.dataSync(), map.data, 1e-5, 0.1);
    const derived = differentiate(
      (f, g) => tf.sum(tf.mul(toTensor(weights), tf.tanh(multilinearMap(f, g)))),
      samples,
    );
    derived.gradients.forEach((gradient, i) => assertClose(gradient, gradients[i].data, 2e-5, 0.1));
  });

  Deno.test(`certaintyWeights and their reversed gradient agree with PyTorch, on ${device}`, async () => {
    await openDevice(device);
    const { logits, factors, weights, scale, gradient } = golden.certaintyWeights;
    assertClose(
      certaintyWeights(toTensor(logits), tf.scalar(scale)).dataSync(),
      weights.data,
      1e-5,
      0.1,
    );
    const derived = differentiate(
      (z) => tf.sum(tf.mul(toTensor(factors), certaintyWeights(z, tf.scalar(scale)))),
      [logits],
    );
    assertClose(derived.gradients[0], gradient.data, 2e-5, 0.01);
  });
}

Deno.test("multilinearMap's gradients agree with central differences", async () => {
  await openDevice("reference");
  const { features, predictions, weights } = golden.multilinearMap;
  assertSlopes(
    (f, g) => tf.sum(tf.mul(toTensor(weights), tf.tanh(multilinearMap(f, g)))),
    [features, predictions],
  );
});

Deno.test("certaintyWeights sum to 1 and increase with the certainty, up to a ratio of 4/3", async () => {
  await openDevice("reference");
  const weights = [
    ...certaintyWeights(tf.tensor2d([[0, 0], [1, 0], [3, 0], [200, 0]]), tf.scalar(1)).dataSync(),
  ];
  assertClose([weights.reduce((sum, w) => sum + w, 0)], [1], 1e-6);
  weights.slice(1).forEach((weight, i) => assert.ok(weight > weights[i]));
  // 1 + exp(0) beside 1 + exp(−ln 2).
  assertClose([weights[3] / weights[0]], [2 / 1.5], 1e-5);
});

Deno.test("certaintyWeights of fully certain predictions have a gradient of zero", async () => {
  await openDevice("reference");
  const sure = { shape: [2, 2], data: [500, -500, -300, 300] };
  const factors = tf.tensor1d([1, -2]);
  const { loss, gradients } = differentiate(
    (z) => tf.sum(tf.mul(factors, certaintyWeights(z, tf.scalar(1)))),
    [sure],
  );
  assertClose([loss], [-0.5], 1e-6);
  assert.ok(gradients[0].every((g) => g === 0), `${gradients[0]}`);
});

Deno.test("weightedCrossEntropy is the weighted sum of −log softmax(z)[y]", async () => {
  await openDevice("reference");
  // Logits (0, ln 3): probabilities ¼ and ¾.
  const logits = tf.tensor2d([[0, Math.log(3)], [0, Math.log(3)]]);
  const loss = weightedCrossEntropy(
    logits,
    tf.tensor1d([0, 1], "int32"),
    tf.tensor1d([0.5, 2]),
  );
  assertClose(loss.dataSync(), [0.5 * Math.log(4) + 2 * Math.log(4 / 3)], 1e-6);
});

Deno.test("weightedCrossEntropy's gradients in logits and weights agree with central differences", async () => {
  await openDevice("reference");
  assertSlopes(
    (z, w) => weightedCrossEntropy(z, tf.tensor1d(labels, "int32"), w),
    [rows, { shape: [3], data: [0.2, 1, 0.5] }],
  );
});

Deno.test("the compiled functions of conditioning agree with TensorFlow.js", async () => {
  await assertAgrees(multilinearMap, [normal([5, 3]), normal([5, 4])]);
  await assertAgrees((z) => certaintyWeights(z, tf.scalar(0.7)), [normal([5, 3])]);
  await assertAgrees(
    (z, w) => weightedCrossEntropy(z, tf.tensor1d(labels, "int32"), w),
    [normal([3, 2]), normal([3])],
  );
});

/** Compares the gradients with central differences along six directions. */
function assertSlopes(loss: Loss, samples: readonly GoldenArray[]): void {
  const { gradients } = differentiate(loss, samples);
  const random = randomStreams(3)("directions");
  for (let i = 0; i < 6; i++) {
    const direction = randomDirection(random, samples);
    const slope = slopeAlong(loss, samples, direction);
    assertClose([inner(gradients, direction)], [slope], 2e-3, 0.1);
  }
}
