import assert from "node:assert/strict";
import mlp from "../encoders/mlp.ts";
import { bind } from "../descriptors/parameters.ts";
import { leaves, openDevice, randomStreams, tf } from "../engine/mod.ts";
import { assertClose } from "../tests/golden/close.ts";
import {
  differentiate,
  inner,
  type Loss,
  randomDirection,
  slopeAlong,
} from "../tests/golden/differentiate.ts";
import golden from "../tests/golden/losses.json" with { type: "json" };
import { classify, crossEntropy, initClassifier } from "./_classification.ts";

// Expected values: PyTorch 1.13 in double precision, by tests/golden/losses.py.

const { logits, labels, loss, gradient } = golden.crossEntropy;
const entropy: Loss = (z) => crossEntropy(z, tf.tensor1d(labels, "int32"));

for (const device of ["wasm", "reference"]) {
  Deno.test(`crossEntropy and its gradient agree with PyTorch, also for confident and wrong logits, on ${device}`, async () => {
    await openDevice(device);
    const actual = differentiate(entropy, [logits]);
    assertClose([actual.loss], [loss], 1e-6);
    assertClose(actual.gradients[0], gradient.data, 1e-6, 0.1);
  });

  Deno.test(`crossEntropy's gradient agrees with central differences, on ${device}`, async () => {
    await openDevice(device);
    // Without the rows of huge logits: at a loss of 120, differences have few correct digits.
    const first = { shape: [4, 3], data: logits.data.slice(0, 12) };
    const four: Loss = (z) => crossEntropy(z, tf.tensor1d(labels.slice(0, 4), "int32"));
    const { gradients } = differentiate(four, [first]);
    const random = randomStreams(3)("directions");
    for (let i = 0; i < 6; i++) {
      const direction = randomDirection(random, [first]);
      assertClose([inner(gradients, direction)], [slopeAlong(four, [first], direction)], 2e-3, 0.1);
    }
  });

  Deno.test(`crossEntropy of equal logits is log classes, on ${device}`, async () => {
    await openDevice(device);
    tf.tidy(() => {
      const y = tf.tensor1d([0, 3], "int32");
      assertClose(crossEntropy(tf.fill([2, 4], 7), y).dataSync(), [Math.log(4)], 1e-6);
    });
  });
}

Deno.test("initClassifier draws the encoder and the head from separate streams", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = mlp.create(bind(mlp, { width: 4, depth: 2 }), { kind: "points", shape: [3] });
    const purposes: string[] = [];
    const random = randomStreams(1);
    const params = initClassifier(
      (purpose) => {
        purposes.push(purpose);
        return random(purpose);
      },
      encoder,
      5,
    );
    assert.deepEqual(leaves(params).map(([path, { shape }]) => [path, [...shape]]), [
      ["encoder/layer1/kernel", [3, 4]],
      ["encoder/layer1/bias", [4]],
      ["encoder/layer2/kernel", [4, 4]],
      ["encoder/layer2/bias", [4]],
      ["head/kernel", [4, 5]],
      ["head/bias", [5]],
    ]);
    assert.equal(new Set(purposes).size, 6);
    // PyTorch's linear layer: U(±1/√4), kernel and bias.
    for (const drawn of [params.head.kernel, params.head.bias]) {
      const sizes = [...drawn.dataSync()].map(Math.abs);
      assert.ok(Math.max(...sizes) <= 0.5 && Math.max(...sizes) > 0.25);
    }
  });
});

Deno.test("classify applies the encoder, then the head", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = mlp.create(bind(mlp, { width: 2 }), { kind: "points", shape: [2] });
    const params = {
      encoder: {
        layer1: { kernel: tf.tensor2d([[1, -1], [2, 0]]), bias: tf.tensor1d([0, 1]) },
      },
      head: { kernel: tf.tensor2d([[1, 0, 2], [3, 1, 0]]), bias: tf.tensor1d([0, 0, -1]) },
    };
    // Hidden units: relu(1 + 4, −1 + 1), relu(−3, 3 + 1).
    const found = classify(encoder, params, tf.tensor2d([[1, 2], [-3, 0]]));
    assert.deepEqual(found.arraySync(), [[5, 0, 9], [12, 4, -1]]);
  });
});
