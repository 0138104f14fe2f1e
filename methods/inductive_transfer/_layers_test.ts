import assert from "node:assert/strict";
import { bind } from "../../descriptors/parameters.ts";
import mlp from "../../encoders/mlp.ts";
import {
  type Arrays,
  leaves,
  openDevice,
  randomStreams,
  type Tensors,
  tf,
} from "../../engine/mod.ts";
import { arraysOf } from "../../tests/golden/differentiate.ts";
import { initClassifier } from "../_classification.ts";
import { cutAbove, initTransferred, transferred } from "./_layers.ts";

await openDevice("reference");

const LAYERS = 11;
const encoder = mlp.create(bind(mlp, { depth: LAYERS, width: 2 }), { kind: "points", shape: [3] });
const names = Array.from({ length: LAYERS }, (_, i) => `layer${i + 1}`);
const source = arraysOf(encoder.init(randomStreams(7)));

/** Paths and numbers. */
const pairs = (tree: Arrays) => leaves(tree).map(([path, { data }]) => [path, data]);
const numbers = (tree: Tensors) => pairs(arraysOf(tree));

Deno.test("cutAbove counts layers from the input, and layer10 is not layer1", () => {
  tf.tidy(() => {
    const params = encoder.init(randomStreams(0));
    for (const depth of [1, 2, 9, 10, 11]) {
      const { lower, upper } = cutAbove(params, depth);
      assert.deepEqual(Object.keys(lower), names.slice(0, depth));
      assert.deepEqual(Object.keys(upper), names.slice(depth));
      for (const [name, layer] of Object.entries({ ...lower, ...upper })) {
        assert.equal(layer, params[name]);
      }
    }
  });
});

Deno.test("transferred returns the source's first layers, bit for bit, and does not change the source", () => {
  const before = structuredClone(source);
  tf.tidy(() => {
    const layers = transferred(source, 2);
    assert.deepEqual(Object.keys(layers), ["layer1", "layer2"]);
    const expected = pairs(source).slice(0, 4);
    assert.deepEqual(numbers(layers), expected);
  });
  assert.deepEqual(source, before);
});

for (const depth of [1, 4, LAYERS]) {
  Deno.test(`initTransferred copies ${depth} layers and draws the others as from_scratch does`, () => {
    tf.tidy(() => {
      const drawn = initClassifier(randomStreams(3), encoder, 5);
      const made = initTransferred(randomStreams(3), encoder, 5, { source, depth });
      assert.deepEqual(Object.keys(made.encoder), names);
      for (const [i, name] of names.entries()) {
        const own = numbers(drawn.encoder[name] as Tensors);
        const others = pairs(source[name] as Arrays);
        assert.notDeepEqual(own, others);
        assert.deepEqual(numbers(made.encoder[name] as Tensors), i < depth ? others : own, name);
      }
      assert.deepEqual(numbers(made.head), numbers(drawn.head));
    });
  });
}
