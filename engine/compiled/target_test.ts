import assert from "node:assert/strict";
import { targetOf } from "./target.ts";

Deno.test("targetOf: GPUs use no blocks of channels", async () => {
  for (const provider of ["webgpu", "cuda"] as const) {
    assert.deepEqual(await targetOf(provider), { channelBlock: 1 });
  }
});

Deno.test("targetOf: the CPU uses ONNX Runtime's block size, which is probed once", async () => {
  const target = await targetOf("cpu");
  // No vectors, or vectors of four, eight or sixteen floats; layouts_test.ts tests their contents.
  assert.ok([1, 4, 8, 16].includes(target.channelBlock), `${target.channelBlock}`);
  assert.equal(await targetOf("cpu"), target);
});
