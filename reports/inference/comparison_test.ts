import assert from "node:assert/strict";
import type { PlannedRun, RunSpec } from "../../records/record.ts";
import { described } from "../../tests/fixtures/changes.ts";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { planTransfer } from "../../tests/fixtures/transfer_runs.ts";
import { type Cell, cells, compare, type Comparison, type Entry, type Row } from "./comparison.ts";
import { type Estimate, estimate } from "./statistics/estimate.ts";

const runs = [
  ...plan("source_only", { "a-b": [0.70, 0.72], "b-a": [0.60, 0.66] }),
  ...plan("dann", { "a-b": [0.75, 0.73], "b-a": [0.62, 0.70] }),
  ...plan("target_only", { "a-b": [0.9, 0.9], "b-a": [0.9, 0.9] }),
];

/** Returns the rows of the first selection rule, by label. */
function rowsOf({ sections: [{ rows }] }: Comparison) {
  return Object.fromEntries(rows.map((row) => [row.method.label, row]));
}

/** Returns mean, standard error (NaN if absent) and n, rounded to twelve digits. */
function numbers({ mean, standardError, n }: Cell | Estimate) {
  const round = (value: number | null | undefined) => Number(value?.toFixed(12) ?? NaN);
  return [round(mean), round(standardError), n];
}

/** Returns the same numbers of an entry's differences to the baseline. */
function gainNumbers({ differences }: Entry) {
  return numbers(estimate([...differences!.values()]));
}

Deno.test("compare: cells are mean and standard error over seeds, plain and in a fixed order", () => {
  const all = cells(compare(runs));
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
  const { dann, source_only } = rowsOf(compare(runs));
  assert.equal(dann.average.cell.problem, "mean");
  assert.deepEqual(numbers(dann.average.cell), [0.7, 0.015, 2]);
  assert.deepEqual(numbers(source_only.average.cell), [0.67, 0.02, 2]);
});

Deno.test("compare: differences are paired by seed", () => {
  const { dann, source_only } = rowsOf(compare(runs));
  assert.deepEqual(gainNumbers(dann.entries[0]), [0.03, 0.02, 2]);
  assert.deepEqual(gainNumbers(dann.entries[1]), [0.03, 0.01, 2]);
  assert.deepEqual(gainNumbers(dann.average), [0.03, 0.005, 2]);
  assert.equal(source_only.average.differences, undefined);
});

Deno.test("compare: entries keep results, differences and improvements by seed", () => {
  const round = (values: ReadonlyMap<number, number> | undefined) =>
    values && [...values].map(([seed, value]) => [seed, Number(value.toFixed(12))]);
  const { dann, source_only } = rowsOf(compare(runs));
  const { values, differences, improvements } = dann.entries[1];
  assert.deepEqual(round(values), [[0, 0.62], [1, 0.7]]);
  assert.deepEqual(round(differences), [[0, 0.02], [1, 0.04]]);
  assert.deepEqual(round(improvements), [[0, Number((2 / 60).toFixed(12))], [
    1,
    Number((4 / 66).toFixed(12)),
  ]]);
  assert.deepEqual(round(dann.average.differences), [[0, 0.035], [1, 0.025]]);
  assert.equal(source_only.entries[1].differences, undefined);
  const [first, second] = plan("dann", { "a-b": [0.5, 0.6] });
  const partly = rowsOf(compare([
    ...plan("source_only", { "a-b": ["failed", 0.5] }),
    first,
    second,
  ])).dann.entries[0];
  assert.deepEqual(round(partly.values), [[0, 0.5], [1, 0.6]]);
  assert.deepEqual(round(partly.differences), [[1, 0.1]]);
});

Deno.test("compare: says of which suite, dataset and versions it is", () => {
  const changed = runs.map((run): PlannedRun => ({
    ...run,
    spec: {
      ...run.spec,
      suite: { name: "example", version: 3 },
      dataset: { name: "words", version: 2, content: run.id },
    } as RunSpec,
  }));
  const { suite, version, dataset } = compare(changed);
  assert.deepEqual([suite, version, dataset], ["example", 3, { name: "words", version: 2 }]);
});

Deno.test("compare: differences are of the seeds that both have, and there are none without a baseline", () => {
  const source = plan("source_only", { "a-b": ["diverged", 0.5, 0.6] });
  const dann = plan("dann", { "a-b": [0.9, 0.75, "not_run"] });
  const paired = rowsOf(compare([...source, ...dann])).dann;
  assert.deepEqual(gainNumbers(paired.entries[0]), [0.25, NaN, 1]);
  assert.equal(rowsOf(compare(dann)).dann.entries[0].differences, undefined);
});

Deno.test("compare: the baseline can be another method", () => {
  const comparison = compare(described(runs, () => ({ baseline: "dann" })));
  assert.equal(comparison.baseline?.label, "dann");
  assert.deepEqual(gainNumbers(rowsOf(comparison).source_only.average), [-0.03, 0.005, 2]);
});

