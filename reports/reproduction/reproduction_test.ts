import assert from "node:assert/strict";
import { experiment, experimentRuns, paper, runs } from "../../tests/fixtures/reproductions.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { reproduce } from "./reproduction.ts";

const planned = new Map([[experiment, experimentRuns]]);

Deno.test("reproduce: counts the verdicts of a table's numbers, without means", () => {
  const [table] = reproduce(paper, planned).tables;
  assert.equal(table.name, "Ganin et al. 2016 Table 1(a)");
  assert.deepEqual([table.unit, table.decimals, table.experiment, table.selection], [
    "%",
    1,
    0,
    "last",
  ]);
  assert.deepEqual(table.arms, { nn: "source_only", dann: "dann" });
  const total = Object.values(table.verdicts).reduce((a, b) => a + b);
  assert.equal(total, 8);
  assert.equal(table.verdicts.not_run, 5);
  assert.ok(table.cells.some(({ row }) => row === "mean"));
});

Deno.test("reproduce: parts that Graft cannot run list the missing features", () => {
  const { tables: [, table], claims: [, claim] } = reproduce(paper, planned);
  assert.deepEqual([table.experiment, table.lacks, table.data], [
    null,
    "a suite of digits",
    "MNIST",
  ]);
  assert.deepEqual(table.verdicts, { not_run: 8 });
  assert.ok(
    table.cells.every(({ reason }) => reason === "no suite yet: Graft lacks a suite of digits"),
  );
  assert.deepEqual([claim.result, claim.lacks], [null, "a larger network"]);
});

Deno.test("reproduce: an experiment shared by a table and a claim appears once", () => {
  const { claims: [claim], experiments } = reproduce(paper, planned);
  assert.deepEqual([claim.experiment, claim.result!.verdict, experiments.length], [0, "holds", 1]);
  const [account] = experiments;
  assert.deepEqual([account.planned, account.made, account.seconds], [12, 11, 0]);
  assert.deepEqual(account.seeds, [0, 1, 2]);
  assert.equal(account.environments.length, 1);
  assert.deepEqual(account.differences, experiment.differences);
  assert.equal(account.commandOf["dann-a-b-2"], "deno task bench --seeds 2-2");
});

Deno.test("reproduce: adds up the time of runs and lists failed ones", () => {
  const [first, ...rest] = plan("dann", { "a-b": [0.8, "diverged", "failed"] });
  const seconds = { data: 1, compile: 2, train: 3, evaluate: 4 };
  const flawed = [{ ...first, record: { ...first.record!, seconds } }, ...rest];
  const { experiments: [account] } = reproduce(
    paper,
    new Map([[experiment, { ...experimentRuns, runs: flawed }]]),
  );
  assert.equal(account.seconds, 10);
  assert.deepEqual(account.flaws.map(({ status, seed, message }) => [status, seed, message]), [
    ["diverged", 1, "the loss is NaN"],
    ["failed", 2, "out of\nmemory"],
  ]);
});

Deno.test("reproduce: is plain JSON, and the same for the same records", () => {
  const once = reproduce(paper, planned);
  assert.deepEqual(JSON.parse(JSON.stringify(once)), once);
  assert.deepEqual(
    reproduce(paper, new Map([[experiment, { ...experimentRuns, runs: structuredClone(runs) }]])),
    once,
  );
});

Deno.test("reproduce: refuses an experiment that is not planned", () => {
  assert.throws(() => reproduce(paper, new Map()), {
    name: "RangeError",
    message: "Cannot reproduce ganin2016: the runs of an experiment are not planned",
  });
});
