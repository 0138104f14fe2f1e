import assert from "node:assert/strict";
import type { PlannedRun } from "../../records/record.ts";
import type { ComparedTable } from "../../suites/published/paper.ts";
import {
  compared,
  experimentRuns,
  runs,
  table,
  taskRuns,
} from "../../tests/fixtures/reproductions.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { comparedCells, type ReproducedCell, uncomparedCells } from "./compared_table.ts";
import { binomialVariance, toleranceOf } from "./tolerance.ts";

const { testSizes } = experimentRuns;

const cellsOf = (planned: readonly PlannedRun[], of: ComparedTable = compared) =>
  comparedCells(of, planned, testSizes);

const find = (cells: readonly ReproducedCell[], row: string, column: string): ReproducedCell => {
  const found = cells.filter((cell) => cell.row === row && cell.column === column);
  assert.equal(found.length, 1, `${row} ${column}`);
  return found[0];
};

const close = (actual: number | null | undefined, expected: number) =>
  assert.ok(Math.abs(actual! - expected) < 1e-9, `${actual}, not ${expected}`);

/** Returns the cell of a-b's nn, published as 79.0 on 4000 examples, for some seeds. */
const beside = (...accuracies: number[]): ReproducedCell =>
  find(cellsOf(plan("source_only", { "a-b": accuracies })), "a-b", "nn");

Deno.test("comparedCells: has our mean, its interval and the difference in the table's unit", () => {
  const cell = find(cellsOf(runs), "a-b", "nn");
  assert.deepEqual([cell.published, cell.status, cell.runs, cell.arm], [
    79,
    "primary",
    1,
    "source_only",
  ]);
  assert.deepEqual([cell.n, cell.planned, cell.reason, cell.better], [3, 3, null, true]);
  const mean = 100 * (0.785 + 0.79 + 0.8) / 3;
  close(cell.ours, mean);
  close(cell.difference, mean - 79);
  // 4.302653 standard errors of 0.440959 each.
  assert.deepEqual(cell.interval!.map((bound) => bound.toFixed(3)), ["77.269", "81.064"]);
});

Deno.test("comparedCells: the tolerance combines seeds and both sides' test examples", () => {
  const { tolerance } = find(cellsOf(runs), "a-b", "nn");
  const center = (0.785 + 0.79 + 0.8) / 3;
  const variance = center * (1 - center) / 3000 + 0.79 * 0.21 / 4000;
  const expected = toleranceOf([0.785, 0.79, 0.8], { runs: 1, step: 0.001 }, variance)!;
  close(tolerance!.seeds, 100 * expected.seeds);
  close(tolerance!.tests, 100 * expected.tests!);
  close(tolerance!.both, 100 * expected.both);
});

Deno.test("comparedCells: lists the parts of the tolerance", () => {
  const { tolerance } = find(cellsOf(runs), "a-b", "nn");
  // For 78.5, 79 and 80.
  close(tolerance!.deviation, Math.sqrt(7 / 12));
  assert.deepEqual(tolerance!.examples, [{ row: "a-b", ours: 3000, theirs: 4000 }]);
  assert.deepEqual(find(cellsOf(runs), "mean", "nn").tolerance!.examples, [
    { row: "a-b", ours: 3000, theirs: 4000 },
    { row: "b-a", ours: 2000, theirs: 2000 },
  ]);
});

Deno.test("comparedCells: has each seed's result and run; for a mean the seeds' means", () => {
  const cells = cellsOf(
    plan("source_only", { "a-b": [0.8, "not_run", "failed"], "b-a": [0.7, 0.6, 0.5] }),
  );
  assert.deepEqual(find(cells, "a-b", "nn").bySeed, [
    { seed: 0, status: "ok", value: 80, run: "source_only-a-b-0" },
    { seed: 1, status: "not_run", value: null, run: "source_only-a-b-1" },
    { seed: 2, status: "failed", value: null, run: "source_only-a-b-2" },
  ]);
  assert.deepEqual(find(cells, "mean", "nn").bySeed, [
    { seed: 0, status: "ok", value: 75, run: null },
    { seed: 1, status: "partial", value: null, run: null },
    { seed: 2, status: "failed", value: null, run: null },
  ]);
  assert.deepEqual(find(cells, "a-b", "svm").bySeed, []);
});

