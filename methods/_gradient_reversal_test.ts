import assert from "node:assert/strict";
import { openDevice, randomStreams, tf } from "../engine/mod.ts";
import { assertClose } from "../tests/golden/close.ts";
import {
  differentiate,
  inner,
  type Loss,
  randomDirection,
  slopeAlong,
  toTensor,
} from "../tests/golden/differentiate.ts";
import golden from "../tests/golden/losses.json" with { type: "json" };
import { gradientReversal } from "./_gradient_reversal.ts";

// Expected values: a torch.autograd.Function of PyTorch 1.13 in double precision, by
// tests/golden/losses.py.

const { x, weights, cases } = golden.gradientReversal;
const weighted: Loss = (features) =>
  tf.sum(tf.mul(toTensor(weights), tf.tanh(features))) as tf.Scalar;

for (const device of ["wasm", "reference"]) {
  Deno.test(`gradientReversal keeps the value and multiplies the gradient by −λ as PyTorch does, on ${device}`, async () => {
    await openDevice(device);
    for (const { scale, loss, gradient } of cases) {
      const actual = differentiate(reversed(scale), [x]);
      assertClose([actual.loss], [loss], 1e-6);
      assertClose(actual.gradients[0], gradient.data, 1e-6, 0.1);
    }
  });

  Deno.test(`gradientReversal's gradient is −λ times central differences, on ${device}`, async () => {
    await openDevice(device);
    const random = randomStreams(3)("directions");
    for (const { scale } of cases) {
      const loss = reversed(scale);
      const { gradients } = differentiate(loss, [x]);
      const direction = randomDirection(random, [x]);
      const slope = slopeAlong(loss, [x], direction);
      assertClose([inner(gradients, direction)], [-scale * slope], 2e-3, 0.1);
    }
  });

  Deno.test(`gradientReversal with λ = 0 passes no gradient, on ${device}`, async () => {
    await openDevice(device);
    const { gradients } = differentiate(reversed(0), [x]);
    assert.ok(gradients[0].every((g) => g === 0), `${gradients[0]}`);
  });
}

Deno.test("gradientReversal takes a λ that is computed inside the loss", async () => {
  await openDevice("reference");
  const λ = tf.scalar(0.35);
  const { gradients } = differentiate(
    (features) => weighted(gradientReversal(features, tf.mul(λ, 2))),
    [x],
  );
  assert.equal(cases[0].scale, 0.7);
  assertClose(gradients[0], cases[0].gradient.data, 1e-6, 0.1);
});

Deno.test("gradientReversal returns the same numbers in the same shape", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const features = tf.tensor3d([1, -2, 3, 4], [1, 2, 2]);
    const same = gradientReversal(features, tf.scalar(5));
    assert.deepEqual(same.arraySync(), features.arraySync());
  });
});

Deno.test("gradientReversal applied twice multiplies the gradient by λ²", async () => {
  await openDevice("reference");
  const [plain] = differentiate(weighted, [x]).gradients;
  const [twice] = differentiate(reversed(3, 2), [x]).gradients;
  assertClose(twice, plain.map((g) => 9 * g), 1e-5);
});

/** The weighted features after `times` reversals; λ comes from outside the loss, as in a step. */
function reversed(scale: number, times = 1): Loss {
  const λ = tf.scalar(scale);
  return (features) => {
    let through = features;
    for (let i = 0; i < times; i++) through = gradientReversal(through, λ);
    return weighted(through);
  };
}
