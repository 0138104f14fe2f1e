import assert from "node:assert/strict";
import { selections } from "./mod.ts";

/** Logits of twelve rows and three classes; one row is certain up to 1e-35, and one not at all. */
const logits = [
  ...[0.002, 0.597, -0.548, -1.781, -0.909, -1.983, 0.12, 2.68, -0.984, -1.241, 0.98, 0.714],
  ...[80, -80, 0, 0, 0, 0, -3.802, -2.579, -3.683, -0.47, -2.535, 0.543],
  ...[0.314, -0.374, -5.034, -1.077, -0.097, 0.227, -3.06, -0.956, -1.957, -1.618, 2.122, -1.615],
];

function scoreOf(rule: string, values: readonly number[], classes = 3): number {
  const unlabelled = { shape: [values.length / classes, classes], data: Float32Array.from(values) };
  return selections[rule].score({ step: 1, validation: NaN, unlabelled, test: NaN });
}

/**
 * The scorers of SKADA 0.6.0 `PredictionEntropyScorer`, whose mean is over rows and classes, and `SoftNeighborhoodDensity`;
 * `entropy` of SciPy 1.17.1, and the nuclear norm of NumPy 2.4.6, divided by √(12 · 3).
 */
const golden: { readonly [rule: string]: number } = {
  entropy: 3 * -0.2393698505906046,
  soft_neighbourhood_density: 1.2979091217515075,
  information_maximisation: 0.3283408641357468,
  batch_nuclear_norm: 0.7052723860126401,
};

for (const [rule, expected] of Object.entries(golden)) {
  Deno.test(`${rule}: scores logits as other programs do`, () => {
    const score = scoreOf(rule, logits);
    assert.ok(Math.abs(score - expected) < 1e-6, `${score}`);
  });
}

/** Rows that are certain, each of a class. */
const certain = (...classes: number[]) =>
  classes.flatMap((c) => [0, 1, 2].map((i) => i === c ? 90 : 0));

Deno.test("certain predictions are best if all classes occur, but for entropy also of one class", () => {
  const all = certain(0, 1, 2, 0, 1, 2);
  const one = certain(1, 1, 1, 1, 1, 1);
  assert.equal(Math.abs(scoreOf("entropy", all)) < 1e-12, true);
  assert.equal(Math.abs(scoreOf("entropy", one)) < 1e-12, true);
  assert.ok(Math.abs(scoreOf("information_maximisation", all) - Math.log(3)) < 1e-12);
  assert.ok(Math.abs(scoreOf("information_maximisation", one)) < 1e-12);
  assert.ok(Math.abs(scoreOf("batch_nuclear_norm", all) - 1) < 1e-12);
  assert.ok(Math.abs(scoreOf("batch_nuclear_norm", one) - 1 / Math.sqrt(3)) < 1e-12);
});

Deno.test("soft_neighbourhood_density: each row is as near to all of its cluster, and to no other row", () => {
  const clusters = certain(...Array.from({ length: 30 }, (_, i) => i % 3));
  assert.ok(Math.abs(scoreOf("soft_neighbourhood_density", clusters) - Math.log(9)) < 1e-6);
});

Deno.test("soft_neighbourhood_density: compares a thousand of many rows", () => {
  // Of the evenly spaced rows every third is of each class: 999/3 are as near as 1000/3 − 1.
  const many = certain(...Array.from({ length: 7000 }, (_, i) => Math.floor(i / 7) % 3));
  const score = scoreOf("soft_neighbourhood_density", many);
  assert.ok(Math.abs(score - Math.log(1000 / 3 - 1)) < 2e-3, `${score}`);
  assert.equal(scoreOf("soft_neighbourhood_density", certain(0, 1)), 0);
});
