import assert from "node:assert/strict";
import type { PlannedRun } from "../../records/record.ts";
import { type Affinities, planTasks } from "../../tests/fixtures/runs.ts";
import { affinityTables } from "./affinity.ts";
import { compare } from "../inference/comparison.ts";

const group = { name: "g", tasks: { a: "error", b: "error", c: "error" } } as const;
const fates = [[0.1, 0.1, 0.1], [0.1, 0.1, 0.1]];
const seen: Affinities[] = [
  // Means over training: a and b 0.4, a and c −0.2, b and c 0.1.
  [{ a: { b: 0.2, c: -0.2 }, b: { c: 0.1 } }, { a: { b: 0.6, c: -0.2 }, b: { c: 0.1 } }],
  // Means over training: a and b 0.2, a and c −0.4, b and c 0.5; c had no gradient at the first checkpoint.
  [{ a: { b: 0.2 } }, { a: { b: 0.2, c: -0.4 }, b: { c: 0.5 } }],
];
const runs = planTasks("hard_sharing", group, fates, seen);

const tables = (planned: readonly PlannedRun[]) => affinityTables(compare(planned), planned);

Deno.test("affinityTables: one group is a table of tasks × tasks", () => {
  const [title, table, note] = tables(runs);
  assert.equal(title, "### Task affinity, hard_sharing");
  assert.deepEqual(table.split("\n"), [
    "| task |      a |      b |      c |",
    "| ---- | -----: | -----: | -----: |",
    "| a    |      – | +0.300 | −0.300 |",
    "| b    | +0.300 |      – | +0.300 |",
    "| c    | −0.300 | +0.300 |      – |",
  ]);
  assert.ok(note.includes("over seeds (2)"));
});

Deno.test("affinityTables: several groups are a number each", () => {
  const other = { name: "h", tasks: { d: "error", e: "error" } } as const;
  const both = [
    ...runs,
    ...planTasks("hard_sharing", other, [[0.1, 0.1]], [[{ d: { e: -0.0004 } }]]),
  ];
  const [, table, note] = tables(both);
  assert.deepEqual(table.split("\n").slice(2), [
    "| g     |           +0.100 ± 0.000 |",
    "| h     |                    0.000 |",
  ]);
  assert.ok(note.includes("over seeds (1 to 2)"));
});

Deno.test("affinityTables: prefers the plain variant, and says which it took", () => {
  const weighted = planTasks(
    { name: "hard_sharing", values: {}, weighting: { name: "dwa", values: {} } },
    group,
    fates,
    seen,
  );
  assert.equal(tables([...weighted, ...runs])[0], "### Task affinity, hard_sharing");
  assert.equal(tables(weighted)[0], "### Task affinity, hard_sharing + dwa");
});

Deno.test("affinityTables: is empty where nothing was recorded, or by another method", () => {
  assert.deepEqual(tables(planTasks("hard_sharing", group, fates)), []);
  assert.deepEqual(tables(planTasks("mmoe", group, fates, seen)), []);
  assert.deepEqual(tables(planTasks("hard_sharing", group, ["failed"], seen)), []);
});
