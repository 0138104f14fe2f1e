import assert from "node:assert/strict";
import type { InputShape } from "../datasets/dataset.ts";
import { openDevice, randomStreams, tf } from "../engine/mod.ts";
import { assertClose } from "../tests/golden/close.ts";
import { embedWords, presence, wordCounts } from "./_embedding.ts";

const input: InputShape = { kind: "words", shape: [3], vocabulary: 5 };
const drawn = (input: InputShape, width: number) =>
  embedWords(input, width).init(randomStreams(1)).vectors.arraySync() as number[][];

Deno.test("embedWords draws vectors from N(0, 1), and zeros for word 0", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const [padding, ...words] = drawn({ ...input, vocabulary: 2000 }, 5);
    assert.deepEqual(padding, [0, 0, 0, 0, 0]);
    const numbers = words.flat();
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
    // Over 9995 draws the mean has a standard error of 0.01, the variance of 0.014.
    assertClose([mean, variance], [0, 1], 0.05, 1);
  });
});

Deno.test("embedWords starts from the vectors of the data, and draws missing ones as usual", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const none = [NaN, NaN];
    const data = Float32Array.from([[7, 7], none, [1, -2], none, [3, 0.5]].flat());
    const given = { ...input, vectors: { shape: [5, 2], data } };
    assert.deepEqual(embedWords(given, 100).output, [3, 2]);
    const others = drawn(input, 2);
    assert.deepEqual(drawn(given, 100), [[0, 0], others[1], [1, -2], others[3], [3, 0.5]]);
  });
});

Deno.test("embedWords looks words up, and returns zeros for word 0 whatever its row contains", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const vectors = tf.tensor2d([[9, 9], [1, 2], [3, 4], [5, 6], [7, 8]]);
    const x = tf.tensor2d([[3, 1, 0], [4, 0, 0]], [2, 3], "int32");
    const found = embedWords(input, 2).apply({ vectors }, x);
    assert.deepEqual(found.arraySync(), [[[5, 6], [1, 2], [0, 0]], [[7, 8], [0, 0], [0, 0]]]);
  });
});

Deno.test("embedWords has no gradient for the row of word 0", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const x = tf.tensor2d([[3, 1, 0], [3, 0, 0]], [2, 3], "int32");
    const layer = embedWords(input, 2);
    const gradient = tf.grad((vectors) => tf.sum(layer.apply({ vectors }, x)));
    assert.deepEqual(
      gradient(tf.ones([5, 2])).arraySync(),
      [[0, 0], [1, 1], [0, 0], [2, 2], [0, 0]],
    );
  });
});

Deno.test("embedWords requires the size of the vocabulary", () => {
  assert.throws(() => embedWords({ kind: "words", shape: [3] }, 2), {
    name: "TypeError",
    message: "Cannot embed words: the input has no vocabulary size",
  });
});

Deno.test("presence and wordCounts recognise the ends of texts", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const x = tf.tensor2d([[3, 1, 0], [4, 2, 2], [0, 0, 0]], [3, 3], "int32");
    assert.deepEqual(presence(x).arraySync(), [[1, 1, 0], [1, 1, 1], [0, 0, 0]]);
    assert.deepEqual(wordCounts(x).arraySync(), [2, 3, 0]);
    assert.equal(wordCounts(x).dtype, "int32");
  });
});
