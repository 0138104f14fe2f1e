import assert from "node:assert/strict";
import { plan, planTasks, type TasksFate } from "../../tests/fixtures/runs.ts";
import { compare } from "./comparison.ts";
import { type Transfer, transfersOf } from "./transfer.ts";

const group = { name: "g", tasks: { a: "error", b: "error", c: "accuracy" } } as const;

/** Returns the effect of a method on the tasks, under the first selection rule. */
function transfer(baseline: readonly TasksFate[], method: readonly TasksFate[]): Transfer {
  const [first, second] = transfersOf(compare([
    ...planTasks("single_task", group, baseline),
    ...planTasks("mmoe", group, method),
  ]));
  assert.deepEqual([first.method.label, first.selection], ["mmoe", "last"]);
  assert.deepEqual([second.method.label, second.selection], ["mmoe", "validation"]);
  return first;
}

/** Rounds to twelve digits. */
const round = (value: number | undefined) => Number(value?.toFixed(12) ?? NaN);

// Computed by hand in percent of single_task, with the sign of a changed because lower is better.
// Seed 0: a (0.20 → 0.15) +25, b (0.10 → 0.11) −10, c (0.80 → 0.88) +10, so the mean is 25/3.
// Seed 1: a (0.30 → 0.24) +20, b (0.10 → 0.12) −20, c (0.80 → 0.84) +5, so the mean is 5/3.
const alone = [[0.20, 0.10, 0.80], [0.30, 0.10, 0.80]];
const together = [[0.15, 0.11, 0.88], [0.24, 0.12, 0.84]];

Deno.test("transfersOf: Δm is the mean relative improvement, positive where better, over seeds", () => {
  const { average: { improvement, verdict } } = transfer(alone, together);
  // (25/3 + 5/3)/2 = 5; half of their difference is 10/3.
  assert.equal(round(improvement.mean), 0.05);
  assert.equal(round(improvement.standardError), round(0.1 / 3));
  assert.equal(improvement.n, 2);
  // Student's quantile of 0.975 at one degree of freedom is 12.7062047362 (scipy 1.17: stats.t.ppf).
  assert.ok(Math.abs(improvement.interval!.lower - (0.05 - 12.7062047362 / 30)) < 1e-9);
  assert.equal(verdict, "neutral");
});

Deno.test("transfersOf: counts verdicts and seeds, and names the worst task", () => {
  // c gains 0.08 on all three seeds, b loses 0.01 or 0.0101; a swings.
  const seeds = [[0.20, 0.10, 0.80], [0.30, 0.10, 0.80], [0.25, 0.10, 0.80]];
  const { counts, seeds: pairs, seedsHarmed, worst } = transfer(seeds, [
    [0.15, 0.11, 0.88],
    [0.34, 0.1101, 0.88],
    [0.24, 0.11, 0.88],
  ]);
  assert.deepEqual(counts, { harmed: 1, neutral: 1, helped: 1, unknown: 0 });
  // b on all seeds and a on one.
  assert.deepEqual([pairs, seedsHarmed], [9, 4]);
  assert.deepEqual([worst?.problem, worst?.verdict], ["b", "harmed"]);
  assert.equal(round(worst?.change), round((-0.1 - 0.101 - 0.1) / 3));
});

Deno.test("transfersOf: turns with the methods", () => {
  const { average, seedsHarmed, worst } = transfer(together, alone);
  assert.ok(average.improvement.mean! < 0);
  assert.deepEqual([seedsHarmed, worst?.problem], [4, "a"]);
});

Deno.test("transfersOf: no change harms nobody, and no rounding does", () => {
  const same = transfer(alone, alone);
  assert.deepEqual([same.average.improvement.mean, same.seedsHarmed, same.counts.neutral], [
    0,
    0,
    3,
  ]);
  // 0.3 − 0.2 and 0.2 − 0.1 differ in their last bits.
  const { counts, seedsHarmed } = transfer(
    [[0.1 + 0.2, 0.3, 0.1 + 0.2], [0.1 + 0.2, 0.3, 0.1 + 0.2]],
    [[0.3, 0.1 + 0.2, 0.3], [0.3, 0.1 + 0.2, 0.3]],
  );
  assert.deepEqual([counts.neutral, seedsHarmed], [3, 0]);
});

Deno.test("transfersOf: a seed that cannot be paired is in no Δm", () => {
  const { average, seeds, counts } = transfer([alone[0], "failed"], [together[0], together[1]]);
  const { mean, n, interval } = average.improvement;
  assert.equal(round(mean), round(0.25 / 3));
  assert.deepEqual([n, interval, average.verdict], [1, undefined, "unknown"]);
  assert.deepEqual([seeds, counts.unknown], [3, 3]);
});

Deno.test("transfersOf: a method with a run that went wrong has nothing to count", () => {
  const { average, seeds, counts, worst } = transfer(alone, [together[0], "diverged"]);
  assert.deepEqual([average.improvement.mean, seeds, worst], [undefined, 0, undefined]);
  assert.deepEqual(counts, { harmed: 0, neutral: 0, helped: 0, unknown: 3 });
});

Deno.test("transfersOf: nothing is relative to zero", () => {
  const { average, seedsHarmed, worst } = transfer([[0, 0.1, 0.8]], [[0.01, 0.1, 0.9]]);
  assert.equal(average.improvement.mean, undefined);
  // Its gain is known nevertheless.
  assert.deepEqual([seedsHarmed, worst?.problem], [1, "b"]);
});

Deno.test("transfersOf: of pairs the worst is by points, not relative", () => {
  const [{ worst }] = transfersOf(compare([
    ...plan("source_only", { "a-b": [0.9, 0.9], "b-a": [0.1, 0.1] }),
    ...plan("dann", { "a-b": [0.86, 0.86], "b-a": [0.08, 0.08] }),
  ]));
  assert.deepEqual([worst?.problem, round(worst?.change)], ["a-b", -0.04]);
});

Deno.test("transfersOf: there are none without a baseline", () => {
  const runs = planTasks("mmoe", group, together);
  assert.deepEqual(transfersOf(compare(runs)), []);
});
