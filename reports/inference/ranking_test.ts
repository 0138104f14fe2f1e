import assert from "node:assert/strict";
import { type Fates, plan, planTasks } from "../../tests/fixtures/runs.ts";
import { compare } from "./comparison.ts";
import { rankingOf } from "./ranking.ts";

/** Returns the accuracies of one seed on as many pairs. */
function onPairs(accuracies: readonly (number | "failed")[]): Fates {
  return Object.fromEntries(accuracies.map((accuracy, i) => [`s${i}-t`, [accuracy]]));
}

function ranking(results: { readonly [method: string]: readonly (number | "failed")[] }) {
  const runs = Object.entries(results).flatMap(([method, accuracies]) =>
    plan(method, onPairs(accuracies))
  );
  return rankingOf(compare(runs).sections[0]);
}

const results = {
  source_only: [0.5, 0.5, 0.5, 0.5, 0.5],
  dann: [0.6, 0.7, 0.6, 0.4, 0.6],
  mmd: [0.7, 0.6, 0.7, 0.6, 0.5],
};

Deno.test("rankingOf: averages the ranks over problems, the best first", () => {
  const { ranks, friedman, omitted, criticalDifference } = ranking(results)!;
  // mmd is 1, 2, 1, 1 and 2.5th, dann 2, 1, 2, 3 and 1st, source_only 3, 3, 3, 2 and 2.5th.
  assert.deepEqual(ranks.map(({ method, averageRank }) => [method.label, averageRank]), [
    ["mmd", 1.5],
    ["dann", 1.8],
    ["source_only", 2.7],
  ]);
  // scipy 1.17.1: stats.friedmanchisquare([.5]*5, [.6,.7,.6,.4,.6], [.7,.6,.7,.6,.5]).
  assert.ok(Math.abs(friedman.statistic - 4.105263157894737) < 1e-9);
  assert.ok(Math.abs(friedman.pValue - 0.1283965728929484) < 1e-9);
  assert.deepEqual(omitted, []);
  // Demšar 2006, Table 5(a): q = 2.343 for three methods; √(3 · 4/(6 · 5)) = 0.6325.
  assert.equal(criticalDifference.toFixed(2), (2.343 * Math.sqrt(12 / 30)).toFixed(2));
});

Deno.test("rankingOf: of errors the lowest ranks first", () => {
  const tasks = { a: "error", b: "error", c: "error", d: "error", e: "error" } as const;
  const runs = ["single_task", "mmoe", "ple"].flatMap((method, i) =>
    planTasks(method, { name: "g", tasks }, [Array(5).fill(0.3 - i / 10)])
  );
  const { ranks } = rankingOf(compare(runs).sections[0])!;
  assert.deepEqual(ranks.map(({ method }) => method.label), ["ple", "mmoe", "single_task"]);
});

Deno.test("rankingOf: leaves out bounds and methods that lack a result", () => {
  const { ranks, omitted } = ranking({
    ...results,
    coral: [0.9, 0.9, 0.9, 0.9, "failed"],
    target_only: [0.9, 0.9, 0.9, 0.9, 0.9],
  })!;
  assert.equal(ranks.length, 3);
  assert.deepEqual(omitted.map(({ label }) => label), ["coral", "target_only"]);
});

Deno.test("rankingOf: there is none of few methods or few problems", () => {
  assert.equal(ranking({ source_only: results.source_only, dann: results.dann }), undefined);
  const four = Object.entries(results).map(([name, values]) => [name, values.slice(0, 4)]);
  assert.equal(ranking(Object.fromEntries(four)), undefined);
});
