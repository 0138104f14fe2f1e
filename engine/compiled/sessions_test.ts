import assert from "node:assert/strict";
import * as ort from "onnxruntime-node";
import * as tf from "../tf.ts";
import { closeSession, openSession } from "./sessions.ts";
import { compileFunction } from "./step.ts";

/** Returns a different model for each length. */
async function modelOf(length: number): Promise<Uint8Array> {
  const { bytes } = await compileFunction(
    { x: { shape: [length], dtype: "float32" } },
    ({ x }) => ({ y: tf.neg(x as tf.Tensor) }),
  );
  return bytes;
}

Deno.test("openSession returns one session per model", async () => {
  const session = await openSession(await modelOf(7), "cpu");
  assert.equal(await openSession(await modelOf(7), "cpu"), session);
  assert.notEqual(await openSession(await modelOf(8), "cpu"), session);
  const x = new ort.Tensor("float32", Float32Array.of(1, 2, 3, 4, 5, 6, 7));
  const { y } = await session.run({ x });
  assert.deepEqual([...y.data], [-1, -2, -3, -4, -5, -6, -7]);
});

Deno.test("openSession keeps the most recently opened unused sessions and releases the oldest", async () => {
  const opened: ort.InferenceSession[] = [];
  for (let length = 1; length <= 40; length++) {
    const session = await openSession(await modelOf(100 + length), "cpu");
    opened.push(session);
    await closeSession(session);
  }
  for (const length of [40, 30, 20]) {
    assert.equal(await openSession(await modelOf(100 + length), "cpu"), opened[length - 1]);
  }
  assert.notEqual(await openSession(await modelOf(101), "cpu"), opened[0]);
});

Deno.test("openSession never releases a session in use", async () => {
  const used = await openSession(await modelOf(200), "cpu");
  // Opened twice and closed once, it is still in use.
  await openSession(await modelOf(200), "cpu");
  await closeSession(used);
  for (let length = 1; length <= 40; length++) {
    await closeSession(await openSession(await modelOf(200 + length), "cpu"));
  }
  const { y } = await used.run({ x: new ort.Tensor("float32", new Float32Array(200).fill(1)) });
  assert.equal(y.data[199], -1);
  assert.equal(await openSession(await modelOf(200), "cpu"), used);
});

Deno.test("openSession rejects an invalid model, and others open and close as before", async () => {
  await assert.rejects(openSession(Uint8Array.of(1, 2, 3), "cpu"));
  await closeSession(await openSession(await modelOf(9), "cpu"));
  await assert.rejects(openSession(Uint8Array.of(1, 2, 3), "cpu"));
});
