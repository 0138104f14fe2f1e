import assert from "node:assert/strict";
import { openDevice, randomStreams, tf } from "../../engine/mod.ts";
import { assertClose } from "../../tests/golden/close.ts";
import {
  differentiate,
  inner,
  randomDirection,
  slopeAlong,
  toTensor,
} from "../../tests/golden/differentiate.ts";
import golden from "../../tests/golden/losses.json" with { type: "json" };
import { coral } from "./_coral.ts";

// Expected values: torch.cov of PyTorch 1.13 in double precision, by tests/golden/losses.py.

for (const device of ["wasm", "reference"]) {
  Deno.test(`coral and its gradients agree with PyTorch, on ${device}`, async () => {
    await openDevice(device);
    for (const { samples, loss, gradients } of golden.coral.cases) {
      const actual = differentiate(coral, golden.coral.samples[samples]);
      assertClose([actual.loss], [loss], 1e-5);
      gradients.forEach(({ data }, i) => assertClose(actual.gradients[i], data, 1e-5, 0.05));
    }
  });

  Deno.test(`coral's gradients agree with central differences, on ${device}`, async () => {
    await openDevice(device);
    const random = randomStreams(3)("directions");
    for (const samples of golden.coral.samples) {
      const { gradients } = differentiate(coral, samples);
      for (let i = 0; i < 6; i++) {
        const direction = randomDirection(random, samples);
        assertClose(
          [inner(gradients, direction)],
          [slopeAlong(coral, samples, direction)],
          2e-3,
          0.1,
        );
      }
    }
  });

  Deno.test(`coral of a sample with itself is exactly zero, with gradients of zero, on ${device}`, async () => {
    await openDevice(device);
    const [sample] = golden.coral.samples[0];
    const { loss, gradients } = differentiate(coral, [sample, sample]);
    assert.equal(loss, 0);
    assert.ok(gradients.flat().every((g) => g === 0), `${gradients}`);
  });

  Deno.test(`coral of constant features is zero with gradients of zero, on ${device}`, async () => {
    await openDevice(device);
    const constant = (rows: number, value: number) => ({
      shape: [rows, 2],
      data: new Array(2 * rows).fill(value),
    });
    const { loss, gradients } = differentiate(coral, [constant(4, 0.5), constant(2, -3)]);
    assert.equal(loss, 0);
    assert.ok(gradients.flat().every((g) => g === 0), `${gradients}`);
  });
}

Deno.test("coral of known covariances is ‖C_S − C_T‖²_F / 4d²", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    // Over n − 1 = 3: C_S = diag(4/3, 16/3).
    const s = tf.tensor2d([[1, 2], [-1, 2], [1, -2], [-1, -2]]);
    // Over n − 1 = 1: C_T = [[2, 4], [4, 8]], about a mean of (6, 7).
    const t = tf.tensor2d([[7, 9], [5, 5]]);
    const squares = (4 / 3 - 2) ** 2 + 2 * 4 ** 2 + (16 / 3 - 8) ** 2;
    assertClose(coral(s, t).dataSync(), [squares / 16], 1e-6);
    // One column of a variance of 4/3 and one of 2: (2/3)²/4.
    const [a, b] = [tf.slice(s, [0, 0], [4, 1]), tf.slice(t, [0, 0], [2, 1])];
    assertClose(coral(a, b).dataSync(), [1 / 9], 1e-6);
  });
});

Deno.test("coral is symmetric and independent of a shift of one sample and of the order of rows", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const [s, t] = golden.coral.samples[0].map(toTensor);
    const value = coral(s, t).dataSync();
    assertClose(coral(t, s).dataSync(), value, 1e-6);
    assertClose(coral(tf.add(s, 5), t).dataSync(), value, 1e-5);
    assertClose(coral(tf.reverse(s, 0), t).dataSync(), value, 1e-5);
  });
});

for (const [m, n] of [[1, 3], [3, 1], [0, 3]]) {
  Deno.test(`coral rejects samples of ${m} and ${n} rows`, async () => {
    await openDevice("reference");
    tf.tidy(() => {
      assert.throws(() => coral(tf.zeros([m, 2]), tf.zeros([n, 2])), {
        name: "RangeError",
        message: `Cannot compare samples: each needs 2 rows, current sizes are ${m} and ${n}`,
      });
    });
  });
}

Deno.test("coral rejects samples of different width", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    assert.throws(() => coral(tf.zeros([3, 1]), tf.zeros([3, 4])), /different width.* 1 and 4/);
  });
});
