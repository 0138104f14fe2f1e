import assert from "node:assert/strict";
import { bind, type Overrides } from "../descriptors/parameters.ts";
import { type Noise, openDevice, randomStreams, type Tensors, tf } from "../engine/mod.ts";
import { assertGolden } from "../tests/golden/encoders.ts";
import textCnn from "./text_cnn.ts";

const create = (values: Overrides, length = 6) =>
  textCnn.create(bind(textCnn, values), { kind: "words", shape: [length], vocabulary: 8 });

// Expected values: PyTorch 1.13 in double precision, by tests/golden/encoders.py.
Deno.test("text_cnn and its gradients agree with PyTorch, eager and compiled", () =>
  assertGolden(textCnn));

Deno.test("text_cnn has the sizes of the paper, except for vectors of width 100", () => {
  assert.deepEqual(bind(textCnn), { embedding: 100, channels: 100, widths: "3-4-5", dropout: 0.5 });
  const encoder = create({});
  assert.deepEqual(encoder.layers.map(({ output }) => output), [[6, 100], [300]]);
  assert.equal(encoder.width, 300);
});

Deno.test("text_cnn draws each convolution from U(±1/√inputs), independently of the other widths", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const draw = (widths: string) => {
      const encoder = create({ embedding: 30, channels: 40, widths });
      return (encoder.init(randomStreams(3)).layer2 as Tensors).width3 as Tensors;
    };
    const { kernel, bias } = draw("3") as { [name: string]: tf.Tensor };
    for (const drawn of [kernel, bias]) {
      const largest = tf.max(tf.abs(drawn)).dataSync()[0] * Math.sqrt(3 * 30);
      assert.ok(largest <= 1 + 1e-6 && largest > 0.9, `${largest}`);
    }
    const others = draw("2-3-4") as { [name: string]: tf.Tensor };
    assert.deepEqual(others.kernel.arraySync(), kernel.arraySync());
  });
});

Deno.test("text_cnn drops features only in training", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = create({ channels: 2, widths: "3", dropout: 0.75 });
    const params = encoder.init(randomStreams(0));
    const x = tf.tensor2d([[1, 2, 3, 4, 5, 6], [7, 6, 5, 4, 0, 0]], [2, 6], "int32");
    const whole = encoder.apply(params, x);
    const noise: Noise = { uniform: () => tf.tensor2d([[0, 0.8], [0.9, 0.7]]) };
    const mask = tf.tensor2d([[0, 4], [4, 0]]);
    assert.deepEqual(encoder.apply(params, x, noise).arraySync(), tf.mul(whole, mask).arraySync());
  });
});

Deno.test("text_cnn rejects texts that are shorter than its windows", () => {
  create({ widths: "3" }, 3);
  assert.throws(() => create({}, 4), {
    name: "RangeError",
    message: "Cannot convolve 5 words at a time: texts must be as long, current length is 4",
  });
});
