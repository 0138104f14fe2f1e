import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/comparisons.json" with { type: "json" };
import {
  chiSquaredCdf,
  chiSquaredSurvival,
  normalCdf,
  normalDensity,
  normalQuantile,
  normalSurvival,
  studentizedRangeQuantile,
  studentQuantile,
  studentSurvival,
} from "./_distributions.ts";

// Expected values: SciPy. The tolerances are those of jStat: its incomplete beta function stops at 3e-7, its
// studentized range at 1e-6 of a rank.
type Distribution = (a: number, b: number) => number;
const cases: Record<string, [Distribution, number[][], relative: number, floor: number]> = {
  studentSurvival: [studentSurvival, golden.distributions.studentSurvival, 3e-7, 0],
  studentQuantile: [studentQuantile, golden.distributions.studentQuantile, 1e-7, 0],
  chiSquaredCdf: [chiSquaredCdf, golden.distributions.chiSquaredCdf, 1e-9, 0],
  chiSquaredSurvival: [chiSquaredSurvival, golden.distributions.chiSquaredSurvival, 1e-9, 0],
  studentizedRangeQuantile: [
    studentizedRangeQuantile,
    golden.distributions.studentizedRangeQuantile,
    3e-7,
    0,
  ],
  normalDensity: [normalDensity, golden.distributions.normalDensity, 1e-12, 0],
  normalCdf: [normalCdf, golden.distributions.normalCdf, 1e-13, 1],
  normalSurvival: [normalSurvival, golden.distributions.normalSurvival, 1e-9, 0],
  normalQuantile: [normalQuantile, golden.distributions.normalQuantile, 1e-11, 1],
};

for (const [name, [distribution, rows, relative, floor]] of Object.entries(cases)) {
  Deno.test(`${name}: is SciPy's`, () => {
    assert.ok(rows.length >= 8);
    for (const row of rows) {
      const [a, b] = row;
      assertClose([distribution(a, b)], [row.at(-1)!], relative, floor);
    }
  });
}

Deno.test("studentSurvival: is certain of both ends", () => {
  assert.equal(studentSurvival(Infinity, 4), 0);
  assert.equal(studentSurvival(-Infinity, 4), 1);
});
