import assert from "node:assert/strict";
import { targetOf } from "./target.ts";

Deno.test("targetOf: graphics processors take no blocks of channels", async () => {
  for (const provider of ["webgpu", "cuda"] as const) {
    assert.deepEqual(await targetOf(provider), { channelBlock: 1 });
  }
});

Deno.test("targetOf: a processor takes the blocks that ONNX Runtime has for it, which is asked once", async () => {
  const target = await targetOf("cpu");
  // Vectors of no, of four, of eight or of sixteen floats; see layouts_test.ts for their contents.
  assert.ok([1, 4, 8, 16].includes(target.channelBlock), `${target.channelBlock}`);
  assert.equal(await targetOf("cpu"), target);
});
