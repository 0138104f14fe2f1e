import assert from "node:assert/strict";
import { openDevice, tf } from "../../engine/mod.ts";
import { batchOf, perceptrons, separate } from "../../tests/conformance/sharing.ts";
import { BatchPass, rowsOf } from "./_batch_pass.ts";
import hardSharing from "./hard_sharing.ts";

Deno.test("rowsOf adds the unlabelled rows to their tables", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const [x, short, long] = [tf.zeros([3, 2]), tf.zeros([1, 2]), tf.zeros([1, 5])];
    const y = { tag: tf.zeros([1]) };
    const found = rowsOf({
      "ewt@2": { x: short, y },
      "ewt~unlabelled": { x },
      "ewt@5": { x: long, y },
      other: { x: short, y: { ...y, more: tf.zeros([1]) } },
    }, { "ewt@2": "ewt~unlabelled", "ewt@5": "ewt~unlabelled" });
    assert.deepEqual(found, [
      { table: "ewt@2", tasks: ["tag"], x: short, unlabelled: x },
      { table: "ewt@5", tasks: ["tag"], x: long, unlabelled: x },
      { table: "other", tasks: ["tag", "more"], x: short, unlabelled: undefined },
    ]);
  });
});

Deno.test("BatchPass has the tasks of its batch, in the problem's order, and their indices", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const { roses, birds } = batchOf(separate, hardSharing);
    const network = hardSharing.create({}, separate, perceptrons());
    const pass = new BatchPass(separate, network, { birds, roses }, {}, {});
    assert.deepEqual(pass.tasks.map(({ name }) => name), ["colour", "kind"]);
    assert.deepEqual(pass.places, [0, 2]);
  });
});