Deno.test("compare: gains are against the baseline that the records name", () => {
  const fates = { "A-B 10": [0.5, 0.6] };
  const transfers = [
    ...planTransfer("from_scratch", fates),
    ...planTransfer({ name: "fine_tuning", values: { depth: 1 } }, { "A-B 10": [0.7, 0.9] }),
  ];
  const comparison = compare(transfers);
  assert.equal(comparison.baseline?.label, "from_scratch");
  assert.deepEqual(gainNumbers(rowsOf(comparison).fine_tuning.average), [0.25, 0.05, 2]);
  assert.equal(compare(planTransfer("l2_sp", fates)).baseline, undefined);
  assert.equal(compare(runs).baseline?.label, "source_only");
});

Deno.test("compare: one pair with other numbers of labels is another problem, one name two is an error", () => {
  const [few] = planTransfer("from_scratch", { "A-B 10": [0.5] });
  const all = planTransfer("from_scratch", { "A-B all": [0.5] });
  assert.deepEqual(compare([few, ...all]).groups, ["A-B 10", "A-B all"]);
  const spec = { ...few.spec, problem: { ...few.spec.problem, labels: 11 } } as RunSpec;
  assert.throws(() => compare([few, { ...few, id: "other", spec }]), {
    name: "RangeError",
    message: `Cannot compare runs ${few.id} and other: they differ in problem A-B 10`,
  });
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
    rowsOf(compare(plan("dann", fates))).dann.average.cell;
  const some = average({ "a-b": [0.5, 0.7], "b-a": [0.7, "not_run"] });
  assert.deepEqual([...numbers(some), some.status], [0.6, NaN, 1, "partial"]);
  const none = average({ "a-b": [0.5, 0.7], "b-a": ["not_run", "not_run"] });
  assert.deepEqual([...numbers(none), none.status], [NaN, NaN, 0, "partial"]);
});