Deno.test("comparedCells: a paper without a test size is assumed to have ours", () => {
  const { tolerance } = find(cellsOf(runs), "b-a", "nn");
  const variance = (0.662 * 0.338 + 0.721 * 0.279) / 2000;
  close(tolerance!.tests, 100 * 1.959963984540054 * Math.sqrt(variance));
});

Deno.test("comparedCells: an unknown test size of ours is assumed to be the paper's", () => {
  const cells = comparedCells(compared, runs, new Map([["b-a", 2000]]));
  const same = comparedCells(compared, runs, new Map([["a-b", 4000], ["b-a", 2000]]));
  assert.deepEqual(find(cells, "a-b", "nn"), find(same, "a-b", "nn"));
  assert.throws(() => comparedCells(compared, runs, new Map()), {
    name: "RangeError",
    message: "Cannot compute a tolerance for b-a: the size of its test set is not known",
  });
});

Deno.test("comparedCells: the verdict depends on the tolerances that cover the difference", () => {
  // Examples: ±1.9 points; seeds: ±0.2, ±2 and ±12 points.
  assert.equal(beside(0.79, 0.7902, 0.7904).verdict, "reproduced");
  assert.equal(beside(0.7996, 0.8, 0.8004).verdict, "within_tolerance");
  assert.equal(beside(0.8196, 0.82, 0.8204).verdict, "outside");
  assert.equal(beside(0.7604, 0.76, 0.7596).verdict, "outside");
  const noisy = beside(0.79, 0.82, 0.85);
  assert.ok(noisy.tolerance!.seeds > 10);
  assert.equal(noisy.verdict, "within_tolerance");
  assert.equal(beside(0.77, 0.8, 0.815).verdict, "reproduced");
});

Deno.test("comparedCells: marks cells for which another of the paper's numbers would have been accepted", () => {
  // The row has 79.0, 84.2 and 79.9.
  assert.equal(beside(0.79, 0.7902, 0.7904).distinguishes, true);
  assert.equal(beside(0.79, 0.82, 0.85).distinguishes, false);
  assert.equal(beside(0.7, 0.7, 0.7).distinguishes, null);
  const alone: ComparedTable = {
    ...compared,
    table: { ...table, columns: { nn: table.columns.nn }, rows: { "a-b": { nn: 79 } } },
  };
  const cells = cellsOf(plan("source_only", { "a-b": [0.79, 0.82, 0.85] }), alone);
  assert.equal(find(cells, "a-b", "nn").distinguishes, null);
});

Deno.test("comparedCells: a verdict needs the result of every planned seed", () => {
  const verdictOf = (...fates: Parameters<typeof plan>[1][string][number][]) =>
    find(cellsOf(plan("source_only", { "a-b": fates })), "a-b", "nn");
  assert.equal(verdictOf("not_run", "not_run", "not_run").verdict, "not_run");
  const partial = verdictOf(0.79, 0.79, "not_run");
  assert.deepEqual([partial.verdict, partial.n, partial.planned, partial.tolerance], [
    "partial",
    2,
    3,
    null,
  ]);
  close(partial.ours, 79);
  for (const fate of ["failed", "diverged"] as const) {
    const cell = verdictOf(0.79, 0.79, 0.79, fate);
    assert.deepEqual([cell.verdict, cell.ours, cell.interval, cell.tolerance], [
      fate,
      null,
      null,
      null,
    ]);
  }
  assert.deepEqual([verdictOf(0.79, 0.79).verdict, verdictOf(0.79).verdict], [
    "too_few_seeds",
    "too_few_seeds",
  ]);
  assert.equal(verdictOf(0.79).tolerance, null);
});

