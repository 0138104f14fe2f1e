import assert from "node:assert/strict";
import { seedsOf } from "./seeds.ts";

Deno.test("seedsOf returns the first seeds that the settings were not chosen on", () => {
  assert.deepEqual(seedsOf({ tunedOn: [] }, 3), [0, 1, 2]);
  assert.deepEqual(seedsOf({ tunedOn: [0, 1, 2] }, 2), [3, 4]);
  assert.deepEqual(seedsOf({ tunedOn: [3, 1, 100] }, 4), [0, 2, 4, 5]);
  assert.deepEqual(seedsOf({ tunedOn: [2] }, 1), [0]);
});

Deno.test("seedsOf returns the named seeds, even if the settings were chosen on them", () => {
  assert.deepEqual(seedsOf({ tunedOn: [0, 1, 2] }, [1, 7]), [1, 7]);
});
