import assert from "node:assert/strict";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { planTransfer } from "../../tests/fixtures/transfer_runs.ts";
import { problemsOf, scaleOf } from "./problems.ts";

Deno.test("problemsOf: is the pairs of adaptation, with accuracy", () => {
  assert.deepEqual(problemsOf(plan("dann", { "b-a": [0.5], "a-b": [0.5] })), [
    { name: "b-a", group: "b-a", task: "b-a", metric: "accuracy" },
    { name: "a-b", group: "a-b", task: "a-b", metric: "accuracy" },
  ]);
});

Deno.test("problemsOf: is the pairs of inductive transfer by number of labels, with accuracy", () => {
  const [few, all] = ["A-B 10", "A-B all"];
  assert.deepEqual(
    problemsOf(planTransfer("from_scratch", { [few]: [0.5], [all]: [0.5] })),
    [few, all].map((name) => ({ name, group: name, task: name, metric: "accuracy" })),
  );
});

Deno.test("problemsOf: is the tasks of all groups in the order of the plan", () => {
  const runs = [
    ...planTasks("mmoe", { name: "g", tasks: { b: "rmse", a: "auc" } }, [[1, 1], [1, 1]]),
    ...planTasks("mmoe", { name: "f", tasks: { c: "error" } }, [[1]]),
  ];
  assert.deepEqual(problemsOf(runs), [
    { name: "b", group: "g", task: "b", metric: "rmse" },
    { name: "a", group: "g", task: "a", metric: "auc" },
    { name: "c", group: "f", task: "c", metric: "error" },
  ]);
});

Deno.test("problemsOf: names the group where a task is in several", () => {
  const runs = [
    ...planTasks("mmoe", { name: "two", tasks: { a: "error", b: "error" } }, [[1, 1]]),
    ...planTasks("mmoe", { name: "three", tasks: { a: "error" } }, [[1]]),
  ];
  assert.deepEqual(problemsOf(runs).map(({ name }) => name), ["a (two)", "b", "a (three)"]);
});

Deno.test("scaleOf: is that of metrics alike in direction and unit, undefined for others", () => {
  assert.deepEqual(scaleOf(["accuracy", "span_f1"]), {
    higherIsBetter: true,
    percent: true,
    decimals: 1,
  });
  assert.deepEqual(scaleOf(["rmse", "mae"]), {
    higherIsBetter: false,
    percent: false,
    decimals: 1,
  });
  // The scale has the larger number of decimals.
  assert.equal(scaleOf(["accuracy", "auc"])!.decimals, 2);
  assert.equal(scaleOf(["accuracy", "error"]), undefined);
  assert.equal(scaleOf(["error", "rmse"]), undefined);
});
