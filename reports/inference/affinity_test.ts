import assert from "node:assert/strict";
import { type Affinities, planTasks } from "../../tests/fixtures/runs.ts";
import { affinities } from "./affinity.ts";

const group = { name: "g", tasks: { a: "error", b: "error", c: "error" } } as const;
const fates = [[0.1, 0.1, 0.1], [0.1, 0.1, 0.1]];
const seen: Affinities[] = [
  // Means over training: a and b 0.4, a and c −0.2, b and c 0.1.
  [{ a: { b: 0.2, c: -0.2 }, b: { c: 0.1 } }, { a: { b: 0.6, c: -0.2 }, b: { c: 0.1 } }],
  // Means over training: a and b 0.2, a and c −0.4, b and c 0.5; c had no gradient at the first checkpoint.
  [{ a: { b: 0.2 } }, { a: { b: 0.2, c: -0.4 }, b: { c: 0.5 } }],
];
const runs = planTasks("hard_sharing", group, fates, seen);

Deno.test("affinities: averages over training, then over seeds", () => {
  const [{ group, tasks, overall, between }] = affinities(runs);
  assert.deepEqual([group, tasks], ["g", ["a", "b", "c"]]);
  assert.equal(between("a", "b")!.toFixed(12), "0.300000000000");
  assert.equal(between("c", "a")!.toFixed(12), "-0.300000000000");
  assert.equal(between("b", "c")!.toFixed(12), "0.300000000000");
  // Over pairs 0.1 in both seeds.
  assert.equal(overall.mean!.toFixed(12), "0.100000000000");
  assert.equal(overall.n, 2);
});
