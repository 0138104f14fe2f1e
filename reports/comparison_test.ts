import assert from "node:assert/strict";
import type { PlannedRun, RunSpec } from "../suites/record.ts";
import { plan } from "./_example_runs.ts";
import { type Cell, cells, compare, type Comparison } from "./comparison.ts";
import type { Estimate } from "./statistics.ts";

const upperBounds = new Set(["target_only"]);

const runs = [
  ...plan("source_only", { "a-b": [0.70, 0.72], "b-a": [0.60, 0.66] }),
  ...plan("dann", { "a-b": [0.75, 0.73], "b-a": [0.62, 0.70] }),
  ...plan("target_only", { "a-b": [0.9, 0.9], "b-a": [0.9, 0.9] }),
];

/** Rows of the first selection rule, by label. */
function rowsOf({ sections: [{ rows }] }: Comparison) {
  return Object.fromEntries(rows.map((row) => [row.method.label, row]));
}

/** Mean, standard error (NaN where absent) and n; to twelve digits, past which rounding shows. */
function numbers({ mean, standardError, n }: Cell | Estimate) {
  const round = (value: number | null | undefined) => Number(value?.toFixed(12) ?? NaN);
  return [round(mean), round(standardError), n];
}

Deno.test("compare: cells are mean and standard error over seeds, plain and in a fixed order", () => {
  const all = cells(compare(runs, { upperBounds }));
  // (0.70 + 0.72) / 2, and the standard deviation 0.02/√2 over √2.
  const [first] = all;
  assert.deepEqual(numbers(first), [0.71, 0.01, 2]);
  assert.equal(
    JSON.stringify({ ...first, mean: 0.71, standardError: 0.01 }),
    '{"method":"source_only","problem":"a-b","selection":"last","metric":"accuracy",' +
      '"mean":0.71,"standardError":0.01,"n":2,"status":"ok"}',
  );
  assert.deepEqual(
    all.slice(0, 10).map(({ method, problem, selection }) => `${method} ${problem} ${selection}`),
    [
      "source_only a-b last",
      "source_only b-a last",
      "source_only mean last",
      "dann a-b last",
      "dann b-a last",
      "dann mean last",
      "target_only a-b last",
      "target_only b-a last",
      "target_only mean last",
      "source_only a-b oracle",
    ],
  );
});

// Expected values of the next two: Python 3.11's statistics.mean and stdev / √n over
// [mean(t) for t in zip(*problems)] and over the differences seed by seed.
Deno.test("compare: averages over problems within a seed first", () => {
  const { dann, source_only } = rowsOf(compare(runs, { upperBounds }));
  assert.equal(dann.average.cell.problem, "mean");
  assert.deepEqual(numbers(dann.average.cell), [0.7, 0.015, 2]);
  assert.deepEqual(numbers(source_only.average.cell), [0.67, 0.02, 2]);
});

Deno.test("compare: gains are paired by seed", () => {
  const { dann, source_only } = rowsOf(compare(runs, { upperBounds }));
  assert.deepEqual(numbers(dann.entries[0].gain!), [0.03, 0.02, 2]);
  assert.deepEqual(numbers(dann.entries[1].gain!), [0.03, 0.01, 2]);
  assert.deepEqual(numbers(dann.average.gain!), [0.03, 0.005, 2]);
  assert.equal(source_only.average.gain, undefined);
});

Deno.test("compare: gains use only seeds that both have, and none without a baseline", () => {
  const source = plan("source_only", { "a-b": ["diverged", 0.5, 0.6] });
  const dann = plan("dann", { "a-b": [0.9, 0.75, "not_run"] });
  const paired = rowsOf(compare([...source, ...dann], { upperBounds })).dann;
  assert.deepEqual(numbers(paired.entries[0].gain!), [0.25, NaN, 1]);
  assert.equal(rowsOf(compare(dann, { upperBounds })).dann.entries[0].gain, undefined);
});

Deno.test("compare: the baseline can be another method", () => {
  const comparison = compare(runs, { upperBounds, baseline: "dann" });
  assert.equal(comparison.baseline?.label, "dann");
  assert.deepEqual(numbers(rowsOf(comparison).source_only.average.gain!), [-0.03, 0.005, 2]);
});

Deno.test("compare: statuses tell how far the runs have come, the worst first", () => {
  const { dann } = rowsOf(compare(
    plan("dann", {
      "a-a": [0.5, 0.5],
      "a-b": [0.5, "not_run"],
      "a-c": ["not_run", "not_run"],
      "a-d": [0.5, "diverged"],
      "a-e": ["failed", "diverged"],
    }),
    { upperBounds },
  ));
  assert.deepEqual(
    dann.entries.map(({ cell }) => [cell.status, cell.mean, cell.standardError, cell.n]),
    [
      ["ok", 0.5, 0, 2],
      ["partial", 0.5, null, 1],
      ["not_run", null, null, 0],
      ["diverged", 0.5, null, 1],
      ["failed", null, null, 0],
    ],
  );
  assert.equal(dann.average.cell.status, "failed");
});

