import assert from "node:assert/strict";
import type { PlannedRun } from "../../records/record.ts";
import { planTasks, type TasksFate } from "../../tests/fixtures/runs.ts";
import { compare } from "../inference/comparison.ts";
import { gainByAffinityTables, gainsByAffinity } from "./gain_by_affinity.ts";

/** Groups of two tasks; in group i, hard sharing is better by `gains[i]` of one and sees `cosines[i]`. */
function groupsOf(gains: readonly number[], cosines: readonly number[]): PlannedRun[] {
  return gains.flatMap((gain, i) => {
    const group = { name: `g${i}`, tasks: { [`a${i}`]: "rmse", [`b${i}`]: "rmse" } as const };
    return [
      ...planTasks("single_task", group, [[1, 1]]),
      ...planTasks("hard_sharing", group, [[1 - gain, 1]], [[{
        [`a${i}`]: { [`b${i}`]: cosines[i] },
      }]]),
      ...planTasks("mmoe", group, [[1 - gain, 1]]),
    ];
  });
}

const of = (runs: readonly PlannedRun[]) => gainsByAffinity(compare(runs), runs);

Deno.test("gainsByAffinity: pairs each group's cosine with its improvement, of methods that have it", () => {
  const known = of(groupsOf([0.02, -0.04, 0.06], [0.1, -0.2, 0.3]));
  assert.deepEqual(known.map(({ method }) => method.label), ["hard_sharing"]);
  const points = known[0].points.map(({ name, cosine, improvement }) => [
    name,
    cosine,
    Number(improvement.toFixed(12)),
  ]);
  assert.deepEqual(points, [["g0", 0.1, 0.01], ["g1", -0.2, -0.02], ["g2", 0.3, 0.03]]);
  assert.equal(known[0].correlation, 1);
});

// scipy 1.17.1: stats.spearmanr([.1, -.2, .3, .1, .2], [.02, -.04, .01, .05, .03]).statistic.
Deno.test("gainsByAffinity: correlates ranks, ties in the middle", () => {
  const [{ correlation }] = of(
    groupsOf([0.02, -0.04, 0.01, 0.05, 0.03], [0.1, -0.2, 0.3, 0.1, 0.2]),
  );
  assert.ok(Math.abs(correlation! - 0.20519567041703085) < 1e-12, `${correlation}`);
});

Deno.test("gainsByAffinity: two points, or equal ones, have no correlation", () => {
  assert.equal(of(groupsOf([0.1, 0.2], [0.1, 0.2]))[0].correlation, undefined);
  assert.equal(of(groupsOf([0.1, 0.2, 0.3], [0.1, 0.1, 0.1]))[0].correlation, undefined);
});

const group = { name: "g", tasks: { a: "error", b: "error", c: "error" } } as const;
const seen = [[{ a: { b: 0.1, c: 0.3 }, b: { c: -0.1 } }]];
const tasks = (fate: TasksFate) => [
  ...planTasks("single_task", group, [[0.2, 0.2, 0.2]]),
  ...planTasks("hard_sharing", group, [fate], seen),
];

Deno.test("gainsByAffinity: of one group, a task's cosine is its mean over the others", () => {
  const [{ points, correlation }] = of(tasks([0.1, 0.3, 0.15]));
  assert.deepEqual(points.map(({ name, cosine }) => [name, Number(cosine.toFixed(12))]), [
    ["a", 0.2],
    ["b", 0],
    ["c", 0.1],
  ]);
  assert.equal(correlation, 1);
});

Deno.test("gainsByAffinity: what went wrong is no point", () => {
  assert.deepEqual(of(tasks("diverged")), []);
  const oneOfTwo = [
    ...planTasks("single_task", group, [[0.2, 0.2, 0.2], [0.2, 0.2, 0.2]]),
    ...planTasks("hard_sharing", group, [[0.1, 0.3, 0.15], "failed"], seen),
  ];
  assert.deepEqual(of(oneOfTwo), []);
  // Without a baseline nothing is gained.
  assert.deepEqual(of(planTasks("hard_sharing", group, [[0.1, 0.3, 0.15]], seen)), []);
});

Deno.test("gainByAffinityTables: writes a row for each method, and nothing of two tasks", () => {
  const runs = groupsOf([0.02, -0.04, 0.06], [0.1, -0.2, 0.3]);
  const [heading, table, note] = gainByAffinityTables(compare(runs), runs);
  assert.equal(heading, "### Gain against affinity, last");
  assert.deepEqual(table.split("\n").filter((_, i) => i !== 1), [
    "| method       | groups | mean cosine |   Δm | Spearman's ρ |",
    "| hard_sharing |      3 |      +0.067 | +0.7 |        +1.00 |",
  ]);
  assert.ok(note.startsWith("- The rank correlation, over the groups, "));
  const two = groupsOf([0.1, 0.2], [0.1, 0.2]);
  assert.deepEqual(gainByAffinityTables(compare(two), two), []);
});
