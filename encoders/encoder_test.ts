import assert from "node:assert/strict";
import { leaves, openDevice, randomStreams, type Tensors, tf } from "../engine/mod.ts";
import { type Layer, stack } from "./encoder.ts";

/** Returns a layer that multiplies by a drawn factor and adds a number. */
const affine = (plus: number): Layer => ({
  output: [3],
  init: (random) => ({ factor: tf.scalar(random("factor").uniform()) }),
  apply: ({ factor }: Tensors, x) => tf.add(tf.mul(x, factor as tf.Scalar), plus),
});

Deno.test("stack numbers its layers from 1 and gives each its own random streams", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = stack([affine(1), affine(2)]);
    assert.equal(encoder.width, 3);
    assert.equal(encoder.layers.length, 2);
    const random = randomStreams(4);
    const params = encoder.init(random);
    assert.deepEqual(leaves(params).map(([path]) => path), ["layer1/factor", "layer2/factor"]);
    for (const name of ["layer1", "layer2"]) {
      const { factor } = params[name] as Tensors;
      const expected = Math.fround(random(`${name}/factor`).uniform());
      assert.equal((factor as tf.Scalar).arraySync(), expected);
    }
  });
});

Deno.test("stack applies its layers in order, each with its own parameters", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const encoder = stack([affine(1), affine(10)]);
    const params = { layer1: { factor: tf.scalar(2) }, layer2: { factor: tf.scalar(3) } };
    const x = tf.tensor2d([[5]]);
    assert.deepEqual(encoder.apply(params, x).arraySync(), [[43]]);
    // The encoder cut after the first layer.
    assert.deepEqual(encoder.layers[0].apply(params.layer1, x, { input: x }).arraySync(), [[11]]);
  });
});
