import assert from "node:assert/strict";
import { nativeRuntime, NEGATION } from "../native/mod.ts";
import { Arena } from "./arena.ts";

Deno.test("a memory keeps its contents and the addresses that sessions have when it grows", () => {
  const arena = new Arena();
  const [x, y] = [64, 128].map((address) => ({ type: "float32" as const, shape: [1], address }));
  const session = nativeRuntime().open(NEGATION, { threads: 1 });
  const placed = (region: typeof x) => ({ ...region, data: arena.array(region) });
  const bound = session.bind({ x: placed(x) }, { y: placed(y) });
  arena.array(x)[0] = 3;
  for (const bytes of [1, 1e6, 5e7, 2e8]) {
    arena.reach(bytes);
    assert.ok(arena.memory.buffer.byteLength >= bytes);
    assert.equal(arena.array(x)[0], 3);
    arena.array(y)[0] = 0;
    bound.run();
    assert.equal(arena.array(y)[0], -3);
  }
  const before = arena.memory.buffer;
  arena.reach(1e6);
  assert.equal(arena.memory.buffer, before);
  session.close();
});

Deno.test("arrays of every type are at their addresses", () => {
  const arena = new Arena();
  const bytes = new Uint8Array(arena.memory.buffer);
  arena.array({ type: "float32", shape: [2, 1], address: 8 }).set([1, 2]);
  arena.array({ type: "int32", shape: [2], address: 16 }).set([3, -1]);
  arena.array({ type: "bool", shape: [], address: 24 }).set([1]);
  assert.equal(arena.array({ type: "bool", shape: [3, 0], address: 24 }).length, 0);
  assert.deepEqual(
    [...bytes.subarray(8, 26)],
    [0, 0, 128, 63, 0, 0, 0, 64, 3, 0, 0, 0, 255, 255, 255, 255, 1, 0],
  );
});

Deno.test("a step that needs more than a WebAssembly memory can have is an error that says so", () => {
  assert.throws(() => new Arena().reach(2 ** 32 + 1), {
    name: "RangeError",
    message: "Cannot compute: a step needs 4.3 GB of memory, and 4.2 GB is the most; " +
      "make the batch or the network smaller",
  });
});
