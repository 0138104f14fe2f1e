import assert from "node:assert/strict";
import { assertClose } from "../../../tests/golden/close.ts";
import { rankCorrelation } from "./rank_correlation.ts";

const paired = (x: readonly number[], y: readonly number[]) =>
  x.map((value, i) => [value, y[i]] as const);

// scipy 1.10.1: stats.spearmanr(x, y).statistic.
for (
  const [name, x, y, expected] of [
    ["no ties", [1.2, 0.4, 1.9, 0.8, 1.5], [0.3, -1, 4, 7, 0.5], 0.4],
    ["ties", [0.1, -0.2, 0.3, 0.1, 0.2], [0.02, -0.04, 0.01, 0.05, 0.03], 0.20519567041703085],
    ["ties in both", [1, 1, 2, 2, 3, 3], [6, 5, 5, 2, 2, 1], -0.8616404368553291],
  ] as const
) {
  Deno.test(`rankCorrelation: ${name}, as scipy has it`, () => {
    assertClose([rankCorrelation(paired(x, y))!], [expected], 1e-12);
    // It depends on the ranks alone, and is symmetric.
    assertClose([rankCorrelation(paired(x.map(Math.exp), y))!], [expected], 1e-12);
    assertClose([rankCorrelation(paired(y, x))!], [expected], 1e-12);
    assertClose([rankCorrelation(paired(x, y.map((value) => -value)))!], [-expected], 1e-12);
  });
}

Deno.test("rankCorrelation: there is none of two pairs, nor where one quantity does not vary", () => {
  assert.equal(rankCorrelation([[1, 2], [2, 1]]), undefined);
  assert.equal(rankCorrelation([[1, 2], [2, 2], [3, 2]]), undefined);
  assert.equal(rankCorrelation([]), undefined);
});

Deno.test("rankCorrelation: refuses what is not finite", () => {
  assert.throws(() => rankCorrelation([[1, NaN], [2, 1], [3, 1]]), RangeError);
});
