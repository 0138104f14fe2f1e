import assert from "node:assert/strict";
import type { PlannedRun } from "../../records/record.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { costOf } from "./cost.ts";

const timed = (runs: readonly PlannedRun[], train: number): PlannedRun[] =>
  runs.map(({ record, ...run }) => ({
    ...run,
    record: record && { ...record, seconds: { data: 1, compile: 2, train, evaluate: 3 } },
  }));

Deno.test("costOf: missing runs take the mean time of the same method", () => {
  const runs = [
    ...timed(plan("dann", { "a-b": [0.8, "not_run", "not_run"] }), 14),
    ...timed(plan("dann", { "b-a": [0.8] }), 34),
    ...timed(plan("mmd", { "a-b": [0.8, "not_run"] }), 4),
  ];
  // dann takes 20 and 40 s, mmd 10 s.
  assert.deepEqual(costOf(runs, 1000), { planned: 6, recorded: 3, seconds: 70, guessed: 0 });
});

Deno.test("costOf: without a successful record of the method, the guess counts", () => {
  const runs = [
    ...timed(plan("dann", { "a-b": ["not_run", "failed", "diverged"] }), 14),
    ...timed(plan({ name: "dann", values: { lambda: 3 } }, { "a-b": [0.8] }), 14),
  ];
  assert.deepEqual(costOf(runs, 7), { planned: 4, recorded: 3, seconds: 7, guessed: 1 });
  assert.deepEqual(costOf([], 7), { planned: 0, recorded: 0, seconds: 0, guessed: 0 });
});
