import assert from "node:assert/strict";
import { ranksOf } from "./_ranks.ts";
import { areEqual } from "./_rounding.ts";
import { benjaminiHochberg } from "./benjamini_hochberg.ts";
import { bootstrapInterval } from "./bootstrap.ts";
import { cohensD } from "./cohens_d.ts";
import { detectableDifference } from "./detectable_difference.ts";
import { estimate } from "./estimate.ts";
import { friedmanTest } from "./friedman.ts";
import { holm } from "./holm.ts";
import { studentInterval } from "./interval.ts";
import { criticalDifference } from "./nemenyi.ts";
import { pairedTTest } from "./paired_t.ts";
import { probabilityOfImprovement } from "./probability_of_improvement.ts";
import { rankCorrelation } from "./rank_correlation.ts";
import { signedRankTest } from "./signed_rank.ts";
import { signFlipTest } from "./sign_flip.ts";

/** More values than a call can take as arguments. */
const n = 200_000;
/** Evenly spaced values from −0.1 to 0.1, in a mixed order. */
const values = Array.from({ length: n }, (_, i) => ((i * 7919) % n + 0.5) / n * 0.2 - 0.1);
const chances = values.map((value) => 5 * value + 0.5);
// Their standard deviation is 0.1/√3.
const reach = 1.96 * 0.1 / Math.sqrt(3 * n);

const near = (actual: number | undefined, expected: number, within: number) =>
  assert.ok(Math.abs(actual! - expected) <= within, `${actual} is not ${expected}`);

const statistics: { readonly [name: string]: () => void } = {
  estimate: () => near(estimate(values).mean, 0, 1e-12),
  areEqual: () => assert.ok(!areEqual(values)),
  ranksOf: () => assert.equal(ranksOf(values)[0], 1),
  studentInterval: () => near(studentInterval(values)!.upper, reach, 1e-3 * reach),
  bootstrapInterval: () => near(bootstrapInterval(values)!.upper, reach, 1e-3 * reach),
  pairedTTest: () => near(pairedTTest(values)!.pValue, 1, 1e-6),
  signedRankTest: () => near(signedRankTest(values)!.pValue, 1, 1e-6),
  signFlipTest: () => near(signFlipTest(values)!.pValue, 1, 1e-6),
  cohensD: () => near(cohensD(values.map((value) => value + 0.1)), Math.sqrt(3), 1e-5),
  probabilityOfImprovement: () =>
    near(probabilityOfImprovement(values, values.toReversed()), 0.5, 1e-9),
  holm: () => near(holm(chances)[0], 0.5, 1e-6),
  benjaminiHochberg: () => near(benjaminiHochberg(chances)[0], 0.5, 1e-6),
  friedmanTest: () =>
    assert.deepEqual(
      friedmanTest(values.map((value) => [value, value + 1]))!.averageRanks,
      [2, 1],
    ),
  "friedmanTest of many methods": () => {
    const { statistic, pValue } = friedmanTest([values, values.toReversed()])!;
    assert.ok(statistic >= 0 && pValue >= 0 && pValue <= 1);
  },
  rankCorrelation: () => near(rankCorrelation(values.map((value) => [value, -value])), -1, 1e-9),
  criticalDifference: () => assert.ok(criticalDifference(n, n) > 0),
  detectableDifference: () =>
    // The normal distribution's quantiles, of 5 % two-sided and a power of 80 %.
    near(detectableDifference(1, n), (1.959964 + 0.841621) / Math.sqrt(n), 1e-7),
};

for (const [name, compute] of Object.entries(statistics)) {
  Deno.test(`${name}: takes 200 000 values`, compute);
}
