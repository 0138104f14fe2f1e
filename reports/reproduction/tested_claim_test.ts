import assert from "node:assert/strict";
import { claim, taskRuns } from "../../tests/fixtures/reproductions.ts";
import { type Fates, plan } from "../../tests/fixtures/runs.ts";
import { testedClaim } from "./tested_claim.ts";

const test = (dann: Fates, sourceOnly: Fates) =>
  testedClaim(claim, [...plan("dann", dann), ...plan("source_only", sourceOnly)]);

Deno.test("testedClaim: is paired by seed, so a shift shared by all seeds is significant", () => {
  const { difference, interval, n, planned, verdict, terms } = test(
    { "a-b": [0.6, 0.71, 0.8] },
    { "a-b": [0.5, 0.6, 0.7] },
  );
  assert.ok(Math.abs(difference! - 0.31 / 3) < 1e-12);
  // 4.302653 standard errors: s = 0.0057735, √3 seeds.
  assert.ok(Math.abs(interval![1] - interval![0] - 2 * 0.0143422) < 1e-6);
  assert.deepEqual([n, planned, verdict], [3, 3, "holds"]);
  assert.deepEqual(terms.map(({ label, side }) => [label, side]), [
    ["dann", "greater"],
    ["source_only", "less"],
  ]);
  assert.ok(Math.abs(terms[0].mean! - 0.703333) < 1e-5);
  assert.ok(terms[0].interval![1] > 0.9);
});

Deno.test("testedClaim: the interval determines the verdict", () => {
  const verdict = (...dann: number[]) => test({ "a-b": dann }, { "a-b": [0.5, 0.6, 0.7] }).verdict;
  assert.equal(verdict(0.4, 0.51, 0.6), "contradicted");
  assert.equal(verdict(0.4, 0.61, 0.8), "undecided");
  assert.equal(verdict(0.5, 0.6, 0.7), "undecided");
});

Deno.test("testedClaim: a verdict needs all terms of every seed", () => {
  const whole: Fates = { "a-b": [0.5, 0.6, 0.7] };
  const partial = test({ "a-b": [0.6, 0.7, "not_run"] }, whole);
  assert.deepEqual([partial.verdict, partial.n, partial.planned], ["partial", 2, 3]);
  assert.equal(test({ "a-b": [0.6, 0.7, "failed"] }, whole).verdict, "failed");
  assert.equal(test({ "a-b": [0.6, 0.7, "failed"] }, whole).difference, null);
  assert.equal(test({ "a-b": [0.6, "diverged", 0.7] }, whole).verdict, "diverged");
  assert.equal(test({ "a-b": [0.6, 0.7] }, { "a-b": [0.5, 0.6] }).verdict, "too_few_seeds");
  const none = test({}, {});
  assert.deepEqual([none.verdict, none.planned, none.difference], ["not_run", 0, null]);
});

Deno.test("testedClaim: an RMSE is squared before the mean over tasks if the claim is about the loss", () => {
  const ofLosses = {
    ...claim,
    recorded: "rmse",
    greater: [{
      label: "",
      arm: { method: "hard_sharing" },
      problems: ["p=1:a", "p=1:b"],
    }],
    less: [],
  } as const;
  const mean = (squared: boolean) => testedClaim({ ...ofLosses, squared }, taskRuns).terms[0].mean!;
  // Tasks with 2 and 4, 1 and 3, 3 and 3.
  assert.ok(Math.abs(mean(false) - (3 + 2 + 3) / 3) < 1e-12);
  assert.ok(Math.abs(mean(true) - (10 + 5 + 9) / 3) < 1e-12);
});

Deno.test("testedClaim: sums several terms on either side", () => {
  const rises = {
    ...claim,
    greater: [...claim.greater, { ...claim.less[0], problems: ["b-a"] }],
    less: [...claim.less, { ...claim.greater[0], problems: ["b-a"] }],
  };
  const runs = [
    ...plan("dann", { "a-b": [0.9, 0.9, 0.9], "b-a": [0.4, 0.4, 0.4] }),
    ...plan("source_only", { "a-b": [0.7, 0.7, 0.7], "b-a": [0.6, 0.6, 0.6] }),
  ];
  const { difference, verdict } = testedClaim(rises, runs);
  assert.ok(Math.abs(difference! - (0.9 + 0.6 - 0.7 - 0.4)) < 1e-12);
  assert.equal(verdict, "holds");
});
