import assert from "node:assert/strict";
import { bind, type Overrides } from "../descriptors/parameters.ts";
import { leaves, openDevice, randomStreams, type Tensors, tf } from "../engine/mod.ts";
import { assertClose } from "../tests/golden/close.ts";
import mlp from "./mlp.ts";

const create = (values: Overrides, inputs: number) =>
  mlp.create(bind(mlp, values), { kind: "points", shape: [inputs] });

Deno.test("mlp has `depth` layers of equal width, numbered from 1", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = create({ depth: 3, width: 4 }, 7);
    assert.equal(encoder.width, 4);
    assert.equal(encoder.layers.length, 3);
    const params = encoder.init(randomStreams(0));
    assert.deepEqual(leaves(params).map(([path, { shape }]) => [path, [...shape]]), [
      ["layer1/kernel", [7, 4]],
      ["layer1/bias", [4]],
      ["layer2/kernel", [4, 4]],
      ["layer2/bias", [4]],
      ["layer3/kernel", [4, 4]],
      ["layer3/bias", [4]],
    ]);
    assert.deepEqual(encoder.apply(params, tf.zeros([5, 7])).shape, [5, 4]);
  });
});

Deno.test("mlp is one layer of 100 rectified units by default", () => {
  assert.deepEqual(bind(mlp), {
    depth: 1,
    width: 100,
    activation: "relu",
    initializer: "fan_in",
  });
  assert.equal(create({}, 2).width, 100);
});

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const relu = (x: number) => Math.max(0, x);
for (
  const [activation, φ] of [["relu", relu], ["sigmoid", sigmoid], ["tanh", Math.tanh]] as const
) {
  Deno.test(`mlp applies ${activation} after each layer`, async () => {
    await openDevice("reference");
    tf.tidy(() => {
      const encoder = create({ depth: 2, width: 2, activation }, 2);
      const params = {
        layer1: { kernel: tf.tensor2d([[1, -2], [0.5, 1]]), bias: tf.tensor1d([0.25, -0.5]) },
        layer2: { kernel: tf.tensor2d([[-1, 2], [1, 0]]), bias: tf.tensor1d([0.5, -0.75]) },
      };
      // (1, 2) · kernel + bias is (2.25, −0.5).
      const [a, b] = [φ(2.25), φ(-0.5)];
      const x = tf.tensor2d([[1, 2]]);
      const found = encoder.apply(params, x).dataSync();
      assertClose(found, [φ(-a + b + 0.5), φ(2 * a - 0.75)], 1e-6, 1e-3);
      // The encoder cut after the first layer.
      const first = encoder.layers[0].apply(params.layer1, x, { input: x }).dataSync();
      assertClose(first, [a, b], 1e-6, 1e-3);
    });
  });
}

Deno.test("mlp cut at a layer and continued equals the whole", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = create({ depth: 3, width: 5 }, 4);
    const params = encoder.init(randomStreams(1));
    const x = tf.randomNormal([6, 4], 0, 1, "float32", 1);
    const cut = encoder.layers.reduce(
      (features, layer, i) =>
        layer.apply(params[`layer${i + 1}`] as Tensors, features, { input: x }),
      x as tf.Tensor,
    );
    assert.deepEqual(cut.arraySync(), encoder.apply(params, x).arraySync());
  });
});

// Bounds by the definitions, for 50 inputs and 40 units; the second layer has 40 of each.
for (
  const [initializer, kernels, biases] of [
    ["fan_in", [1 / Math.sqrt(50), 1 / Math.sqrt(40)], [1 / Math.sqrt(50), 1 / Math.sqrt(40)]],
    ["glorot", [Math.sqrt(6 / 90), Math.sqrt(6 / 80)], [0, 0]],
    ["he", [Math.sqrt(6 / 50), Math.sqrt(6 / 40)], [0, 0]],
  ] as const
) {
  Deno.test(`mlp initialised by ${initializer} is uniform within its bounds`, async () => {
    await openDevice("reference");
    tf.tidy(() => {
      const encoder = create({ depth: 2, width: 40, initializer }, 50);
      const params = encoder.init(randomStreams(2));
      for (const [i, name] of ["layer1", "layer2"].entries()) {
        const { kernel, bias } = params[name] as { kernel: tf.Tensor; bias: tf.Tensor };
        assertUniform(kernel, kernels[i]);
        assertUniform(bias, biases[i]);
      }
    });
  });
}

Deno.test("mlp draws the same numbers for the same seed, and different ones for each layer and seed", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = create({ depth: 2, width: 3 }, 3);
    const drawn = (seed: number) =>
      leaves(encoder.init(randomStreams(seed))).map(([, leaf]) => [...leaf.dataSync()]);
    assert.deepEqual(drawn(5), drawn(5));
    const [kernel1, , kernel2] = drawn(5);
    assert.notDeepEqual(kernel1, kernel2);
    assert.notDeepEqual(drawn(6)[0], kernel1);
  });
});

function assertUniform(drawn: tf.Tensor, limit: number): void {
  const largest = Math.max(...drawn.dataSync().map(Math.abs));
  assert.ok(largest <= limit * (1 + 1e-6), `${largest} > ${limit}`);
  assert.ok(largest >= 0.9 * limit, `${largest} is far from ${limit}`);
}
