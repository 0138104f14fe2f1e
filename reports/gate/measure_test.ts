import assert from "node:assert/strict";
import type { PlannedRun, RunRecord } from "../../records/record.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { accuracies, byTask, exampleBaseline, runsOf } from "../../tests/fixtures/gate.ts";
import { measure } from "./measure.ts";

const baseline = exampleBaseline();

/** Returns the outcome of DANN's cell. */
const dannOf = (runs: readonly PlannedRun[], acceptChanged = false) =>
  measure(baseline, runs, { acceptChanged }).cells[0].outcome;

/** Returns the runs with a changed protocol. */
const changedRuns = (runs: readonly PlannedRun[], epochs: number): PlannedRun[] =>
  runs.map((run) => {
    const { protocol } = run.spec;
    const spec = { ...run.spec, protocol: { ...protocol, values: { ...protocol.values, epochs } } };
    return { ...run, id: `${run.id}-${epochs}`, spec };
  });

Deno.test("measure: finds runs by their ids, in any order and among others", () => {
  const now = [0.7, 0.71, 0.72, 0.73, 0.74];
  const { cells, extra, records } = measure(baseline, [
    ...plan("mmd", { "a-b": [0.5] }),
    ...runsOf(now).reverse(),
  ]);
  assert.deepEqual(cells[0], {
    suite: "example",
    problem: "a-b",
    method: "dann",
    selection: "last",
    metric: "accuracy",
    seconds: 0,
    smallestEffect: 0.05,
    before: accuracies,
    outcome: { status: "measured", now },
  });
  assert.deepEqual(cells[2].before, byTask.map((values) => values[1]));
  assert.deepEqual(extra, ["example a-b mmd"]);
  assert.equal(records.length, 10);
});

Deno.test("measure: a failed or diverged run fails the cell, with the reason", () => {
  assert.deepEqual(dannOf(runsOf([0.8, "diverged", "not_run", "failed", 0.9])), {
    status: "failed",
    reason: "seed 1 diverged at step 412 (the loss is NaN); seed 3 failed (out of\nmemory)",
  });
});

Deno.test("measure: a cell with some or all seeds missing is not measured", () => {
  assert.deepEqual(dannOf(runsOf([0.8, "not_run", 0.8, 0.8])), {
    status: "not_measured",
    reason: "of 5 seeds, not run: 1, 4",
  });
  assert.deepEqual(dannOf([]), { status: "not_measured", reason: "no seed has been run" });
});

Deno.test("measure: a run of other code of a user's is the baseline's run", () => {
  const now = [0.7, 0.71, 0.72, 0.73, 0.74];
  const edited = runsOf(now).map((run): PlannedRun => {
    const { method, dataset } = run.spec;
    const code = "c".repeat(64);
    const spec = { ...run.spec, method: { ...method, code }, dataset: { ...dataset, code } };
    return { ...run, id: `${run.id}-edited`, spec };
  });
  assert.deepEqual(dannOf(edited), { status: "measured", now });
});

Deno.test("measure: reports changes of runs, and scores changed runs only on request", () => {
  const changed = changedRuns(runsOf(), 31);
  assert.deepEqual(dannOf(changed), {
    status: "not_measured",
    reason: "its runs have changed: protocol.values.epochs: 30, now 31",
  });
  assert.deepEqual(dannOf(changed, true), { status: "measured", now: accuracies });
  assert.deepEqual(measure(baseline, changed).extra, []);
});

Deno.test("measure: takes the changed run with the fewest differences", () => {
  const nearest = changedRuns(runsOf(), 31);
  const farther = nearest.map((run) => ({
    ...run,
    id: `${run.id}-far`,
    spec: { ...run.spec, metrics: 2 },
  })) as PlannedRun[];
  const outcome = dannOf([...farther, ...nearest]);
  assert.deepEqual(
    outcome.status === "not_measured" && outcome.reason,
    [
      "its runs have changed: protocol.values.epochs: 30, now 31",
    ][0],
  );
});

Deno.test("measure: one changed seed leaves the cell unmeasured, even if the others are the baseline's", () => {
  const [first, ...rest] = runsOf();
  const outcome = dannOf([...changedRuns([first], 31), ...rest]);
  assert.equal(outcome.status, "not_measured");
});

Deno.test("measure: a record without a finite number is not scored", () => {
  const wanting: RunRecord["metrics"][] = [{}, { "a-b": { last: { accuracy: NaN } } }];
  for (const metrics of wanting) {
    const runs = runsOf().map((run, i) =>
      i ? run : { ...run, record: { ...run.record!, metrics } }
    );
    assert.deepEqual(dannOf(runs), {
      status: "not_measured",
      reason: "a record has no accuracy under last",
    });
  }
});
