import assert from "node:assert/strict";
import type { CurvePoint } from "../../records/record.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { changed } from "../../tests/fixtures/changes.ts";
import { type Fate, plan, planTasks } from "../../tests/fixtures/runs.ts";
import { compare } from "../inference/comparison.ts";
import { curveLine, curveMethods, curvePanels } from "./curve_lines.ts";

/** Curves by seed: test accuracies at steps 10, 20, …; a hundredth less on validation rows. */
const curves: number[][] = [[0.4, 0.5, 0.6], [0.5, 0.7], [0.1, 0.2, 0.3]];
const curveOf = (seed: number): CurvePoint[] =>
  curves[seed].map((test, i) => ({
    step: 10 * (i + 1),
    training: {},
    tasks: { "a-b": { test, validation: test - 0.01 } },
  }));

const pair = (fates: readonly Fate[]) =>
  changed(plan("dann", { "a-b": fates }), ({ spec }) => ({ curve: curveOf(spec.seed) }));

Deno.test("curveLine: averages over the seeds, where all have looked", () => {
  const runs = [...pair([0.6, 0.7]), ...plan("mmd", { "a-b": [0.1, 0.1] })];
  const comparison = compare(runs);
  const [{ rows: [dann, mmd] }] = comparison.sections;
  const [panel] = curvePanels(comparison);
  const test = curveLine(dann, panel, runs, "test");
  assert.deepEqual(test.map(({ step, n }) => [step, n]), [[10, 2], [20, 2]]);
  assertClose(test.map(({ mean }) => mean), [0.45, 0.6], 1e-12);
  // The standard error of two numbers is half their distance.
  assertClose(test.map(({ standardError }) => standardError!), [0.05, 0.1], 1e-12);
  const validation = curveLine(dann, panel, runs, "validation");
  assertClose(validation.map(({ mean }) => mean), [0.44, 0.59], 1e-12);
  assert.deepEqual(curveLine(mmd, panel, runs, "test"), []);
});

Deno.test("curveLine: leaves out what did not end well, and other problems", () => {
  const runs = [...pair([0.6, "diverged", "not_run"]), ...plan("dann", { "b-a": [0.3, 0.3, 0.3] })];
  const comparison = compare(runs);
  const [{ rows: [dann] }] = comparison.sections;
  const [ab, ba] = curvePanels(comparison);
  const line = curveLine(dann, ab, runs, "test");
  assert.deepEqual(line.map(({ mean, n }) => [mean, n]), [[0.4, 1], [0.5, 1], [0.6, 1]]);
  assert.deepEqual(line.map(({ standardError }) => standardError), [
    undefined,
    undefined,
    undefined,
  ]);
  assert.deepEqual(curveLine(dann, ba, runs, "test"), []);
});

/**
 * Plans groups of three tasks, whose accuracies at step 5 are 0.2, 0.4 and 0.6; one task has a result at step 7 too.
 */
const groups = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    const tasks = Object.fromEntries(
      ["x", "y", "z"].map((task) => [`${task}${i}`, "accuracy" as const]),
    );
    return changed(planTasks("hard_sharing", { name: `g${i}`, tasks }, [[0.2, 0.4, 0.6]]), () => ({
      curve: [{
        step: 5,
        training: {},
        tasks: Object.fromEntries(
          Object.keys(tasks).map((task, k) => [task, { validation: 0.1, test: (k + 1) / 5 }]),
        ),
      }, {
        step: 7,
        training: {},
        tasks: { [`x${i}`]: { validation: 0.1, test: 0.9 } },
      }],
    }));
  }).flat();

Deno.test("curvePanels: shows each task, and groups where tasks are many", () => {
  const few = compare(groups(2));
  assert.deepEqual(curvePanels(few).map(({ title }) => title), [
    "x0",
    "y0",
    "z0",
    "x1",
    "y1",
    "z1",
  ]);
  const runs = groups(3);
  const many = compare(runs);
  const panels = curvePanels(many);
  assert.deepEqual(panels.map(({ title }) => title), ["g0", "g1", "g2"]);
  const [{ rows: [row] }] = many.sections;
  const mean = curveLine(row, panels[1], runs, "test").map(({ mean }) => mean);
  assertClose(mean, [0.4], 1e-12);
  const task = curveLine(row, curvePanels(few)[2], runs, "test").map(({ mean }) => mean);
  assertClose(task, [0.6], 1e-12);
});

Deno.test("curveMethods: takes the baseline and the best, in the plan's order", () => {
  const of = (accuracies: { [method: string]: Fate }) =>
    compare(
      Object.entries(accuracies).flatMap(([method, fate]) => plan(method, { "a-b": [fate] })),
    );
  const labels = (
    most: number,
    comparison = of({
      dann: 0.7,
      mmd: 0.9,
      source_only: 0.1,
      cmd: "diverged",
      coral: 0.8,
    }),
  ) => curveMethods(comparison, most).map(({ method }) => method.label);
  assert.deepEqual(labels(3), ["mmd", "source_only", "coral"]);
  assert.deepEqual(labels(4), ["dann", "mmd", "source_only", "coral"]);
  assert.deepEqual(labels(9), ["dann", "mmd", "source_only", "cmd", "coral"]);
  const rmse = { name: "g", tasks: { a: "rmse" } } as const;
  const errors = compare(
    ["mmoe", "ple", "hard_sharing"].flatMap((method, i) => planTasks(method, rmse, [[3 - i]])),
  );
  assert.deepEqual(labels(1, errors), ["hard_sharing"]);
});
