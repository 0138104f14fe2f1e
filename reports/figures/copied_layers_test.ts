import assert from "node:assert/strict";
import { type Fates, plan } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { planTransfer, transferStudy } from "../../tests/fixtures/transfer_runs.ts";
import { copiedLayersOf } from "./copied_layers.ts";

const copied = copiedLayersOf(transferStudy())!;

/** Returns the numbers of a method on a problem: mean, bounds of the interval, seeds and planned seeds. */
function numbersOf(method: string, depth: number, problem: string) {
  const found = copied.points.filter((point) =>
    point.method === method && point.depth === depth && point.problem.name === problem
  );
  assert.equal(found.length, 1);
  const [{ mean, interval, n, planned }] = found;
  return [mean, interval?.lower, interval?.upper, n, planned]
    .map((value) => value === undefined ? undefined : Number(value.toFixed(6)));
}

Deno.test("copiedLayersOf: a method is one line over all depths, for each value of its other parameters", () => {
  assert.deepEqual(copied.methods, [
    "from_scratch",
    "feature_extraction",
    "fine_tuning",
    "l2_sp (alpha=0.01)",
    "l2_sp (alpha=0.1)",
  ]);
  assert.equal(copied.baseline, "from_scratch");
  assert.deepEqual(copied.depths, [1, 2]);
  assert.deepEqual(copied.others, []);
  // Once without and eight times with copied layers, on four problems.
  assert.equal(copied.points.length, 9 * 4);
});

Deno.test("copiedLayersOf: means under the first selection rule, with intervals of the paired differences, in percent", () => {
  assert.equal(copied.selection, "last");
  // Every seed has the same gain, so the interval has no width.
  assert.deepEqual(numbersOf("feature_extraction", 1, "A-B 100"), [82, 82, 82, 3, 3]);
  assert.deepEqual(numbersOf("from_scratch", 0, "A-B 10"), [60, undefined, undefined, 3, 3]);
  assert.deepEqual(numbersOf("fine_tuning", 2, "A-B 100"), [85, 85, 85, 2, 3]);
  const intervalOf = (runs: Parameters<typeof studyOf>[0]) => {
    const { points } = copiedLayersOf(studyOf(runs))!;
    const { mean, interval } = points.at(-1)!;
    return [mean!, interval!.lower, interval!.upper].map((value) => Number(value.toFixed(6)));
  };
  const tuned = planTransfer({ name: "fine_tuning", values: { depth: 1 } }, {
    "A-B 10": [0.66, 0.73, 0.8],
  });
  const scratch = (fates: Fates) => planTransfer("from_scratch", fates);
  // Gains of 6, 3 and 4.5 points have a standard error of √0.75; without the third seed, 6 and 3 have 1.5: times t =
  // 4.302653 and 12.706205 (SciPy 1.17.1).
  assert.deepEqual(intervalOf([...scratch({ "A-B 10": [0.6, 0.7, 0.755] }), ...tuned]), [
    73,
    69.273793,
    76.726207,
  ]);
  assert.deepEqual(intervalOf([...scratch({ "A-B 10": [0.6, 0.7, "not_run"] }), ...tuned]), [
    73,
    53.940693,
    92.059307,
  ]);
  // 66, 73 and 80 % have a standard error of 7/√3.
  assert.deepEqual(intervalOf(tuned), [73, 55.611036, 90.388964]);
});

Deno.test("copiedLayersOf: there is no number where a seed went wrong or none was run", () => {
  const absent = copied.points.filter(({ mean }) => mean === undefined);
  assert.deepEqual(
    absent.map(({ method, depth, problem, status }) => [method, depth, problem.name, status]),
    [
      ["fine_tuning", 2, "A-B 10", "diverged"],
      ["fine_tuning", 2, "A-B all", "not_run"],
      ["l2_sp (alpha=0.1)", 1, "B-B all", "failed"],
      ["l2_sp (alpha=0.1)", 2, "B-B all", "failed"],
    ],
  );
  assert.ok(absent.every(({ interval }) => interval === undefined));
});

Deno.test("copiedLayersOf: of one seed there is a mean and no interval", () => {
  const { points } = copiedLayersOf(studyOf([
    ...planTransfer({ name: "fine_tuning", values: { depth: 1 } }, { "A-B 10": [0.7] }),
  ]))!;
  assert.deepEqual(points.map(({ mean, interval }) => [mean, interval]), [[70, undefined]]);
});

Deno.test("copiedLayersOf: labels rise within a pair, and selffers come last", () => {
  const fates = {
    "B-B all": [0.9],
    "A-B all": [0.9],
    "A-B 100": [0.8],
    "B-A 5": [0.7],
    "A-B 20": [0.7],
  };
  const { pairs } = copiedLayersOf(
    studyOf(planTransfer({ name: "fine_tuning", values: { depth: 1 } }, fates)),
  )!;
  assert.deepEqual(pairs.map(({ problems }) => problems.map(({ name }) => name)), [
    ["A-B 20", "A-B 100", "A-B all"],
    ["B-A 5"],
    ["B-B all"],
  ]);
});

Deno.test("copiedLayersOf: names methods that copy nothing and are no baseline", () => {
  const runs = [
    ...planTransfer("from_scratch", { "A-B 10": [0.6] }),
    ...planTransfer("lottery", { "A-B 10": [0.6] }),
    ...planTransfer({ name: "fine_tuning", values: { depth: 1 } }, { "A-B 10": [0.7] }),
  ];
  const { others, methods, baseline } = copiedLayersOf(studyOf(runs))!;
  assert.deepEqual([others, methods, baseline], [
    ["lottery"],
    ["from_scratch", "fine_tuning"],
    "from_scratch",
  ]);
});

Deno.test("copiedLayersOf: is nothing of other studies, and of none that has copied anything", () => {
  assert.equal(copiedLayersOf(studyOf(plan("source_only", { "a-b": [0.5] }))), undefined);
  const deep = { name: "dann", values: { depth: 2 } };
  assert.equal(copiedLayersOf(studyOf(plan(deep, { "a-b": [0.5] }))), undefined);
  const scratch = planTransfer("from_scratch", { "A-B 10": [0.6] });
  assert.equal(copiedLayersOf(studyOf(scratch)), undefined);
  const unmade = planTransfer({ name: "fine_tuning", values: { depth: 1 } }, {
    "A-B 10": ["not_run"],
  });
  assert.equal(copiedLayersOf(studyOf([...scratch, ...unmade])), undefined);
});