Deno.test("comparedCells: cells without runs, arm or number have the reason", () => {
  const cells = cellsOf(runs);
  const absent = find(cells, "c-a", "nn");
  assert.deepEqual([absent.verdict, absent.planned, absent.ours], ["not_run", 0, null]);
  assert.match(absent.reason!, /data is missing/);
  const other = find(cells, "a-b", "svm");
  assert.deepEqual([other.verdict, other.reason, other.arm], [
    "not_run",
    "Graft has no linear SVM",
    null,
  ]);
  assert.equal(cells.some(({ row, column }) => row === "b-a" && column === "dann"), false);
});

Deno.test("comparedCells: a mean is over the planned rows, of the seeds' means", () => {
  const mean = find(cellsOf(runs), "mean", "nn");
  assert.deepEqual(mean.over, ["a-b", "b-a"]);
  close(mean.published, (79 + 72.1) / 2);
  const values = [(0.785 + 0.66) / 2, (0.79 + 0.662) / 2, (0.8 + 0.664) / 2];
  close(mean.ours, 100 * (values[0] + values[1] + values[2]) / 3);
  const ours = [(0.785 + 0.79 + 0.8) / 3, 0.662];
  const share = (value: number, testSet: string, size: number) => ({ value, testSet, size });
  const variance = binomialVariance([share(ours[0], "b", 3000), share(ours[1], "a", 2000)]) +
    binomialVariance([share(0.79, "b", 4000), share(0.721, "a", 2000)]);
  const expected = toleranceOf(values, { runs: 1, step: 0.001 }, variance)!;
  close(mean.tolerance!.both, 100 * expected.both);
  assert.equal(mean.verdict, "within_tolerance");
});

Deno.test("comparedCells: rows with the same test examples err together in a mean", () => {
  const planned = plan("source_only", { "b-a": [0.7, 0.72, 0.71], "c-a": [0.6, 0.62, 0.61] });
  const sizes = new Map([["b-a", 2000], ["c-a", 2000]]);
  const { tolerance } = find(comparedCells(compared, planned, sizes), "mean", "nn");
  const deviation = (p: number, q: number) =>
    (Math.sqrt(p * (1 - p) / 2000) + Math.sqrt(q * (1 - q) / 2000)) / 2;
  const variance = deviation(0.71, 0.61) ** 2 + deviation(0.721, 0.6) ** 2;
  close(tolerance!.tests, 100 * 1.959963984540054 * Math.sqrt(variance));
});

Deno.test("comparedCells: a mean has a verdict only if all of its rows are complete", () => {
  const mean = find(
    cellsOf(plan("dann", { "a-b": [0.8, 0.8, 0.8], "c-a": [0.8, "not_run", 0.8] })),
    "mean",
    "dann",
  );
  assert.deepEqual([mean.verdict, mean.n, mean.planned], ["partial", 2, 3]);
  const failed = plan("dann", { "a-b": [0.8, 0.8, 0.8], "c-a": [0.8, "failed", 0.8] });
  assert.equal(find(cellsOf(failed), "mean", "dann").verdict, "failed");
  const one = cellsOf(plan("dann", { "a-b": [0.8, 0.8, 0.8] }));
  assert.equal(one.some(({ row }) => row === "mean"), false);
});

Deno.test("comparedCells: the mean over all rows is compared with the printed one", () => {
  const printed: ComparedTable = {
    ...compared,
    table: { ...table, paperAverages: { nn: 70.4, dann: 74.7 } },
  };
  const all = plan("source_only", {
    "a-b": [0.7, 0.71, 0.72],
    "b-a": [0.7, 0.71, 0.72],
    "c-a": [0.7, 0.71, 0.72],
  });
  const sizes = new Map([...testSizes, ["c-a", 2000]]);
  assert.equal(find(comparedCells(printed, all, sizes), "mean", "nn").published, 70.4);
  assert.equal(find(cellsOf(runs, printed), "mean", "nn").published, (79 + 72.1) / 2);
});

