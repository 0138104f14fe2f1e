import assert from "node:assert/strict";
import { Silence } from "./silence.ts";

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Starts a watch of 200 ms, and returns it with the number of callbacks so far. */
function begun() {
  let calls = 0;
  const silence = new Silence(200, () => calls++);
  silence.begin();
  return { silence, calls: () => calls };
}

Deno.test("Silence calls back after the time without a message, not before", async () => {
  const { silence, calls } = begun();
  await pause(60);
  assert.deepEqual([silence.tooLong, calls()], [false, 0]);
  await pause(400);
  assert.equal(silence.tooLong, true);
  assert.ok(calls() > 0);
  silence.end();
});

Deno.test("Silence is reset by every message", async () => {
  const { silence, calls } = begun();
  for (let i = 0; i < 8; i++) {
    await pause(50);
    silence.heard();
  }
  assert.equal(calls(), 0);
  silence.end();
});

Deno.test("Silence does not count after its end", async () => {
  const { silence, calls } = begun();
  silence.end();
  await pause(300);
  assert.deepEqual([silence.tooLong, calls()], [false, 0]);
});

Deno.test("Silence does not count time in which the process itself is stopped", async () => {
  const { silence, calls } = begun();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  await pause(30);
  assert.equal(calls(), 0);
  silence.end();
});
