import assert from "node:assert/strict";
import { leaves, openDevice, type Random, randomStreams, tf } from "../engine/mod.ts";
import { assertAgrees, normal } from "../tests/agreement.ts";
import golden from "../tests/golden/adversarial.json" with { type: "json" };
import { assertClose } from "../tests/golden/close.ts";
import {
  differentiate,
  inner,
  randomDirection,
  slopeAlong,
} from "../tests/golden/differentiate.ts";
import { confusion, domainDiscriminator, domainLabels } from "./_domain_discriminator.ts";

// Expected values of confusion: autograd of PyTorch 2.15 in double precision, by
// tests/golden/adversarial.py.

Deno.test("domainDiscriminator draws layers of the given depth and width, each from separate streams", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const shapesOf = (depth: number) => {
      const purposes: string[] = [];
      const random = (purpose: string): Random => {
        purposes.push(purpose);
        return randomStreams(0)(purpose);
      };
      const layers = domainDiscriminator({ discriminator_depth: depth, discriminator_width: 5 })
        .init(random, 3);
      assert.deepEqual(purposes, leaves(layers).map(([path]) => `discriminator/${path}`));
      return leaves(layers).map(([path, { shape }]) => `${path} ${shape}`);
    };
    assert.deepEqual(shapesOf(0), ["layer1/kernel 3,2", "layer1/bias 2"]);
    assert.deepEqual(shapesOf(2), [
      ...["layer1/kernel 3,5", "layer1/bias 5"],
      ...["layer2/kernel 5,5", "layer2/bias 5"],
      ...["layer3/kernel 5,2", "layer3/bias 2"],
    ]);
  });
});

Deno.test("domainDiscriminator applies ReLU between its layers, and nowhere else", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const layers = {
      layer1: { kernel: tf.tensor2d([[1, -1]]), bias: tf.tensor1d([0, 0.5]) },
      layer2: { kernel: tf.tensor2d([[2, -1], [1, -3]]), bias: tf.tensor1d([0.25, 0]) },
    };
    const { logits } = domainDiscriminator({ discriminator_depth: 1, discriminator_width: 2 });
    // Hidden units max(x, 0) and max(½ − x, 0).
    assert.deepEqual(logits(layers, tf.tensor2d([[2], [-2]])).arraySync(), [
      [4.25, -2],
      [2.75, -7.5],
    ]);
  });
});

Deno.test("domainLabels are 0 for the source's rows, then 1 for the target's", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const labels = domainLabels(3, 2);
    assert.equal(labels.dtype, "int32");
    assert.deepEqual(labels.arraySync(), [0, 0, 0, 1, 1]);
    assert.deepEqual(domainLabels(2, 0).arraySync(), [0, 0]);
  });
});

for (const device of ["wasm", "reference"]) {
  Deno.test(`confusion and its gradient agree with PyTorch, on ${device}`, async () => {
    await openDevice(device);
    const { logits, loss, gradient } = golden.confusion;
    const found = differentiate(confusion, [logits]);
    assertClose([found.loss], [loss], 1e-5);
    assertClose(found.gradients[0], gradient.data, 2e-5, 0.05);
  });
}

Deno.test("confusion's gradient agrees with central differences", async () => {
  await openDevice("reference");
  const { logits } = golden.confusion;
  const { gradients } = differentiate(confusion, [logits]);
  const random = randomStreams(3)("directions");
  for (let i = 0; i < 6; i++) {
    const direction = randomDirection(random, [logits]);
    const slope = slopeAlong(confusion, [logits], direction);
    assertClose([inner(gradients, direction)], [slope], 2e-3, 0.1);
  }
});

Deno.test("confusion has its minimum, ln 2 with gradient zero, where the discriminator is undecided", async () => {
  await openDevice("reference");
  const undecided = { shape: [2, 2], data: [0.5, 0.5, -3, -3] };
  const { loss, gradients } = differentiate(confusion, [undecided]);
  assertClose([loss], [Math.log(2)], 1e-6);
  assertClose(gradients[0], [0, 0, 0, 0], 1e-7, 1);
  // It does not depend on the row's domain.
  const [one, other] = [[2, -1], [-1, 2]].map((z) => confusion(tf.tensor2d([z])).dataSync()[0]);
  assert.ok(one > Math.log(2));
  assertClose([other], [one], 1e-6);
});

Deno.test("compiled confusion agrees with TensorFlow.js", () =>
  assertAgrees(confusion, [normal([5, 2])]));