Deno.test("comparedCells: published deviations determine the tolerance, and add up in a mean", () => {
  const spread: ComparedTable = {
    ...compared,
    table: {
      ...table,
      columns: { ...table.columns, nn: { ...table.columns.nn, runs: 10 } },
      rowsStd: { "a-b": { nn: 3 }, "b-a": { nn: 4 } },
    },
  };
  const cells = cellsOf(runs, spread);
  const [cell, mean] = [find(cells, "a-b", "nn"), find(cells, "mean", "nn")];
  assert.deepEqual([cell.standardDeviation, mean.standardDeviation], [3, 2.5]);
  const expected = toleranceOf([0.785, 0.79, 0.8], {
    ...{ standardDeviation: 0.03, runs: 10, step: 0.001 },
  }, 0)!;
  close(cell.tolerance!.seeds, 100 * expected.seeds);
});

Deno.test("comparedCells: errors of tasks, converted or recorded, are better if lower", () => {
  const errors: ComparedTable = {
    ...compared,
    table: {
      ...table,
      higherIsBetter: false,
      columns: { stl: table.columns.nn },
      rows: { books: { stl: 20 }, dvd: { stl: 30 } },
      alternatives: { dvd: { stl: 30.1 } },
    },
    ...{ quantity: "error", recorded: "error" },
    arms: { stl: { method: "single_task" } },
    testSets: { books: { name: "books", size: 400 }, dvd: { name: "dvd", size: 400 } },
  };
  const cells = cellsOf(taskRuns, errors);
  const [books, dvd] = [find(cells, "books", "stl"), find(cells, "dvd", "stl")];
  close(books.difference, 1);
  close(dvd.difference, -1);
  assert.deepEqual([books.better, dvd.better, dvd.alternative], [false, true, 30.1]);
  const accuracies = plan("single_task", { books: [0.8, 0.78, 0.79] });
  const converted = find(cellsOf(accuracies, { ...errors, recorded: "accuracy" }), "books", "stl");
  close(converted.ours, 21);
  close(converted.bySeed[0].value, 20);
  close(converted.tolerance!.both, books.tolerance!.both);
  assert.equal(converted.better, false);
});

Deno.test("comparedCells: a metric that is not a proportion has only the seeds' tolerance", () => {
  const f1: ComparedTable = {
    ...compared,
    table: { ...table, unit: "fraction", rows: { books: { nn: 0.2, dann: 0.3, svm: 0.9 } } },
    ...{ quantity: "span_f1", recorded: "span_f1" },
    arms: { nn: { method: "single_task" } },
    testSets: {},
  };
  const planned = taskRuns.map(({ record, ...run }): PlannedRun => ({
    ...run,
    record: record && {
      ...record,
      metrics: { books: { last: { span_f1: record.metrics.books?.last?.error ?? 0 } } },
    },
  }));
  const { tolerance, ours } = find(cellsOf(planned, f1), "books", "nn");
  assert.equal(tolerance!.tests, null);
  assert.equal(tolerance!.seeds, tolerance!.both);
  assert.equal(tolerance!.examples, null);
  close(ours, 0.21);
});

Deno.test("comparedCells: refuses an arm of two variants", () => {
  const variants = [
    ...plan({ name: "dann", values: { lambda: 1 } }, { "a-b": [0.8] }),
    ...plan({ name: "dann", values: { lambda: 3 } }, { "a-b": [0.8] }),
  ];
  assert.throws(() => cellsOf(variants), {
    name: "RangeError",
    message:
      /^Cannot find the runs of dann: runs dann-1-a-b-0 and dann-3-a-b-0 are of two variants/,
  });
});

Deno.test("uncomparedCells: has every number as not run", () => {
  const cells = uncomparedCells(table, "no suite");
  assert.equal(cells.length, 8);
  for (const { verdict, reason, ours, arm } of cells) {
    assert.deepEqual([verdict, reason, ours, arm], ["not_run", "no suite", null, null]);
  }
});
