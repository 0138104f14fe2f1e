import assert from "node:assert/strict";
import { bind, type Overrides } from "../descriptors/parameters.ts";
import { type Noise, openDevice, randomStreams, tf } from "../engine/mod.ts";
import { assertGolden, assertPaddingIsNoText } from "../tests/golden/encoders.ts";
import bilstm from "./bilstm.ts";

const create = (values: Overrides, length: number) =>
  bilstm.create(bind(bilstm, values), { kind: "words", shape: [length], vocabulary: 8 });

// Expected values: PyTorch 1.13 on packed sequences, in double precision, by tests/golden/encoders.py.
Deno.test("bilstm and its gradients agree with PyTorch, eager and compiled", () =>
  assertGolden(bilstm));

Deno.test("bilstm ignores padding", () => assertPaddingIsNoText(bilstm));

Deno.test("bilstm has a state of width 100 for each direction by default", () => {
  const outputs = create({}, 7).layers.map(({ output }) => output);
  assert.deepEqual(outputs, [[7, 100], [200]]);
});

Deno.test("bilstm returns zeros for a text without words, and accepts texts of length 1", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    for (const length of [1, 4]) {
      const encoder = create({ embedding: 3, width: 2 }, length);
      const params = encoder.init(randomStreams(0));
      const x = tf.tensor2d([[0, 5].map((word) => [word, 0, 0, 0].slice(0, length))].flat());
      const [none, one] = encoder.apply(params, tf.cast(x, "int32")).arraySync() as number[][];
      assert.ok(none.every((number) => number === 0));
      assert.ok(one.every((number) => number !== 0 && Number.isFinite(number)));
    }
  });
});

Deno.test("bilstm drops features only in training", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = create({ width: 2, dropout: 0.5 }, 3);
    const params = encoder.init(randomStreams(0));
    const x = tf.tensor2d([[1, 2, 3]], [1, 3], "int32");
    const noise: Noise = { uniform: () => tf.tensor2d([[0.1, 0.5, 0.9, 0.4]]) };
    assert.deepEqual(
      encoder.apply(params, x, noise).arraySync(),
      tf.mul(encoder.apply(params, x), [[0, 2, 2, 0]]).arraySync(),
    );
  });
});
