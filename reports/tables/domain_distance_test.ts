import assert from "node:assert/strict";
import type { PlannedRun } from "../../records/record.ts";
import { withDistances } from "../../tests/fixtures/distances.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { compare } from "../inference/comparison.ts";
import { distanceTables } from "./domain_distance.ts";

const tables = (runs: readonly PlannedRun[]) => distanceTables(compare(runs), runs);

/** Distances that are larger on pair a-b than on b-a, and on the second seed than on the first. */
const distance = (shift: number) => (pair: string, seed: number) => ({
  before: 1 + (pair === "a-b" ? 0.5 : 0) + seed / 10,
  after: shift + (pair === "a-b" ? 0.5 : 0) + seed / 5,
});
const accuracies = { "a-b": [0.7, 0.7], "b-a": [0.6, 0.6] };

Deno.test("distanceTables: is of methods × pairs, with the mean and the gain", () => {
  const [heading, table, note] = tables([
    ...withDistances(plan("source_only", accuracies), distance(1)),
    ...withDistances(plan("mmd", { "a-b": [0.71, 0.71], "b-a": [0.58, 0.58] }), distance(-0.7)),
    ...withDistances(plan("bound", { "a-b": [0.8, 0.8], "b-a": [0.8, 0.8] }), distance(1)),
  ]);
  assert.equal(heading, "### A-distance between source and target features");
  assert.deepEqual(table.split("\n").filter((_, i) => i !== 1), [
    "| method      |          a-b |          b-a |         mean | gain over source_only |",
    "| untrained   |  1.55 ± 0.05 |  1.05 ± 0.05 |  1.30 ± 0.05 |                     – |",
    "| source_only |  1.60 ± 0.10 |  1.10 ± 0.10 |  1.35 ± 0.10 |                     – |",
    "| mmd         | −0.10 ± 0.10 | −0.60 ± 0.10 | −0.35 ± 0.10 |            −0.5 ± 0.0 |",
    "| bound †     |  1.60 ± 0.10 |  1.10 ± 0.10 |  1.35 ± 0.10 |           +15.0 ± 0.0 |",
  ]);
  assert.match(note, /^- The proxy A-distance, 2\(1 − 2ε\), .* The gain is that .*, last\./);
});

Deno.test("distanceTables: shows what is missing, and what went wrong", () => {
  const [, table] = tables([
    ...plan("source_only", accuracies),
    ...withDistances(plan("dann", { "a-b": [0.7, "not_run"], "b-a": [0.6, 0.6] }), distance(1)),
    ...withDistances(plan("mmd", { "a-b": [0.7, "diverged"], "b-a": [0.6, 0.6] }), distance(1)),
    ...withDistances(
      plan("cmd", accuracies),
      (pair, seed) => pair === "a-b" ? undefined : distance(1)(pair, seed),
    ),
    ...plan("coral", { "a-b": ["failed", "failed"], "b-a": ["not_run", "not_run"] }),
  ]);
  assert.deepEqual(table.split("\n").slice(2), [
    "| untrained   | 1.50 (1/2) | 1.05 ± 0.05 | 1.25 (1/2) |                     – |",
    "| source_only |          – |           – |          – |                     – |",
    "| dann        | 1.50 (1/2) | 1.10 ± 0.10 | 1.25 (1/2) |             0.0 (1/2) |",
    "| mmd         |   diverged | 1.10 ± 0.10 |   diverged |                     – |",
    "| cmd         |          – | 1.10 ± 0.10 |          – |             0.0 ± 0.0 |",
    "| coral       |     failed |     not run |     failed |                     – |",
  ]);
});

Deno.test("distanceTables: one pair has no mean, and without a baseline there is no gain", () => {
  const [, table, note] = tables(
    withDistances(plan("dann", { "a-b": [0.7] }), () => ({ before: 1.2, after: 0.44 })),
  );
  assert.deepEqual(table.split("\n"), [
    "| method    |  a-b |",
    "| --------- | ---: |",
    "| untrained | 1.20 |",
    "| dann      | 0.44 |",
  ]);
  assert.ok(!note.includes("gain"));
});

Deno.test("distanceTables: is empty where no record has a distance", () => {
  assert.deepEqual(tables(plan("dann", accuracies)), []);
});
