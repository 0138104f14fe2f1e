import assert from "node:assert/strict";
import { withDistances } from "../../tests/fixtures/distances.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { distancesOf } from "./domain_distance.ts";

/** Distances that are larger on pair a-b than on b-a, and on the second seed than on the first. */
const distance = (shift: number) => (pair: string, seed: number) => ({
  before: 1 + (pair === "a-b" ? 0.5 : 0) + seed / 10,
  after: shift + (pair === "a-b" ? 0.5 : 0) + seed / 5,
});
const accuracies = { "a-b": [0.7, 0.7], "b-a": [0.6, 0.6] };

Deno.test("distancesOf: reads them by pair and seed, before and after", () => {
  const runs = withDistances(plan("dann", accuracies), distance(0.3));
  assert.deepEqual([...distancesOf(runs, "before")], [
    ["a-b", new Map([[0, { status: "ok", value: 1.5 }], [1, { status: "ok", value: 1.6 }]])],
    ["b-a", new Map([[0, { status: "ok", value: 1 }], [1, { status: "ok", value: 1.1 }]])],
  ]);
  assert.equal(distancesOf(runs, "after").get("a-b")!.get(1)!.value, 1);
});

Deno.test("distancesOf: says why a seed has none", () => {
  const runs = withDistances(
    plan("dann", { "a-b": [0.7, "failed", "not_run", 0.7] }),
    (_, seed) => seed === 3 ? undefined : { before: 1, after: 1 },
  );
  assert.deepEqual(
    [...distancesOf(runs, "after").get("a-b")!.values()].map(({ status }) => status),
    ["ok", "failed", "not_run", "partial"],
  );
});
