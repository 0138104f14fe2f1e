import assert from "node:assert/strict";
import type { PlannedRun } from "../../records/record.ts";
import { distantPairs } from "../../tests/fixtures/distances.ts";
import { compare } from "../inference/comparison.ts";
import { gainByDistanceTables } from "./gain_by_distance.ts";

Deno.test("gainByDistanceTables: writes a row for each method, and nothing of two pairs", () => {
  const table = (runs: readonly PlannedRun[]) => gainByDistanceTables(compare(runs), runs);
  const [heading, rows, note] = table(
    distantPairs([1.2, 0.8, 1.6], {
      mmd: [0.48, 0.5, 0.44],
      coral: [0.5, 0.5, 0.5],
      bound: [0.7, 0.6, 0.9],
    }),
  );
  assert.equal(heading, "### Gain against A-distance, last");
  assert.deepEqual(rows.split("\n").filter((_, i) => i !== 1), [
    "| method  | pairs | mean A-distance | mean gain | Spearman's ρ |",
    "| mmd     |     3 |            1.20 |      −2.7 |        −1.00 |",
    "| coral   |     3 |            1.20 |       0.0 |            – |",
    "| bound † |     3 |            1.20 |     +23.3 |        +1.00 |",
  ]);
  assert.match(note, /^- The rank correlation, over the pairs, .* in the features of source_only /);
  assert.deepEqual(table(distantPairs([1.2, 0.8], { dann: [0.6, 0.5] })), []);
});
