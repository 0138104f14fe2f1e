import assert from "node:assert/strict";
import { openDevice, randomStreams, type Tensors, tf } from "../../engine/mod.ts";
import { assertAgrees, normal } from "../../tests/agreement.ts";
import { perceptrons, task } from "../../tests/conformance/sharing.ts";
import { assertClose } from "../../tests/golden/close.ts";
import {
  applyExperts,
  applyTower,
  expertEncoder,
  initExperts,
  initTower,
  joined,
  mixed,
  sideBySide,
} from "./_experts.ts";

Deno.test("mixed weighs experts by a softmax of the gate's output", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    // Logits (ln 3, 0) for the first row, so ¾ and ¼; (0, 0) for the second.
    const gate = { kernel: tf.tensor2d([[Math.log(3), 0]]), bias: tf.tensor1d([0, 0]) };
    const experts = tf.tensor3d([[[4, 8], [0, -8]], [[4, 8], [0, -8]]]);
    const found = mixed(gate, tf.tensor2d([[1], [0]]), experts);
    assertClose(found.dataSync(), [3, 4, 2, 0], 1e-6);
  });
});

Deno.test("mixed has separate weights for each word", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const gate = { kernel: tf.tensor2d([[1, -1, 0.5]]), bias: tf.tensor1d([0, 0.3, -0.2]) };
    const input = tf.tensor2d([[1], [2], [-1], [0.5]]);
    const experts = tf.randomNormal([4, 3, 2], 0, 1, "float32", 1);
    const rows = mixed(gate, input, experts);
    const words = mixed(gate, tf.reshape(input, [2, 2, 1]), tf.reshape(experts, [2, 2, 3, 2]));
    assert.deepEqual(words.shape, [2, 2, 2]);
    assertClose(words.dataSync(), rows.dataSync(), 1e-6);
  });
});

Deno.test("compiled mixed agrees with TensorFlow.js", async () => {
  for (const [input, experts] of [[[4, 2], [4, 3, 5]], [[2, 3, 2], [2, 3, 3, 5]]]) {
    await assertAgrees(
      (kernel, bias, input, experts) => mixed({ kernel, bias }, input, experts),
      [normal([2, 3]), normal([3]), normal(input), normal(experts)],
    );
  }
});

Deno.test("applyExperts stacks the experts' features along the second to last axis", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const experts = { expert1: { factor: tf.scalar(2) }, expert2: { factor: tf.scalar(-1) } };
    const apply = (x: tf.Tensor) =>
      applyExperts(experts, ({ factor }) => tf.mul(x, factor as tf.Scalar));
    assert.deepEqual(apply(tf.tensor2d([[1, 2]])).arraySync(), [[[2, 4], [-1, -2]]]);
    assert.deepEqual(apply(tf.tensor3d([[[1, 2]]])).arraySync(), [[[[2, 4], [-1, -2]]]]);
  });
});

Deno.test("a single expert receives the gradient of its features", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const x = tf.tensor2d([[1, 2], [3, 4]]);
    const slope = tf.grad((factor: tf.Tensor) =>
      tf.sum(applyExperts({ expert1: { factor } }, ({ factor }) => tf.mul(x, factor as tf.Tensor)))
    );
    assert.deepEqual(slope(tf.scalar(5)).arraySync(), 10);
  });
});

Deno.test("joined and sideBySide keep the experts' order", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const [one, two] = [tf.tensor3d([[[1, 2]]]), tf.tensor3d([[[3, 4], [5, 6]]])];
    const both = joined([one, two]);
    assert.deepEqual(both.arraySync(), [[[1, 2], [3, 4], [5, 6]]]);
    assert.deepEqual(sideBySide(both).arraySync(), [[1, 2, 3, 4, 5, 6]]);
  });
});

Deno.test("initExperts draws each expert from separate streams", async () => {
  await openDevice("reference");
  const drawn: string[] = [];
  const experts = initExperts(
    (purpose) => {
      drawn.push(purpose);
      return randomStreams(0)(purpose);
    },
    "experts",
    2,
    (random) => {
      random("dense/kernel");
      return { leaf: tf.scalar(0) };
    },
  );
  assert.deepEqual(Object.keys(experts), ["expert1", "expert2"]);
  assert.deepEqual(drawn, ["experts/expert1/dense/kernel", "experts/expert2/dense/kernel"]);
});

Deno.test("expertEncoder has a fraction of the encoder's width, by default 1/number of experts", () => {
  const encoders = perceptrons({ width: 24 });
  assert.equal(expertEncoder(encoders, 0, 8).width, 3);
  assert.equal(expertEncoder(encoders, 0.5, 8).width, 12);
  assert.equal(expertEncoder(encoders, 2, 8).width, 48);
});

Deno.test("a tower is a ReLU layer below the head, and absent without units", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const of = task("size", "people", "regression");
    assert.deepEqual(Object.keys(initTower(randomStreams(0), of, 2, 0)), ["head"]);
    const drawn = initTower(randomStreams(0), of, 2, 3);
    assert.deepEqual((drawn.tower as Tensors).kernel.shape, [2, 3]);
    assert.deepEqual((drawn.head as Tensors).kernel.shape, [3, 1]);

    const head = { kernel: tf.tensor2d([[2], [5]]), bias: tf.tensor1d([0.5]) };
    const tower = { kernel: tf.tensor2d([[1, 0], [0, 1]]), bias: tf.tensor1d([0, -4]) };
    const mixture = tf.tensor2d([[1, 3]]);
    assert.deepEqual(applyTower({ head }, mixture).arraySync(), [[17.5]]);
    // relu(1, 3 − 4) = (1, 0).
    assert.deepEqual(applyTower({ tower, head }, mixture).arraySync(), [[2.5]]);
  });
});
