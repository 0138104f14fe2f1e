import assert from "node:assert/strict";
import { openDevice, randomStreams, tf } from "../../engine/mod.ts";
import { task } from "../../tests/conformance/sharing.ts";
import { applyHead, initHead } from "./_heads.ts";

Deno.test("initHead draws one output for each class within ±1/√width, the same for one name and seed", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const drawn = (name: string, seed: number) =>
      initHead(randomStreams(seed), task(name, "rows", "classification"), 25);
    const { kernel, bias } = drawn("colour", 1);
    assert.deepEqual([kernel.shape, bias.shape], [[25, 3], [3]]);
    const largest = Math.max(...[...kernel.dataSync(), ...bias.dataSync()].map(Math.abs));
    assert.ok(largest <= 0.2 && largest > 0.18, `${largest}`);
    assert.deepEqual(drawn("colour", 1).kernel.dataSync(), kernel.dataSync());
    assert.notDeepEqual(drawn("kind", 1).kernel.dataSync(), kernel.dataSync());
    assert.notDeepEqual(drawn("colour", 2).kernel.dataSync(), kernel.dataSync());
  });
});

Deno.test("initHead of a regression has one output", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const { kernel } = initHead(randomStreams(1), task("height", "rows", "regression"), 4);
    assert.deepEqual(kernel.shape, [4, 1]);
  });
});

const head = () => ({ kernel: tf.tensor2d([[1, 0], [0, 2]]), bias: tf.tensor1d([0.5, -1]) });

Deno.test("applyHead maps features of a row to its outputs", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const outputs = applyHead(head(), tf.tensor2d([[3, 4], [0, 1]]));
    assert.deepEqual(outputs.arraySync(), [[3.5, 7], [0.5, 1]]);
  });
});

Deno.test("applyHead maps features of each word to the word's outputs", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const outputs = applyHead(head(), tf.tensor3d([[[3, 4], [0, 1], [1, 0]]]));
    assert.deepEqual(outputs.arraySync(), [[[3.5, 7], [0.5, 1], [1.5, -1]]]);
  });
});
