import assert from "node:assert/strict";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { pairsSuite } from "../../tests/fixtures/suites.ts";
import { accuracies, exampleBaseline, runsOf } from "../../tests/fixtures/gate.ts";
import { baselineOf } from "./baseline.ts";

const options = { grids: ["example"], level: 0.05 };

Deno.test("baselineOf: keeps values, ids and the spec of every cell", () => {
  const { format, grids, level, environments, experiments } = exampleBaseline();
  assert.deepEqual([format, grids, level], [2, ["example", "example_tasks"], 0.05]);
  assert.equal(environments.length, 1);
  assert.equal(environments[0].commit, "0a1b2c3");
  assert.deepEqual(
    experiments.map(({ suite, group, method }) => [suite, group, method]),
    [["example", "a-b", "dann"], ["example_tasks", "pair", "hard_sharing"]],
  );
  const [dann, shared] = experiments;
  assert.equal(dann.runs["3"], "dann-a-b-3");
  assert.ok(!("seed" in dann.spec));
  assert.deepEqual(
    dann.cells.map(({ problem, selection, metric }) => [problem, selection, metric]),
    [
      ["a-b", "last", "accuracy"],
    ],
  );
  assert.deepEqual(Object.values(dann.cells[0].values), accuracies);
  assert.deepEqual(shared.cells.map(({ problem, metric }) => [problem, metric]), [
    ["books", "error"],
    ["size", "rmse"],
  ]);
  assert.deepEqual(shared.cells[1].values, { 0: 2, 1: 2.1, 2: 1.9, 3: 2, 4: 2.1 });
});

Deno.test("baselineOf: the smallest effect is 5 points, a twentieth of the mean, or the given one", () => {
  const effects = (baseline = exampleBaseline()) =>
    baseline.experiments.flatMap(({ cells }) => cells.map(({ smallestEffect }) => smallestEffect));
  assert.deepEqual(effects(), [0.05, 0.05, 0.1]);
  const said = exampleBaseline({ effects: new Map([["accuracy", 0.02], ["rmse", 0.3]]) });
  assert.deepEqual(effects(said), [0.02, 0.05, 0.3]);
  assert.deepEqual(effects(exampleBaseline({ before: said })), [0.02, 0.05, 0.3]);
  const again = exampleBaseline({ before: said, effects: new Map([["rmse", 0.4]]) });
  assert.deepEqual(effects(again), [0.02, 0.05, 0.4]);
});

Deno.test("baselineOf: keeps the named selection rules that a protocol has", () => {
  const { experiments } = exampleBaseline({ selections: ["last", "oracle"] });
  assert.deepEqual(
    experiments.map(({ cells }) => cells.map(({ selection }) => selection)),
    [["last", "oracle"], ["last", "last"]],
  );
  assert.throws(() => exampleBaseline({ selections: ["source_validation"] }), {
    name: "RangeError",
    message: "Cannot make a baseline: no run has the selection rule 'source_validation'",
  });
});

Deno.test("baselineOf: refuses unfinished runs and names them", () => {
  for (
    const [fate, why] of [
      ["failed", "has failed"],
      ["diverged", "has diverged"],
      ["not_run", "has not been run"],
    ] as const
  ) {
    assert.throws(() => baselineOf(runsOf([0.8, fate]), options), (error: Error) => {
      assert.equal(
        error.message,
        `Cannot make a baseline: example a-b dann seed 1 (dann-a-b-1) ${why}`,
      );
      return error instanceof RangeError;
    });
  }
  assert.throws(() => baselineOf([], options), RangeError);
});

Deno.test("baselineOf: refuses two experiments of one name", () => {
  const runs = plan("dann", { "a-b": [0.8] });
  const longer = runs.map((run) => ({
    ...run,
    id: "longer",
    spec: { ...run.spec, protocol: { ...pairsSuite.spec.protocol, values: { epochs: 60 } } },
  }));
  assert.throws(() => baselineOf([...runs, ...longer], options), /two protocols/);
});

Deno.test("baselineOf: refuses a missing number, and a mean of zero without a given effect", () => {
  const [run] = plan("dann", { "a-b": [0.8] });
  const empty = { ...run, record: { ...run.record!, metrics: {} } };
  assert.throws(() => baselineOf([empty], options), /has no accuracy for a-b under last/);
  const zero = planTasks("single_task", { name: "g", tasks: { size: "r2" } }, [[0.1], [-0.1]]);
  assert.throws(() => baselineOf(zero, options), /the mean r2 is zero: .*--effect r2=/);
});

Deno.test("baselineOf: distinguishes variants of a method", () => {
  const runs = [0.5, 1].flatMap((weight) =>
    plan({ name: "mmd", values: { weight } }, { "a-b": [0.8] })
  );
  assert.deepEqual(baselineOf(runs, options).experiments.map(({ method }) => method), [
    "mmd (weight=0.5)",
    "mmd (weight=1)",
  ]);
});
