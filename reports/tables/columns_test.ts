import assert from "node:assert/strict";
import type { Metric } from "../../descriptors/metrics.ts";
import { planTasks } from "../../tests/fixtures/runs.ts";
import { shownOf } from "./columns.ts";
import { compare } from "../inference/comparison.ts";

/** Returns the columns of groups of tasks; `metrics[i]`: the metrics of group i. */
function shown(...metrics: Metric[][]) {
  return shownOf(compare(
    metrics.flatMap((own, i) => {
      const tasks = Object.fromEntries(own.map((metric, j) => [`t${i}${j}`, metric]));
      return planTasks("mmoe", { name: `g${i}`, tasks }, ["not_run"]);
    }),
  ));
}

const pair: Metric[] = ["rmse", "rmse"];

Deno.test("shownOf: few tasks, or tasks of one group, are shown each", () => {
  const few = shown(pair, pair, pair, pair);
  assert.equal(few.grouped, false);
  assert.deepEqual(few.heads, ["t00", "t01", "t10", "t11", "t20", "t21", "t30", "t31"]);
  assert.equal(shown(Array(13).fill("error")).heads.length, 13);
});

Deno.test("shownOf: many tasks of several groups are shown as the groups' means", () => {
  const many = shown(pair, pair, pair, pair, pair);
  assert.equal(many.grouped, true);
  assert.deepEqual(many.heads, ["g0", "g1", "g2", "g3", "g4"]);
});

Deno.test("shownOf: many tasks that have no mean are shown each", () => {
  const mixed: Metric[] = ["rmse", "accuracy"];
  const many = shown(mixed, mixed, mixed, mixed, mixed);
  assert.deepEqual([many.grouped, many.averaged, many.heads.length], [false, false, 10]);
});

Deno.test("shownOf: names the metrics where they differ", () => {
  assert.deepEqual(shown(["accuracy", "span_f1"]).heads, ["t00 (accuracy)", "t01 (span F1)"]);
});
