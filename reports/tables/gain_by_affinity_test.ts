import assert from "node:assert/strict";
import { affinityGroups } from "../../tests/fixtures/gains.ts";
import { compare } from "../inference/comparison.ts";
import { gainByAffinityTables } from "./gain_by_affinity.ts";

Deno.test("gainByAffinityTables: writes a row for each method, and nothing of two tasks", () => {
  const runs = affinityGroups([0.02, -0.04, 0.06], [0.1, -0.2, 0.3]);
  const [heading, table, note] = gainByAffinityTables(compare(runs), runs);
  assert.equal(heading, "### Gain against affinity, last");
  assert.deepEqual(table.split("\n").filter((_, i) => i !== 1), [
    "| method       | groups | mean cosine |   Δm | Spearman's ρ |",
    "| hard_sharing |      3 |      +0.067 | +0.7 |        +1.00 |",
  ]);
  assert.ok(note.startsWith("- The rank correlation, over the groups, "));
  const two = affinityGroups([0.1, 0.2], [0.1, 0.2]);
  assert.deepEqual(gainByAffinityTables(compare(two), two), []);
});
