import assert from "node:assert/strict";
import { Silence } from "./_silence.ts";

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Begins a silence of 200 ms, and gives it with the number of calls back so far. */
function begun() {
  let calls = 0;
  const silence = new Silence(200, () => calls++);
  silence.begin();
  return { silence, calls: () => calls };
}

Deno.test("Silence calls back where nothing is heard, not before", async () => {
  const { silence, calls } = begun();
  await pause(60);
  assert.deepEqual([silence.tooLong, calls()], [false, 0]);
  await pause(400);
  assert.equal(silence.tooLong, true);
  assert.ok(calls() > 0);
  silence.end();
});

Deno.test("Silence starts anew with all that is heard", async () => {
  const { silence, calls } = begun();
  for (let i = 0; i < 8; i++) {
    await pause(50);
    silence.heard();
  }
  assert.equal(calls(), 0);
  silence.end();
});

Deno.test("Silence does not last while nothing need be heard", async () => {
  const { silence, calls } = begun();
  silence.end();
  await pause(300);
  assert.deepEqual([silence.tooLong, calls()], [false, 0]);
});

Deno.test("Silence does not count the time in which the process itself does not go on", async () => {
  const { silence, calls } = begun();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  await pause(30);
  assert.equal(calls(), 0);
  silence.end();
});
