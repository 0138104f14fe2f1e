import assert from "node:assert/strict";
import { compared, experimentRuns, runs, table } from "../../tests/fixtures/reproductions.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { accountOf } from "./cell_account.ts";
import { comparedCells, type ReproducedCell } from "./compared_table.ts";

const { testSizes } = experimentRuns;
const cells = comparedCells(compared, runs, testSizes);
const find = (row: string, column: string, of = cells): ReproducedCell =>
  of.find((cell) => cell.row === row && cell.column === column)!;
const account = (cell: ReproducedCell) => accountOf(cell, { decimals: 1 });

Deno.test("accountOf: explains each part of the tolerance and the place of the difference", () => {
  // The standard deviation of 78.5, 79 and 80 is √((0.667² + 0.167² + 0.833²)/2) = 0.764.
  assert.deepEqual(account(find("a-b", "nn")), [
    "Other seeds would explain ±3.8: our 3 seeds have a standard deviation of 0.76; the paper's " +
    "number is one run's, which is assumed to vary as ours do; printed to 0.1.",
    "Other test examples would explain ±1.9: ours are 3000, the paper's 4000.",
    "Both together would explain ±4.3.",
    "The difference, +0.2, is within ±3.8 and ±1.9: reproduced.",
  ]);
});

Deno.test("accountOf: explains differences within both and outside, and marks indistinct verdicts", () => {
  const last = (...accuracies: number[]) =>
    account(
      find(
        "a-b",
        "nn",
        comparedCells(compared, plan("source_only", { "a-b": accuracies }), testSizes),
      ),
    )
      .slice(3);
  assert.deepEqual(last(0.7996, 0.8, 0.8004), [
    "The difference, +1.0, is within ±1.9, but not within ±0.2 and ±1.9: within tolerance.",
  ]);
  assert.deepEqual(last(0.7604, 0.76, 0.7596), ["The difference, −3.0, is beyond ±2.0: outside."]);
  assert.match(last(0.79, 0.82, 0.85)[1], /^~: the last of them covers every number/);
});

Deno.test("accountOf: the parts of a mean are those of its rows", () => {
  const [seeds, tests] = account(find("mean", "nn"));
  assert.match(
    seeds,
    /: the means over these rows by our 3 seeds have a standard deviation of 0\.4/,
  );
  assert.match(tests, /: ours are 2000 to 3000, the paper's 2000 to 4000 in each row\.$/);
});

Deno.test("accountOf: states the number of the paper's runs and their deviation", () => {
  const withRuns = (runs: number | undefined, spread?: number) => {
    const columns = { ...table.columns, nn: { ...table.columns.nn, runs } };
    const rowsStd = spread === undefined ? undefined : { "a-b": { nn: spread } };
    const of = { ...compared, table: { ...table, columns, rowsStd } };
    return account(find("a-b", "nn", comparedCells(of, runs10, testSizes)))[0];
  };
  const runs10 = plan("source_only", { "a-b": [0.78, 0.79, 0.8] });
  assert.match(
    withRuns(undefined),
    /does not state the number of runs .* counts as one run's, which is assumed/,
  );
  assert.match(
    withRuns(10),
    /is the mean of 10 runs, which are assumed to vary as ours do; printed to 0\.1/,
  );
  assert.match(withRuns(10, 0.8), /mean of 10 runs, with a published standard deviation of 0\.80;/);
});

Deno.test("accountOf: mentions no test examples for other metrics, and nothing without a tolerance", () => {
  const cell = find("a-b", "nn");
  const none = { ...cell, tolerance: { ...cell.tolerance!, tests: null, examples: null } };
  const said = account(none);
  assert.match(said[1], /is not known: the number is not a proportion of examples/);
  assert.equal(said[3], "The difference, +0.2, is within ±3.8: reproduced.");
  assert.deepEqual(account(find("c-a", "nn")), []);
});
