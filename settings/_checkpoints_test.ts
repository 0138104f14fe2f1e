import assert from "node:assert/strict";
import type { Metric } from "../../descriptors/metrics.ts";
import type { ProblemTask } from "../../methods/multi_task/_sharing.ts";
import { TaskCheckpoints, type TaskScores } from "./task_checkpoints.ts";

const task = (name: string, metric: Metric): ProblemTask => ({
  name,
  source: "rows",
  kind: "classification",
  classes: ["no", "yes"],
  metric,
  furtherMetrics: [],
  level: 1,
});

/** Scores by task, for validation rows and for test rows, which the rules must not use. */
const scores = (
  validation: { readonly [task: string]: number },
  test = 0.5,
): Map<string, TaskScores> =>
  new Map(
    Object.entries(validation).map(([name, score]) => [name, {
      validation: score,
      test: { metric: test, other: -test },
      predicted: [test],
    }]),
  );

const both = ["last", "validation"] as const;

Deno.test("TaskCheckpoints: last selects the last, validation the first of the best", () => {
  const checkpoints = new TaskCheckpoints([task("a", "accuracy")], both);
  [0.25, 0.75, 0.5, 0.75, 0.25].forEach((a, i) =>
    checkpoints.add(10 * (i + 1), scores({ a }, i / 10))
  );
  assert.deepEqual(checkpoints.of("a"), {
    metrics: { last: { metric: 0.4, other: -0.4 }, validation: { metric: 0.1, other: -0.1 } },
    selected: { last: 50, validation: 20 },
    predicted: { last: [0.4], validation: [0.1] },
  });
});

for (const metric of ["error", "rmse", "mae"] as const) {
  Deno.test(`TaskCheckpoints: lower ${metric} is better`, () => {
    const checkpoints = new TaskCheckpoints([task("a", metric)], both);
    [0.5, 0.75, 0.25, 0.25].forEach((a, i) => checkpoints.add(i, scores({ a })));
    assert.deepEqual(checkpoints.of("a").selected, { last: 3, validation: 2 });
  });
}

Deno.test("TaskCheckpoints: selects one step for all tasks of a network, by the mean of their scores", () => {
  const tasks = [task("right", "accuracy"), task("off", "rmse")];
  const checkpoints = new TaskCheckpoints(tasks, both);
  // Each task has another best step; the means are −0.35, −0.2, −1.15, with errors relative to the first.
  checkpoints.add(1, scores({ right: 0.3, off: 0.5 }, 0.1));
  checkpoints.add(2, scores({ right: 0.8, off: 0.6 }, 0.2));
  checkpoints.add(3, scores({ right: 0.9, off: 1.6 }, 0.3));
  for (const { name } of tasks) {
    const { selected, metrics } = checkpoints.of(name);
    assert.deepEqual(selected, { last: 3, validation: 2 });
    assert.equal(metrics.validation!.metric, 0.2);
  }
});

const mixed = [
  ["accuracy", "rmse"],
  ["auc", "mae"],
  ["error", "rmse"],
  ["r2", "mae"],
] as const;

for (const [one, other] of mixed) {
  Deno.test(`TaskCheckpoints: beside ${one}, the unit of ${other} has no effect`, () => {
    const better = one === "error" ? [0.5, 0.4, 0.1] : [0.5, 0.6, 0.9];
    const worse = [2, 2.1, 2.5];
    for (const unit of [1e-6, 1, 1000]) {
      const checkpoints = new TaskCheckpoints([task("a", one), task("b", other)], both);
      better.forEach((a, i) => checkpoints.add(i, scores({ a, b: unit * worse[i] })));
      // A change of 0.4 in one outweighs a quarter in the other.
      assert.equal(checkpoints.of("a").selected.validation, 2, `${unit}`);
    }
  });
}

Deno.test("TaskCheckpoints: metrics of one unit are averaged unscaled", () => {
  const cases = [["accuracy", "span_f1", 0], ["rmse", "rmse", 1], ["rmse", "mae", 1]] as const;
  for (const [one, other, best] of cases) {
    const checkpoints = new TaskCheckpoints([task("a", one), task("b", other)], both);
    // Relative to the first checkpoint's values, the first task's change would decide.
    checkpoints.add(0, scores({ a: 0.1, b: 10 }));
    checkpoints.add(1, scores({ a: 1.5, b: 8.5 }));
    assert.equal(checkpoints.of("a").selected.validation, best, `${one}, ${other}`);
  }
});

Deno.test("TaskCheckpoints: an error of zero at the first checkpoint is not used as a divisor", () => {
  const checkpoints = new TaskCheckpoints([task("a", "accuracy"), task("b", "rmse")], both);
  checkpoints.add(0, scores({ a: 0.5, b: 0 }));
  checkpoints.add(1, scores({ a: 0.9, b: 0.1 }));
  checkpoints.add(2, scores({ a: 0.9, b: 2 }));
  assert.equal(checkpoints.of("a").selected.validation, 1);
});

Deno.test("TaskCheckpoints: the score is the mean of the network's own tasks", () => {
  const checkpoints = new TaskCheckpoints([task("a", "accuracy")], both);
  checkpoints.add(1, scores({ a: 0.6, b: 0 }));
  checkpoints.add(2, scores({ a: 0.5, b: 1 }));
  assert.equal(checkpoints.of("a").selected.validation, 1);
});

Deno.test("TaskCheckpoints: the first checkpoint is selected at any score", () => {
  for (const [metric, score] of [["accuracy", 0], ["rmse", 1e30], ["r2", -1e30]] as const) {
    const checkpoints = new TaskCheckpoints([task("a", metric)], both);
    checkpoints.add(7, scores({ a: score }));
    assert.deepEqual(checkpoints.of("a").selected, { last: 7, validation: 7 });
  }
});

Deno.test("TaskCheckpoints: reports only the rules of the protocol", () => {
  const checkpoints = new TaskCheckpoints([task("a", "accuracy")], ["validation"]);
  checkpoints.add(1, scores({ a: 1 }));
  checkpoints.add(2, scores({ a: 0 }));
  const { metrics, selected, predicted } = checkpoints.of("a");
  for (const by of [metrics, selected, predicted]) {
    assert.deepEqual(Object.keys(by), ["validation"]);
  }
  assert.equal(selected.validation, 1);
});