Deno.test("compare: a problem that a method does not plan is not run", () => {
  const { dann } = rowsOf(compare(
    [...plan("coral", { "a-b": [0.5], "b-a": [0.5] }), ...plan("dann", { "a-b": [0.5] })],
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
  ]);
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

/** Two tasks with errors, two seeds; hard_sharing is better on books and worse on dvd. */
const reviews = { name: "reviews", tasks: { books: "error", dvd: "error" } } as const;
const ofTasks = [
  ...planTasks("single_task", reviews, [[0.20, 0.10], [0.30, 0.10]]),
  ...planTasks("hard_sharing", reviews, [[0.15, 0.11], [0.24, 0.12]]),
];

Deno.test("compare: a run of several tasks gives a cell for each, with its own metric", () => {
  const all = cells(compare(ofTasks));
  assert.deepEqual(
    all.slice(0, 6).map(({ method, problem, metric }) => `${method} ${problem} ${metric}`),
    [
      "single_task books error",
      "single_task dvd error",
      "single_task mean error",
      "hard_sharing books error",
      "hard_sharing dvd error",
      "hard_sharing mean error",
    ],
  );
  assert.deepEqual(all.slice(0, 3).map(numbers), [
    [0.25, 0.05, 2],
    [0.1, 0, 2],
    // 0.15 and 0.2 within the seeds.
    [0.175, 0.025, 2],
  ]);
});

Deno.test("compare: where lower is better, gains are positive where it is lower, and the lowest is best", () => {
  const comparison = compare(ofTasks);
  assert.equal(comparison.baseline?.label, "single_task");
  const { single_task, hard_sharing } = rowsOf(comparison);
  // 0.20 − 0.15 and 0.30 − 0.24; 0.10 − 0.11 and 0.10 − 0.12; 0.15 − 0.13 and 0.20 − 0.18.
  assert.deepEqual(gainNumbers(hard_sharing.entries[0]), [0.055, 0.005, 2]);
  assert.deepEqual(gainNumbers(hard_sharing.entries[1]), [-0.015, 0.005, 2]);
  assert.deepEqual(gainNumbers(hard_sharing.average), [0.02, 0, 2]);
  const best = ({ entries, average }: Row) => [...entries, average].map((entry) => entry.best);
  assert.deepEqual([best(single_task), best(hard_sharing)], [
    [false, true, false],
    [true, false, true],
  ]);
});

Deno.test("compare: tasks of different directions or units have no mean, and a mean relative improvement", () => {
  const group = { name: "both", tasks: { tag: "accuracy", value: "rmse" } } as const;
  const comparison = compare([
    ...planTasks("single_task", group, [[0.8, 2]]),
    ...planTasks("hard_sharing", group, [[0.84, 1.8]]),
  ]);
  const { hard_sharing: { entries, average } } = rowsOf(comparison);
  const { problem, metric, mean, n, status } = average.cell;
  assert.deepEqual([problem, metric, mean, n, status], ["mean", "mixed", null, 0, "ok"]);
  assert.deepEqual([average.differences, average.best], [undefined, false]);
  assert.deepEqual(entries.map(({ best }) => best), [true, true]);
  // (0.84 − 0.8)/0.8 = 5 % and (2 − 1.8)/2 = 10 %.
  assert.deepEqual([...average.improvements!].map(([seed, value]) => [seed, value.toFixed(12)]), [
    [0, "0.075000000000"],
  ]);
});

Deno.test("compare: metrics of one direction and unit have a mean", () => {
  const group = { name: "tags", tasks: { pos: "accuracy", chunk: "span_f1" } } as const;
  const { single_task } = rowsOf(compare(planTasks("single_task", group, [[0.9, 0.8]])));
  assert.equal(single_task.average.cell.metric, "mixed");
  assert.deepEqual(numbers(single_task.average.cell), [0.85, NaN, 1]);
});

Deno.test("compare: a run that went wrong is so for all of its tasks, and for no other group", () => {
  const other = { name: "films", tasks: { imdb: "error" } } as const;
  const comparison = compare([
    ...planTasks("single_task", reviews, [[0.2, 0.1], [0.2, 0.1]]),
    ...planTasks("single_task", other, [[0.2], [0.2]]),
    ...planTasks("mmoe", reviews, ["diverged", [0.2, 0.1]]),
    ...planTasks("mmoe", other, [[0.1], "not_run"]),
  ]);
  assert.deepEqual(comparison.groups, ["reviews", "films"]);
  const { mmoe } = rowsOf(comparison);
  const statuses = [...mmoe.entries, ...mmoe.groups, mmoe.average].map(({ cell }) =>
    `${cell.problem} ${cell.status} ${cell.n}`
  );
  assert.deepEqual(statuses, [
    "books diverged 1",
    "dvd diverged 1",
    "imdb partial 1",
    "reviews diverged 1",
    "films partial 1",
    "mean diverged 0",
  ]);
});

Deno.test("compare: a group's entry is over its tasks alone", () => {
  const other = { name: "films", tasks: { imdb: "error" } } as const;
  const { single_task: { groups, average } } = rowsOf(compare([
    ...planTasks("single_task", reviews, [[0.2, 0.1]]),
    ...planTasks("single_task", other, [[0.3]]),
  ]));
  assert.deepEqual(groups.map(({ cell }) => numbers(cell)), [[0.15, NaN, 1], [0.3, NaN, 1]]);
  // The mean is over tasks, not over groups.
  assert.deepEqual(numbers(average.cell), [0.2, NaN, 1]);
});

Deno.test("compare: rejects what must not stand in one table", () => {
  const [first] = plan("dann", { "a-b": [0.5] });
  const other = (change: object): PlannedRun[] => [
    first,
    { ...first, id: "other", spec: { ...first.spec, ...change } as RunSpec },
  ];
  const cases: [string, object][] = [
    ["suite", { suite: { name: "example", version: 2 } }],
    ["dataset", { dataset: { ...first.spec.dataset, version: 2 } }],
    ["protocol", { protocol: { ...first.spec.protocol, values: { epochs: 31 } } }],
    ["metrics", { metrics: 2 }],
  ];
  for (const [what, change] of cases) {
    assert.throws(
      () => compare(other(change)),
      new RangeError(`Cannot compare runs ${first.id} and other: they differ in ${what}`),
    );
  }
  assert.throws(() => compare([]), RangeError);
  const [tasks] = planTasks("single_task", reviews, [[0.2, 0.1]]);
  const [fewer] = planTasks("mmoe", { name: "reviews", tasks: { books: "error" } }, [[0.2]]);
  assert.throws(
    () => compare([tasks, fewer]),
    new RangeError(
      "Cannot compare runs single_task-reviews-0 and mmoe-reviews-0: " +
        "they differ in problem reviews",
    ),
  );
  assert.throws(() => compare([first, tasks]), RangeError);
});

Deno.test("compare: rejects a record without the metric", () => {
  const [run] = plan("dann", { "a-b": [0.5] });
  const record = { ...run.record!, metrics: {} };
  assert.throws(
    () => compare([{ ...run, record }]),
    new RangeError(
      "Cannot compare run dann-a-b-0: its record has no accuracy for a-b under last",
    ),
  );
});

Deno.test("compare: the part of the words that have a vector is over the words of all records", () => {
  assert.equal(compare(runs).wordsFound, undefined);
  const [first, second, ...rest] = planTasks("single_task", { name: "g", tasks: { a: "error" } }, [
    [0.1],
    [0.2],
    [0.3],
  ]);
  const found = ({ record, ...run }: PlannedRun, vectors: { found: number; of: number }) => ({
    ...run,
    record: { ...record!, vectors },
  });
  const runsOfWords = [
    found(first, { found: 1, of: 10 }),
    found(second, { found: 3, of: 6 }),
    ...rest,
  ];
  assert.equal(compare(runsOfWords).wordsFound, 0.25);
});
