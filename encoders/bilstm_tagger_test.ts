import assert from "node:assert/strict";
import { bind, type Overrides } from "../descriptors/parameters.ts";
import { type Noise, openDevice, randomStreams, type Tensors, tf } from "../engine/mod.ts";
import { assertClose } from "../tests/golden/close.ts";
import { treeOf } from "../tests/golden/differentiate.ts";
import {
  assertGolden,
  assertPaddingIsNoText,
  createGolden,
  goldenEncoders,
  inputOf,
} from "../tests/golden/encoders.ts";
import tagger from "./bilstm_tagger.ts";

const create = (values: Overrides, length = 5) =>
  tagger.create(bind(tagger, values), { kind: "words", shape: [length], vocabulary: 9 });
const small = { embedding: 3, width: 2 };

// Expected values: PyTorch 1.13 on packed sequences, in double precision, by tests/golden/encoders.py.
Deno.test("bilstm_tagger and its gradients agree with PyTorch, eager and compiled", () =>
  assertGolden(tagger));

Deno.test("bilstm_tagger ignores padding, and returns zeros for it", () =>
  assertPaddingIsNoText(tagger));

Deno.test("bilstm_tagger has two bidirectional layers by default", () => {
  const outputs = (values: Overrides) => create(values).layers.map(({ output }) => output);
  assert.deepEqual(outputs({}), [[5, 200], [5, 200]]);
  assert.deepEqual(outputs({ depth: 3, width: 7 }), [[5, 14], [5, 14], [5, 14]]);
  assert.equal(create({ width: 7 }).width, 14);
});

Deno.test("bilstm_tagger cut after its first layer agrees with PyTorch's first layer", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const [one, two] = goldenEncoders(tagger);
    const params = treeOf(two.params);
    const encoder = createGolden(tagger, two);
    const input = inputOf(two);
    const [first, second] = encoder.layers;
    const below = first.apply(params.layer1 as Tensors, input, { input });
    assertClose(below.dataSync(), one.features.data, 1e-5, 1);
    const above = second.apply(params.layer2 as Tensors, below, { input });
    assertClose(above.dataSync(), two.features.data, 1e-5, 1);
  });
});

Deno.test("bilstm_tagger accepts texts of any length with the same parameters", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = create(small, 5);
    const params = encoder.init(randomStreams(0));
    const features = (...words: number[]) => {
      const x = tf.tensor2d(words, [1, words.length], "int32");
      return encoder.apply(params, x).arraySync() as number[][][];
    };
    const [long] = features(4, 2, 8, 0, 0, 0, 0, 0);
    assert.equal(long.length, 8);
    const [exact] = features(4, 2, 8);
    exact.forEach((word, t) => assertClose(long[t], word, 1e-6, 1));
    assertClose(long[3], [0, 0, 0, 0], 0);
    assert.ok(features(7)[0][0].every((number) => number !== 0));
  });
});

Deno.test("bilstm_tagger differentiates texts of one word", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = create({ ...small, depth: 1 }, 1);
    const params = encoder.init(randomStreams(0));
    const { words, ...memories } = params.layer1 as { [name: string]: Tensors };
    const x = tf.tensor2d([[3], [5]], [2, 1], "int32");
    const gradient = tf.grad((vectors) =>
      tf.sum(encoder.apply({ layer1: { words: { vectors }, ...memories } }, x))
    )(words.vectors as tf.Tensor).arraySync() as number[][];
    const touched = gradient.map((row) => row.some((number) => number !== 0));
    assert.deepEqual(touched, [0, 1, 2, 3, 4, 5, 6, 7, 8].map((word) => word === 3 || word === 5));
  });
});

Deno.test("bilstm_tagger uses the same dropout mask for all words of a text, in each layer's input", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = create({ ...small, depth: 2, dropout: 0.5 });
    const params = encoder.init(randomStreams(0));
    const x = tf.tensor2d([[1, 2, 3, 4, 5], [6, 7, 8, 0, 0]], [2, 5], "int32");
    const shapes: (readonly number[])[] = [];
    const all = (number: number): Noise => ({
      uniform(shape) {
        shapes.push(shape);
        return tf.fill([...shape], number);
      },
    });
    encoder.apply(params, x, all(0.9));
    assert.deepEqual(shapes, [[2, 1, 3], [2, 1, 4]]);
    // With all inputs dropped, the outputs of words differ only by position.
    const [a, b] = tf.unstack(encoder.apply(params, tf.slice(x, [0, 0], [2, 3]), all(0)));
    assert.deepEqual(a.arraySync(), b.arraySync());
  });
});
