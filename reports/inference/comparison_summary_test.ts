import assert from "node:assert/strict";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import type { PlannedRun } from "../../records/record.ts";
import { compare } from "./comparison.ts";
import { harmOf, summaryOf } from "./comparison_summary.ts";

const comparisonOf = (runs: readonly PlannedRun[]) => compare(runs);
const bestOf = (runs: readonly PlannedRun[]) =>
  summaryOf(comparisonOf(runs)).best.map(({ method }) => method.label);

const base = plan("source_only", { "a-b": [0.5, 0.5], "b-a": [0.5, 0.5] });

Deno.test("summaryOf: the best is complete, no upper bound, and shares its place with who ties", () => {
  const best = bestOf([
    ...base,
    ...plan("dann", { "a-b": [0.6, 0.7], "b-a": [0.6, 0.6] }),
    ...plan("mmd", { "a-b": [0.7, 0.6], "b-a": [0.6, 0.6] }),
    ...plan("cmd", { "a-b": [0.9, "not_run"], "b-a": [0.9, 0.9] }),
    ...plan("target_only", { "a-b": [1, 1], "b-a": [1, 1] }),
  ]);
  assert.deepEqual(best, ["dann", "mmd"]);
});

Deno.test("summaryOf: without any complete method there is no best", () => {
  assert.deepEqual(bestOf(plan("dann", { "a-b": [0.6, "failed"] })), []);
});

Deno.test("summaryOf: counts the cells of the rivals, not of the baseline and of upper bounds", () => {
  const comparison = comparisonOf([
    ...base,
    ...plan("dann", { "a-b": [0.6, 0.61], "b-a": [0.4, 0.41] }),
    ...plan("mmd", { "a-b": [0.4, 0.6], "b-a": [0.6, "diverged"] }),
    ...plan("target_only", { "a-b": [1, 1], "b-a": [1, 1] }),
  ]);
  const { verdicts } = summaryOf(comparison);
  assert.deepEqual(verdicts, { helped: 1, harmed: 1, neutral: 1, unknown: 1 });
  const [{ rows }] = comparison.sections;
  assert.deepEqual(harmOf(comparison, rows[1]), { harmed: 1, known: 2, problems: 2 });
  assert.deepEqual(harmOf(comparison, rows[2]), { harmed: 0, known: 1, problems: 2 });
});

Deno.test("summaryOf: over metrics of several units the best has the greatest relative gain, if above zero", () => {
  const group = { name: "g", tasks: { x: "accuracy", y: "rmse" } } as const;
  const single = planTasks("single_task", group, [[0.5, 2], [0.5, 2]]);
  const worse = planTasks("hard_sharing", group, [[0.5, 3], [0.5, 3]]);
  const better = planTasks("mmoe", group, [[0.5, 1], [0.5, 1]]);
  assert.deepEqual(bestOf([...single, ...worse]), ["single_task"]);
  assert.deepEqual(bestOf([...single, ...worse, ...better]), ["mmoe"]);
});

Deno.test("summaryOf: is under the first selection rule that is no bound", () => {
  const comparison = comparisonOf([...base, ...plan("dann", { "a-b": [0.6], "b-a": [0.6] })]);
  const [last, oracle] = comparison.sections;
  const best = (sections: typeof comparison.sections) =>
    summaryOf({ ...comparison, sections }).best.map(({ average }) => average.cell.selection);
  assert.deepEqual(best([oracle, last]), ["last"]);
  assert.deepEqual(best([oracle]), []);
});
