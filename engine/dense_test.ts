import assert from "node:assert/strict";
import { assertClose } from "../tests/golden/close.ts";
import { dense, initDense } from "./dense.ts";
import { openDevice } from "./devices.ts";
import { heNormal } from "./initializers.ts";
import { randomStreams } from "./random.ts";
import * as tf from "./tf.ts";

for (const device of ["wasm", "reference"]) {
  Deno.test(`dense multiplies by the kernel and adds the bias to each row, on ${device}`, async () => {
    await openDevice(device);
    tf.tidy(() => {
      const layer = {
        kernel: tf.tensor2d([[1, 2], [3, 4], [5, 6]]),
        bias: tf.tensor1d([0.5, -0.5]),
      };
      const y = dense(layer, tf.tensor2d([[1, 0, -1], [2, 1, 0]]));
      assert.deepEqual(y.shape, [2, 2]);
      // By hand: 1·1 − 1·5 + 0.5, 1·2 − 1·6 − 0.5; 2·1 + 3 + 0.5, 2·2 + 4 − 0.5.
      assertClose(y.dataSync(), [-3.5, -4.5, 5.5, 7.5], 0);
    });
  });
}

Deno.test("initDense draws kernel and bias like PyTorch, each from its own stream", async () => {
  await openDevice("reference");
  const streams = randomStreams(2);
  const { kernel, bias } = initDense(streams, "encoder/layer1", 16, 3);
  assert.deepEqual([kernel.shape, bias.shape], [[16, 3], [3]]);
  // The bound is 1/√16.
  for (const [name, leaf] of [["kernel", kernel], ["bias", bias]] as const) {
    const stream = streams(`encoder/layer1/${name}`);
    const expected = Array.from({ length: leaf.size }, () => stream.uniform(-0.25, 0.25));
    assertClose(leaf.dataSync(), expected, 1e-6);
  }
});

Deno.test("initDense with an initializer draws the kernel with it and leaves the bias zero", async () => {
  await openDevice("reference");
  const streams = randomStreams(2);
  const { kernel, bias } = initDense(streams, "head", 16, 3, heNormal);
  assert.deepEqual(kernel.dataSync(), heNormal(streams("head/kernel"), [16, 3]).dataSync());
  assert.deepEqual([...bias.dataSync()], [0, 0, 0]);
});
