import assert from "node:assert/strict";
import { encodeModel } from "../compiled/onnx.ts";
import { closeNative, openNative } from "./sessions.ts";

const ONE_THREAD = { threads: 1 };

/** Returns a model for each length: y = −x. */
function modelOf(length: number): Uint8Array {
  const info = (name: string) => ({ name, type: "float32" as const, shape: [length] });
  return encodeModel({
    name: "negation",
    nodes: [{ op: "Neg", domain: "", inputs: ["x"], outputs: ["y"], attributes: {} }],
    initializers: [],
    inputs: [info("x")],
    outputs: [info("y")],
  });
}

Deno.test("openNative opens one session for a model and a number of threads", () => {
  const session = openNative(modelOf(1), ONE_THREAD);
  assert.equal(openNative(modelOf(1), ONE_THREAD), session);
  assert.notEqual(openNative(modelOf(2), ONE_THREAD), session);
  assert.notEqual(openNative(modelOf(1), { threads: 2, spins: false }), session);
});

Deno.test("openNative closes the oldest sessions that nobody uses, and none in use", () => {
  const used = openNative(modelOf(1000), ONE_THREAD);
  // Opened twice and closed once, it is still in use.
  openNative(modelOf(1000), ONE_THREAD);
  closeNative(used);
  const unused = openNative(modelOf(1001), ONE_THREAD);
  closeNative(unused);
  for (let length = 1; length <= 300; length++) {
    closeNative(openNative(modelOf(1001 + length), ONE_THREAD));
  }
  assert.equal(openNative(modelOf(1000), ONE_THREAD), used);
  assert.throws(() => unused.bind({}, {}), /the session has been closed/);
  const x = { type: "float32" as const, shape: [1000], data: new Float32Array(1000).fill(1) };
  used.bind({ x }, { y: x }).run();
  assert.equal(x.data[999], -1);
});
