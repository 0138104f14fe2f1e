import assert from "node:assert/strict";
import type { Metric } from "../../descriptors/metrics.ts";
import type { PlannedRun } from "../../records/record.ts";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { comparisonsByMetric } from "./further_metrics.ts";
import { averageGainsOf } from "./gains.ts";

/** Appends a metric to those of a task: ten times its first. */
function withFurther(run: PlannedRun, task: string, metric: Metric): PlannedRun {
  const { spec } = run;
  const tasks = spec.problem.tasks.map((known) =>
    known.name === task ? { ...known, metrics: [...known.metrics, metric] } : known
  );
  const record = run.record && {
    ...run.record,
    metrics: {
      ...run.record.metrics,
      [task]: Object.fromEntries(
        Object.entries(run.record.metrics[task] ?? {}).map(([selection, metrics]) => [
          selection,
          { ...metrics, [metric]: 10 * Object.values(metrics!)[0] },
        ]),
      ),
    },
  };
  return { ...run, spec: { ...spec, problem: { ...spec.problem, tasks } }, record };
}

const group = { name: "g", tasks: { a: "rmse", b: "rmse" } } as const;
const study = studyOf(
  [
    ...planTasks("single_task", group, [[1, 2], [1, 2]]),
    ...planTasks("mmoe", group, [[0.5, 2], [0.4, 2]]),
  ].map((run) => withFurther(run, "a", "mae")),
);

Deno.test("comparisonsByMetric: the first metric of all tasks, then the further of those that have one", () => {
  const [first, second, ...more] = comparisonsByMetric(study);
  assert.equal(first, study.comparison);
  assert.deepEqual(more, []);
  assert.deepEqual(second.problems.map(({ name, metric }) => [name, metric]), [["a", "mae"]]);
  const { sections: [{ rows: [alone, mmoe] }], baseline } = second;
  assert.equal(baseline?.label, "single_task");
  assert.deepEqual([alone.average.cell.mean, mmoe.average.cell.mean], [10, 4.5]);
  assert.equal(averageGainsOf(second)[0].estimate.mean, 5.5);
});

Deno.test("comparisonsByMetric: pairs have one metric", () => {
  const runs = plan("source_only", { "a-b": [0.5] });
  const pairs = studyOf(runs);
  assert.deepEqual(comparisonsByMetric(pairs), [pairs.comparison]);
});
