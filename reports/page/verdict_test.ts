import assert from "node:assert/strict";
import { plan, planTasks } from "../_example_runs.ts";
import type { PlannedRun } from "../../suites/record.ts";
import { studyOf } from "../_example_study.ts";
import { placed } from "./placed_study.ts";
import { harmOf, verdictOf } from "./verdict.ts";

const upperBounds = new Set(["target_only"]);

function placedStudy(runs: readonly PlannedRun[]) {
  const studies = [{ study: studyOf(runs, { upperBounds }), figures: [] }];
  return placed({ studies, cards: [], generatedBy: "" })[0];
}

const base = plan("source_only", { "a-b": [0.5, 0.5], "b-a": [0.5, 0.5] });

Deno.test("verdictOf: the best is complete, no upper bound, and shares its place with who ties", () => {
  const study = placedStudy([
    ...base,
    ...plan("dann", { "a-b": [0.6, 0.7], "b-a": [0.6, 0.6] }),
    ...plan("mmd", { "a-b": [0.7, 0.6], "b-a": [0.6, 0.6] }),
    ...plan("cmd", { "a-b": [0.9, "not_run"], "b-a": [0.9, 0.9] }),
    ...plan("target_only", { "a-b": [1, 1], "b-a": [1, 1] }),
  ]);
  assert.deepEqual(verdictOf(study).best, [1, 2]);
});

Deno.test("verdictOf: without any complete method there is no best", () => {
  assert.deepEqual(verdictOf(placedStudy(plan("dann", { "a-b": [0.6, "failed"] }))).best, []);
});

Deno.test("verdictOf: counts the cells of the rivals, not of the baseline and of upper bounds", () => {
  const study = placedStudy([
    ...base,
    ...plan("dann", { "a-b": [0.6, 0.61], "b-a": [0.4, 0.41] }),
    ...plan("mmd", { "a-b": [0.4, 0.6], "b-a": [0.6, "diverged"] }),
    ...plan("target_only", { "a-b": [1, 1], "b-a": [1, 1] }),
  ]);
  assert.deepEqual(verdictOf(study).cells, { helped: 1, harmed: 1, neutral: 1, unknown: 1 });
  const [{ rows }] = study.study.comparison.sections;
  assert.deepEqual(harmOf(study, rows[1]), { harmed: 1, known: 2, problems: 2 });
  assert.deepEqual(harmOf(study, rows[2]), { harmed: 0, known: 1, problems: 2 });
});

Deno.test("verdictOf: over metrics of several units the best has the greatest relative gain, if above zero", () => {
  const group = { name: "g", tasks: { x: "accuracy", y: "rmse" } } as const;
  const single = planTasks("single_task", group, [[0.5, 2], [0.5, 2]]);
  const worse = planTasks("hard_sharing", group, [[0.5, 3], [0.5, 3]]);
  const better = planTasks("mmoe", group, [[0.5, 1], [0.5, 1]]);
  assert.deepEqual(verdictOf(placedStudy([...single, ...worse])).best, [0]);
  assert.deepEqual(verdictOf(placedStudy([...single, ...worse, ...better])).best, [2]);
});
