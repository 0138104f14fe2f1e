import assert from "node:assert/strict";
import { openDevice, tf } from "../../../engine/mod.ts";
import { ranks } from "./_ranks.ts";

Deno.test("ranks are positions in the sorted row, with ties by index", async () => {
  await openDevice("reference");
  const keys = tf.tensor2d([[0.5, 0.1, 0.9, 0.3], [2, 1, 2, 1], [0, 0, 0, 0]]);
  assert.deepEqual(ranks(keys).arraySync(), [[2, 0, 3, 1], [2, 0, 3, 1], [0, 1, 2, 3]]);
});

Deno.test("ranks put infinities last", async () => {
  await openDevice("reference");
  assert.deepEqual(ranks(tf.tensor2d([[Infinity, 3, Infinity, 1]])).arraySync(), [[2, 1, 3, 0]]);
});
