import assert from "node:assert/strict";
import { specDifferences } from "./spec_differences.ts";

Deno.test("specDifferences: lists differing, new and removed leaves", () => {
  const before = { a: { b: 1, gone: "x" }, list: [1, 2], same: { deep: [true] } };
  const now = { a: { b: 2, fresh: null }, list: [1, 3], same: { deep: [true] } };
  assert.deepEqual(specDifferences(before, now), [
    "a.b: 1, now 2",
    'a.gone: "x", now absent',
    "list.1: 2, now 3",
    "a.fresh: absent, now null",
  ]);
});

Deno.test("specDifferences: ignores the order of the keys", () => {
  assert.deepEqual(specDifferences({ a: 1, b: {} }, { b: {}, a: 1 }), []);
});

Deno.test("specDifferences: distinguishes an empty from an absent tree", () => {
  assert.deepEqual(specDifferences({ values: {} }, { values: { weight: 1 } }), [
    "values: {}, now absent",
    "values.weight: absent, now 1",
  ]);
});
