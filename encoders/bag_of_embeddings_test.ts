import assert from "node:assert/strict";
import { bind } from "../descriptors/parameters.ts";
import { openDevice, randomStreams, tf } from "../engine/mod.ts";
import { assertGolden, assertPaddingIsNoText } from "../tests/golden/encoders.ts";
import bagOfEmbeddings from "./bag_of_embeddings.ts";

const input = { kind: "words", shape: [3], vocabulary: 8 } as const;

// Expected values: PyTorch 1.13 in double precision, by tests/golden/encoders.py.
Deno.test("bag_of_embeddings and its gradients agree with PyTorch, eager and compiled", () =>
  assertGolden(bagOfEmbeddings));

Deno.test("bag_of_embeddings ignores padding", () => assertPaddingIsNoText(bagOfEmbeddings));

Deno.test("bag_of_embeddings is only the mean by default", () => {
  const bag = bagOfEmbeddings.create(bind(bagOfEmbeddings), input);
  assert.deepEqual(bag.layers.map(({ output }) => output), [[100]]);
  const deep = bagOfEmbeddings.create(
    bind(bagOfEmbeddings, { embedding: 4, depth: 2, width: 5 }),
    input,
  );
  assert.deepEqual(deep.layers.map(({ output }) => output), [[4], [5], [5]]);
});

Deno.test("bag_of_embeddings returns zeros for a text without words, and ignores the order of words", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const bag = bagOfEmbeddings.create(bind(bagOfEmbeddings, { embedding: 2 }), input);
    const x = tf.tensor2d([[0, 0, 0], [3, 4, 5], [5, 3, 4]], [3, 3], "int32");
    const [none, first, second] = tf.unstack(bag.apply(bag.init(randomStreams(0)), x));
    assert.deepEqual(none.arraySync(), [0, 0]);
    assert.ok(tf.max(tf.abs(tf.sub(first, second))).dataSync()[0] < 1e-6);
  });
});
