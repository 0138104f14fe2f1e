import assert from "node:assert/strict";
import golden from "../../tests/golden/tolerances.json" with { type: "json" };
import { normalQuantile } from "../inference/statistics/_distributions.ts";
import { integersFrom } from "../inference/statistics/_generator.ts";
import { mean } from "../inference/statistics/estimate.ts";
import { binomialVariance, toleranceOf } from "./tolerance.ts";

const close = (actual: number | undefined, expected: number) =>
  assert.ok(
    Math.abs(actual! - expected) <= 1e-8 * Math.abs(expected),
    `${actual}, not ${expected}`,
  );

Deno.test("toleranceOf: agrees with SciPy's quantiles", () => {
  for (const { values, standardDeviation, runs, step, testVariance, expected } of golden) {
    const { seeds, tests, both } = toleranceOf(
      values,
      { standardDeviation, runs, step },
      testVariance,
    )!;
    close(seeds, expected.seeds);
    close(both, expected.both);
    if (expected.tests === undefined) assert.equal(tests, undefined);
    else close(tests, expected.tests);
  }
});

Deno.test("toleranceOf: an unknown number of runs counts as one, the widest tolerance", () => {
  const values = [0.7, 0.72, 0.71];
  const width = (runs?: number) => toleranceOf(values, { runs, step: 0.001 }, undefined)!.seeds;
  assert.equal(width(), width(1));
  assert.ok(width(2) < width(1) && width(100) < width(2));
});

Deno.test("toleranceOf: covers other seeds at the nominal rate", () => {
  const draw = integersFrom(2016);
  const normal = () => normalQuantile((draw(2 ** 20) + 0.5) / 2 ** 20);
  const trials = 4000;
  let within = 0;
  for (let trial = 0; trial < trials; trial++) {
    const values = Array.from({ length: 5 }, normal);
    const published = (normal() + normal()) / 2;
    const { seeds } = toleranceOf(values, { runs: 2, step: 1e-9 }, undefined)!;
    if (Math.abs(mean(values)! - published) <= seeds) within++;
  }
  // 95 % ± three standard errors of 4000 trials.
  assert.ok(Math.abs(within / trials - 0.95) < 0.0104, `${within / trials}`);
});

Deno.test("toleranceOf: is undefined for fewer than two seeds", () => {
  assert.equal(toleranceOf([0.7], { step: 0.001 }, 0), undefined);
  assert.equal(toleranceOf([], { step: 0.001 }, 0), undefined);
});

Deno.test("toleranceOf: refuses impossible numbers of runs and variances", () => {
  for (const runs of [0, -1, 1.5, NaN]) {
    assert.throws(() => toleranceOf([1, 2], { runs, step: 1 }, 0), {
      name: "RangeError",
      message: new RegExp(`positive integer, current value is ${runs}$`),
    });
  }
  for (const variance of [-1, NaN]) {
    assert.throws(() => toleranceOf([1, 2], { step: 1 }, variance), RangeError);
  }
});

Deno.test("binomialVariance: p(1 − p)/N for one proportion, 0 for none", () => {
  close(binomialVariance([{ value: 0.8, testSet: "a", size: 400 }]), 0.0004);
  assert.equal(binomialVariance([]), 0);
});

Deno.test("binomialVariance: proportions of the same examples err together, others independently", () => {
  const share = (testSet: string) => ({ value: 0.8, testSet, size: 400 });
  close(binomialVariance([share("a"), share("a")]), 0.0004);
  close(binomialVariance([share("a"), share("b")]), 0.0002);
  // ((0.02 + 0.02)² + 0.02²) / 3².
  close(binomialVariance([share("a"), share("a"), share("b")]), 0.002 / 9);
});

Deno.test("binomialVariance: refuses values that are not proportions of examples", () => {
  for (const [value, size] of [[1.2, 10], [-0.1, 10], [NaN, 10], [0.5, 0]]) {
    assert.throws(() => binomialVariance([{ value, testSet: "a", size }]), RangeError);
  }
});
