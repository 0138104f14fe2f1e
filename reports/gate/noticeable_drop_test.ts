import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/close.ts";
import { noticeableDrop } from "./noticeable_drop.ts";

Deno.test("noticeableDrop: is the drop that a t test at the cell's level detects in unpaired seeds", () => {
  const values = [0.80, 0.84, 0.78, 0.86, 0.82];
  // By SciPy 1.10's noncentral t: 2/√10 · 0.05 · the noncentrality at level 0.05/7, one-sided, power 0.8.
  assertClose([noticeableDrop(values, 0.05, 0.05 / 7)!], [0.10685541105397373], 1e-5);
});

Deno.test("noticeableDrop: is at least the smallest effect, and unknown for one seed", () => {
  assert.equal(noticeableDrop([0.8, 0.8, 0.8], 0.05, 0.01), 0.05);
  assert.equal(noticeableDrop([0.8], 0.05, 0.01), undefined);
});
