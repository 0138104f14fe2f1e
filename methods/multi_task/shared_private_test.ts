import assert from "node:assert/strict";
import { openDevice, randomStreams, type Tensors, tf } from "../../engine/mod.ts";
import { perceptrons, together } from "../../tests/conformance/sharing.ts";
import { reachedBy } from "../../tests/conformance/reach.ts";
import hardSharing from "./hard_sharing.ts";
import sharedPrivate from "./shared_private.ts";

const encoders = perceptrons({ depth: 1 });
const network = sharedPrivate.create({}, together, encoders);

Deno.test("shared_private starts with the shared encoder of hard_sharing and with separate private encoders", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const kernelOf = (
      { encoder }: Tensors,
    ) => [...((encoder as Tensors).layer1 as { kernel: tf.Tensor }).kernel.dataSync()];
    const { shared, own } = network.init(randomStreams(4));
    const hard = hardSharing.create({}, together, encoders).init(randomStreams(4));
    assert.deepEqual(kernelOf(shared), kernelOf(hard.shared));
    const all = [kernelOf(shared), kernelOf(own.height), kernelOf(own.size)].map(String);
    assert.equal(new Set(all).size, 3);
  });
});

Deno.test("shared_private: a task's outputs depend on the shared encoder, its own, and its head", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const params = network.init(randomStreams(4));
    const rows = [{
      table: "people",
      tasks: ["height", "size"],
      x: tf.randomNormal([5, 4], 0, 1, "float32", 2),
    }];
    for (const task of ["height", "size"]) {
      assert.deepEqual(
        reachedBy(network, params, rows, task),
        ["own/" + task + "/encoder/layer1", "own/" + task + "/head", "shared/encoder/layer1"]
          .flatMap((layer) => [`${layer}/bias`, `${layer}/kernel`]),
      );
    }
  });
});