Deno.test("compare: a seed that lacks a problem is in no average", () => {
  const average = (fates: Parameters<typeof plan>[1]) =>
    rowsOf(compare(plan("dann", fates), { upperBounds })).dann.average.cell;
  const some = average({ "a-b": [0.5, 0.7], "b-a": [0.7, "not_run"] });
  assert.deepEqual([...numbers(some), some.status], [0.6, NaN, 1, "partial"]);
  const none = average({ "a-b": [0.5, 0.7], "b-a": ["not_run", "not_run"] });
  assert.deepEqual([...numbers(none), none.status], [NaN, NaN, 0, "partial"]);
});

Deno.test("compare: a problem that a method does not plan is not run", () => {
  const { dann } = rowsOf(compare(
    [...plan("coral", { "a-b": [0.5], "b-a": [0.5] }), ...plan("dann", { "a-b": [0.5] })],
    { upperBounds },
  ));
  assert.equal(dann.entries[1].cell.status, "not_run");
  assert.equal(dann.entries[1].planned, 0);
  assert.equal(dann.average.cell.mean, null);
});

Deno.test("compare: the best are the complete rivals with the highest mean, ties included", () => {
  const { sections: [{ rows }] } = compare([
    ...plan("target_only", { "a-b": [0.9, 0.9] }),
    // The same three numbers in another order: their sums differ in the last bit.
    ...plan("coral", { "a-b": [0.1, 0.7, 0.6] }),
    ...plan("dann", { "a-b": [0.7, 0.6, 0.1] }),
    ...plan("cmd", { "a-b": [0.8, "not_run"] }),
    ...plan("mmd", { "a-b": [0.8, "diverged"] }),
  ], { upperBounds });
  assert.deepEqual(
    rows.map(({ method, entries, average }) => [method.label, entries[0].best, average.best]),
    [
      ["target_only", false, false],
      ["coral", true, true],
      ["dann", true, true],
      ["cmd", false, false],
      ["mmd", false, false],
    ],
  );
});

Deno.test("compare: labels show just the values that tell variants apart", () => {
  const variant = (name: string, values: { [name: string]: number | string }) =>
    plan({ name, values }, { "a-b": [0.5] });
  const { methods } = compare([
    ...variant("mmd", { weight: 1, kernels: 5, estimator: "biased" }),
    ...variant("dann", { lambda: 0.1 }),
    ...variant("mmd", { weight: 1, kernels: 5, estimator: "unbiased" }),
    ...variant("mmd", { weight: 0.5, kernels: 5, estimator: "biased" }),
    ...variant("target_only", {}),
  ], { upperBounds });
  assert.deepEqual(methods.map(({ label, upperBound }) => [label, upperBound]), [
    ["mmd (weight=1, estimator=biased)", false],
    ["dann", false],
    ["mmd (weight=1, estimator=unbiased)", false],
    ["mmd (weight=0.5, estimator=biased)", false],
    ["target_only", true],
  ]);
});

Deno.test("compare: rejects what must not stand in one table", () => {
  const [first] = plan("dann", { "a-b": [0.5] });
  const other = (change: Partial<RunSpec>): PlannedRun[] => [
    first,
    { id: "other", spec: { ...first.spec, ...change } },
  ];
  const cases: [string, Partial<RunSpec>][] = [
    ["suite", { suite: { name: "example", version: 2 } }],
    ["dataset", { dataset: { ...first.spec.dataset, version: 2 } }],
    ["protocol", { protocol: { ...first.spec.protocol, epochs: 31 } }],
    ["metrics", { metrics: 2 }],
  ];
  for (const [what, change] of cases) {
    assert.throws(
      () => compare(other(change), { upperBounds }),
      new RangeError(`Cannot compare runs ${first.id} and other: they differ in ${what}`),
    );
  }
  assert.throws(() => compare([], { upperBounds }), RangeError);
});

Deno.test("compare: rejects a record without the metric", () => {
  const [run] = plan("dann", { "a-b": [0.5] });
  const record = { ...run.record!, metrics: {} };
  assert.throws(
    () => compare([{ ...run, record }], { upperBounds }),
    new RangeError(
      "Cannot compare run dann-a-b-0: its record has no accuracy for a-b under last",
    ),
  );
});
