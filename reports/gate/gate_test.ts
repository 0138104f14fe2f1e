import assert from "node:assert/strict";
import type { PlannedRun } from "../../records/record.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { accuracies, byTask, exampleBaseline, lowered, runsOf } from "../../tests/fixtures/gate.ts";
import { baselineOf } from "./baseline.ts";
import { exitCode, gate } from "./gate.ts";

const baseline = exampleBaseline();
const outcomesOf = (runs: readonly PlannedRun[]) =>
  gate(baseline, runs).cells.map(({ outcome }) => outcome);

const large = lowered([0.2, 0.21, 0.19, 0.22, 0.18]);
const noisy = lowered([0.2, -0.2, 0.25, -0.15, 0.1]);

Deno.test("gate: the same records pass, with a note on the noise only", () => {
  const said = gate(baseline, runsOf());
  assert.equal(said.outcome, "pass");
  assert.deepEqual(said.cells.map(({ outcome }) => outcome), ["pass", "pass", "pass"]);
  assert.deepEqual(said.notes, [
    "2 of 3 cells vary too much over seeds to detect a drop of δ if random draws have changed: " +
    "use more seeds.",
  ]);
  assert.deepEqual([said.baselineCommits, said.commits], [["0a1b2c3"], ["0a1b2c3"]]);
});

Deno.test("gate: gives a cell each of the six outcomes", () => {
  const better = lowered([-0.11, -0.12, -0.1, -0.12, -0.13]);
  assert.equal(outcomesOf(runsOf(large))[0], "regressed");
  assert.equal(outcomesOf(runsOf(better))[0], "improved");
  assert.equal(outcomesOf(runsOf(lowered([0.01, 0, 0.01, 0, 0])))[0], "pass");
  assert.equal(outcomesOf(runsOf(noisy))[0], "inconclusive");
  assert.equal(outcomesOf(runsOf(["diverged", 0.8, 0.8, 0.8, 0.8]))[0], "failed");
  assert.equal(outcomesOf(runsOf([0.8]))[0], "not_measured");
});

Deno.test("gate: a rise of a metric that is better when lower is a drop", () => {
  const worse = byTask.map((values) => [Number(values[0]) + 0.2, Number(values[1]) - 1]);
  assert.deepEqual(outcomesOf(runsOf(accuracies, worse)), ["pass", "regressed", "improved"]);
  const [, error] = gate(baseline, runsOf(accuracies, worse)).cells;
  assert.ok(Math.abs(error.finding!.change.mean! + 0.2) < 1e-12);
  assert.ok(Math.abs(error.now!.mean! - 0.4) < 1e-12);
});

Deno.test("gate: a failed cell has no numbers and is not in the family of tests", () => {
  const [failed, ...others] = gate(baseline, runsOf(["failed", ...large.slice(1)])).cells;
  assert.deepEqual([failed.now, failed.finding], [undefined, undefined]);
  assert.match(failed.reason!, /seed 0 failed/);
  assert.ok(others.every(({ outcome }) => outcome === "pass"));
});

Deno.test("exitCode: known regressions precede unknown results", () => {
  const code = (
    dann: Parameters<typeof runsOf>[0],
    tasks: Parameters<typeof runsOf>[1],
    strict = false,
  ) => exitCode(gate(baseline, runsOf(dann, tasks)), strict);
  assert.equal(code(accuracies, byTask, true), 0);
  assert.equal(code(large, byTask), 3);
  assert.equal(code(large, ["failed"]), 3);
  assert.equal(code(noisy, ["failed"], true), 4);
  assert.equal(code(accuracies, []), 4);
  assert.equal(code(noisy, byTask), 0);
  assert.equal(code(noisy, byTask, true), 5);
  const better = gate(baseline, runsOf(lowered([-0.11, -0.12, -0.1, -0.12, -0.13])));
  assert.deepEqual([better.outcome, exitCode(better, true)], ["pass", 0]);
});

Deno.test("gate: notes other machines, unknown runs and few seeds", () => {
  const elsewhere = runsOf().map((run) => ({
    ...run,
    record: {
      ...run.record!,
      environment: { ...run.record!.environment, commit: "new", threads: 2, device: "cpu" },
    },
  }));
  const { notes, commits } = gate(baseline, [...elsewhere, ...plan("mmd", { "a-b": [0.5] })]);
  assert.deepEqual(commits, ["new"]);
  assert.deepEqual(notes.slice(0, 2), [
    'Run in another environment than the baseline, so numbers may differ: device: "wasm", now "cpu"; ' +
    "threads: 1, now 2.",
    "Runs that are not in the baseline: example a-b mmd.",
  ]);
  const two = plan("dann", { "a-b": [0.8, 0.8] });
  const few = gate(baselineOf(two, { grids: ["example"], level: 0.05 }), two);
  assert.deepEqual(few.notes, [
    "Few seeds (2): only large changes are significant; five or more are better.",
  ]);
});

Deno.test("gate: is JSON without NaN", () => {
  assert.deepEqual(
    JSON.parse(JSON.stringify(gate(baseline, runsOf()))).cells[0].finding.change,
    { mean: 0, standardError: 0, n: 5 },
  );
});
