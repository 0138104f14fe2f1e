import assert from "node:assert/strict";
import type { PlannedRun } from "../../records/record.ts";
import { affinityGroups } from "../../tests/fixtures/gains.ts";
import { planTasks, type TasksFate } from "../../tests/fixtures/runs.ts";
import { compare } from "./comparison.ts";
import { gainsByAffinity } from "./gain_by_affinity.ts";

const of = (runs: readonly PlannedRun[]) => gainsByAffinity(compare(runs), runs);

Deno.test("gainsByAffinity: pairs each group's cosine with its improvement, of methods that have it", () => {
  const known = of(affinityGroups([0.02, -0.04, 0.06], [0.1, -0.2, 0.3]));
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
    affinityGroups([0.02, -0.04, 0.01, 0.05, 0.03], [0.1, -0.2, 0.3, 0.1, 0.2]),
  );
  assert.ok(Math.abs(correlation! - 0.20519567041703085) < 1e-12, `${correlation}`);
});

Deno.test("gainsByAffinity: two points, or equal ones, have no correlation", () => {
  assert.equal(of(affinityGroups([0.1, 0.2], [0.1, 0.2]))[0].correlation, undefined);
  assert.equal(of(affinityGroups([0.1, 0.2, 0.3], [0.1, 0.1, 0.1]))[0].correlation, undefined);
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
  // Without a baseline there are no gains.
  assert.deepEqual(of(planTasks("hard_sharing", group, [[0.1, 0.3, 0.15]], seen)), []);
});
