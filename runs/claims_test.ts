import assert from "node:assert/strict";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { Claims } from "./claims.ts";

const id = "0".repeat(64);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Calls a test with the claims of several benches on one folder. */
function inClaims(
  test: (benches: Claims[], folder: string) => Promise<void>,
  times = [{ refresh: 10_000, expiry: 60_000 }, { refresh: 10_000, expiry: 60_000 }],
): Promise<void> {
  return inFolder(async (folder) => {
    const benches = times.map((one) => new Claims(folder, one));
    try {
      await test(benches, folder);
    } finally {
      for (const claims of benches) await claims.close();
    }
  });
}

/** Writes a claim as a process on another machine leaves it. */
const elsewhere = (folder: string) =>
  Deno.writeTextFile(
    `${folder}/${id}.claim`,
    JSON.stringify({ host: "elsewhere.example", pid: 1 }),
  );

Deno.test("Claims: one bench holds a run until it releases it, and leaves no file", () =>
  inClaims(async ([a, b], folder) => {
    assert.equal(await a.take(id), true);
    assert.equal(await b.take(id), false);
    assert.equal(await b.take("1".repeat(64)), true);
    await a.release(id);
    assert.equal(await b.take(id), true);
    await b.close();
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("Claims: one of many concurrent claims succeeds", () =>
  inClaims(async (benches) => {
    for (let round = 0; round < 20; round++) {
      const taken = await Promise.all(benches.map((claims) => claims.take(id)));
      assert.equal(taken.filter(Boolean).length, 1);
      await Promise.all(benches.map((claims) => claims.release(id)));
    }
  }, Array.from({ length: 8 }, () => ({ refresh: 10_000, expiry: 60_000 }))));

Deno.test("Claims: a claim of a dead process on this machine is free at once", () =>
  inClaims(async ([a, b], folder) => {
    assert.equal(await a.take(id), true);
    const text = await Deno.readTextFile(`${folder}/${id}.claim`);
    await a.release(id);
    await Deno.writeTextFile(`${folder}/${id}.claim`, text);
    assert.equal(await b.take(id), true);
    assert.equal(await Deno.readTextFile(`${folder}/${id}.claim`), text);
  }));

Deno.test("Claims: a claim of another machine is free without refresh for some time", () =>
  inClaims(async ([, b], folder) => {
    await elsewhere(folder);
    assert.equal(await b.take(id), false);
    await pause(120);
    await Deno.utime(`${folder}/${id}.claim`, new Date(), new Date(1e12));
    assert.equal(await b.take(id), false, "it was refreshed");
    await pause(250);
    assert.equal(await b.take(id), true);
  }, [{ refresh: 1000, expiry: 1000 }, { refresh: 1000, expiry: 200 }]));

Deno.test("Claims: a refreshed claim is kept; another is lost for good", () =>
  inClaims(async ([stopped, alive, other], folder) => {
    const second = "1".repeat(64);
    assert.equal(await stopped.take(id), true);
    assert.equal(await alive.take(second), true);
    const take = async () => [await other.take(id), await other.take(second)];
    assert.deepEqual(await take(), [false, false]);
    await pause(300);
    // The first call removes the expired claim, the next one takes it.
    assert.deepEqual(await take(), [false, false]);
    assert.deepEqual(await take(), [true, false]);
    await stopped.release(id);
    assert.ok((await Deno.stat(`${folder}/${id}.claim`)).isFile, "another's claim stays");
  }, [
    { refresh: 60_000, expiry: 60_000 },
    { refresh: 20, expiry: 60_000 },
    { refresh: 60_000, expiry: 200 },
  ]));
