import assert from "node:assert/strict";
import { openDevice, randomStreams, tf } from "../../engine/mod.ts";
import { assertClose } from "../../tests/golden/close.ts";
import {
  differentiate,
  inner,
  type Loss,
  randomDirection,
  slopeAlong,
  toTensor,
} from "../../tests/golden/differentiate.ts";
import golden from "../../tests/golden/losses.json" with { type: "json" };
import { cmd, type CmdOptions } from "./_cmd.ts";

// Expected values: PyTorch 1.13 in double precision, by tests/golden/losses.py.

const optionsOf = ({ moments, bounds }: { moments: number; bounds: number[] }): CmdOptions => ({
  moments,
  bounds: [bounds[0], bounds[1]],
});

for (const device of ["wasm", "reference"]) {
  Deno.test(`cmd and its gradients agree with PyTorch for K from 1 to 5 and both bounds, on ${device}`, async () => {
    await openDevice(device);
    assert.equal(golden.cmd.cases.length, 10);
    for (const { samples, options, loss, gradients } of golden.cmd.cases) {
      const actual = differentiate(
        (s, t) => cmd(s, t, optionsOf(options)),
        golden.cmd.samples[samples],
      );
      assertClose([actual.loss], [loss], 1e-5);
      gradients.forEach(({ data }, i) => assertClose(actual.gradients[i], data, 2e-5, 0.01));
    }
  });

  Deno.test(`cmd's gradients agree with central differences, on ${device}`, async () => {
    await openDevice(device);
    const random = randomStreams(3)("directions");
    for (const { samples: place, options } of golden.cmd.cases) {
      const samples = golden.cmd.samples[place];
      const loss: Loss = (s, t) => cmd(s, t, optionsOf(options));
      const { gradients } = differentiate(loss, samples);
      for (let i = 0; i < 4; i++) {
        const direction = randomDirection(random, samples);
        assertClose(
          [inner(gradients, direction)],
          [slopeAlong(loss, samples, direction)],
          2e-3,
          0.1,
        );
      }
    }
  });

  Deno.test(`cmd of a sample with itself is exactly zero, with gradients of zero, on ${device}`, async () => {
    await openDevice(device);
    const [sample] = golden.cmd.samples[0];
    const { loss, gradients } = differentiate((s, t) => cmd(s, t), [sample, sample]);
    assert.equal(loss, 0);
    assert.ok(gradients.flat().every((g) => g === 0), `${gradients}`);
  });

  Deno.test(`cmd of constant features is the distance of the constants, finite with its gradients, on ${device}`, async () => {
    await openDevice(device);
    const constant = (rows: number, value: number) => ({
      shape: [rows, 4],
      data: new Array(4 * rows).fill(value),
    });
    const alike = differentiate((s, t) => cmd(s, t), [constant(3, 0.25), constant(5, 0.25)]);
    assertClose([alike.loss], [0], 1e-6, 1);
    assert.ok(alike.gradients.flat().every(Number.isFinite));
    // ‖(¼, ¼, ¼, ¼)‖ = ½; each of the 3 and 5 rows has its share of ¼/½ per column.
    const apart = differentiate((s, t) => cmd(s, t), [constant(3, 0.5), constant(5, 0.25)]);
    assertClose([apart.loss], [0.5], 1e-6);
    assertClose(apart.gradients[0], new Array(12).fill(0.5 / 3), 1e-5);
    assertClose(apart.gradients[1], new Array(20).fill(-0.5 / 5), 1e-5);
  });
}

Deno.test("cmd of one feature agrees with a hand calculation", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    // Means ½ and ¼; second moments ¼ and 3/16; third 0 and (3·(−¼)³ + (¾)³)/4 = 3/32.
    const s = tf.tensor2d([[0], [1]]);
    const t = tf.tensor2d([[0], [0], [0], [1]]);
    const value = (options: CmdOptions) => cmd(s, t, options).dataSync()[0];
    assertClose([value({ moments: 1 })], [1 / 4], 1e-6);
    assertClose([value({ moments: 2 })], [1 / 4 + 1 / 16], 1e-6);
    assertClose([value({ moments: 3 })], [1 / 4 + 1 / 16 + 3 / 32], 1e-6);
    assertClose([value({ moments: 3, bounds: [-1, 1] })], [1 / 8 + 1 / 64 + 3 / 256], 1e-6);
    assertClose([value({ moments: 2, bounds: [0, 4] })], [1 / 16 + 1 / 256], 1e-6);
  });
});

Deno.test("cmd's defaults are five moments and bounds of 0 and 1", async () => {
  await openDevice("reference");
  const expected = golden.cmd.cases[4];
  assert.deepEqual(expected.options, { moments: 5, bounds: [0, 1] });
  const { loss } = differentiate((s, t) => cmd(s, t), golden.cmd.samples[0]);
  assertClose([loss], [expected.loss], 1e-5);
});

Deno.test("cmd is symmetric, independent of the order of rows, and does not decrease with more moments", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const [s, t] = golden.cmd.samples[0].map(toTensor);
    const value = (a: tf.Tensor, b: tf.Tensor, moments = 5) => cmd(a, b, { moments }).dataSync()[0];
    assertClose([value(t, s)], [value(s, t)], 1e-6);
    const random = randomStreams(2);
    const permuted = [s, t].map((x, i) =>
      tf.gather(x, tf.tensor1d(random(`rows${i}`).permutation(x.shape[0]), "int32"))
    );
    assertClose([value(permuted[0], permuted[1])], [value(s, t)], 2e-6);
    const values = [1, 2, 3, 4, 5].map((moments) => value(s, t, moments));
    values.slice(1).forEach((v, i) => assert.ok(v > values[i], `${values}`));
  });
});

for (const moments of [0, -1, 2.5, NaN, Infinity]) {
  Deno.test(`cmd rejects ${moments} moments`, async () => {
    await openDevice("reference");
    tf.tidy(() => {
      assert.throws(() => cmd(tf.zeros([2, 2]), tf.zeros([2, 2]), { moments }), {
        name: "RangeError",
        message:
          `Cannot compare moments: their number must be a positive integer, current value is ${moments}`,
      });
    });
  });
}

for (const bounds of [[1, 0], [0.5, 0.5], [NaN, 1]] as const) {
  Deno.test(`cmd rejects the bounds [${bounds}]`, async () => {
    await openDevice("reference");
    tf.tidy(() => {
      assert.throws(() => cmd(tf.zeros([2, 2]), tf.zeros([2, 2]), { bounds }), {
        name: "RangeError",
        message: `Cannot bound features: the bounds must be in order, current value is [${
          bounds.join(", ")
        }]`,
      });
    });
  });
}

Deno.test("cmd rejects samples of different width and empty ones", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    assert.throws(() => cmd(tf.zeros([3, 1]), tf.zeros([3, 4])), /different width.* 1 and 4/);
    assert.throws(() => cmd(tf.zeros([0, 2]), tf.zeros([3, 2])), /each needs 1 rows/);
  });
});
