import assert from "node:assert/strict";
import { planTasks, type TasksFate } from "./_example_runs.ts";
import { compare } from "./comparison.ts";
import type { Transfer } from "./transfer.ts";

const group = { name: "g", tasks: { a: "error", b: "error", c: "accuracy" } } as const;

/** What a method does to the tasks against the baseline. */
function transfer(baseline: readonly TasksFate[], method: readonly TasksFate[]): Transfer {
  const { sections: [{ rows: [alone, together] }] } = compare([
    ...planTasks("single_task", group, baseline),
    ...planTasks("mmoe", group, method),
  ], { upperBounds: new Set() });
  assert.equal(alone.transfer, undefined);
  return together.transfer!;
}

/** To twelve digits, past which rounding shows. */
const round = (value: number | undefined) => Number(value?.toFixed(12) ?? NaN);

// By hand, as percent of single_task, a turned since lower is better:
// seed 0: a (0.20 → 0.15) +25, b (0.10 → 0.11) −10, c (0.80 → 0.88) +10: mean 25/3.
// seed 1: a (0.30 → 0.24) +20, b (0.10 → 0.12) −20, c (0.80 → 0.84) +5: mean 5/3.
const alone = [[0.20, 0.10, 0.80], [0.30, 0.10, 0.80]];
const together = [[0.15, 0.11, 0.88], [0.24, 0.12, 0.84]];

Deno.test("transferOf: Δm is the mean relative improvement, positive where better, over seeds", () => {
  const { delta } = transfer(alone, together);
  // (25/3 + 5/3)/2 = 5; half of their difference is 10/3.
  assert.equal(round(delta.mean), 0.05);
  assert.equal(round(delta.standardError), round(0.1 / 3));
  assert.equal(delta.n, 2);
});

Deno.test("transferOf: counts the harmed and names the worst and the best task", () => {
  const { harmed, known, worst, best } = transfer(alone, together);
  assert.deepEqual([harmed, known], [1, 3]);
  assert.deepEqual([worst?.task, round(worst?.improvement)], ["b", -0.15]);
  assert.deepEqual([best?.task, round(best?.improvement)], ["a", 0.225]);
});

Deno.test("transferOf: turns with the methods", () => {
  const { delta, harmed } = transfer(together, alone);
  assert.ok(delta.mean! < 0);
  assert.equal(harmed, 2);
});

Deno.test("transferOf: no change harms nobody, and no rounding does", () => {
  assert.deepEqual([transfer(alone, alone).delta.mean, transfer(alone, alone).harmed], [0, 0]);
  // The same numbers in another order: mean differences of 0 but for the last bit.
  const [x, y, z] = [[0.1, 0.1, 0.1], [0.2, 0.2, 0.2], [0.4, 0.4, 0.4]];
  assert.equal(transfer([x, y, z], [z, x, y]).harmed, 0);
  assert.equal(transfer([z, x, y], [x, y, z]).harmed, 0);
});

Deno.test("transferOf: a seed that cannot be paired is in no Δm", () => {
  const { delta, known, harmed } = transfer([alone[0], "failed"], [together[0], together[1]]);
  assert.equal(round(delta.mean), round(0.25 / 3));
  assert.deepEqual([delta.n, delta.standardError], [1, undefined]);
  assert.deepEqual([known, harmed], [3, 1]);
});

Deno.test("transferOf: a method with a run that went wrong has no gains to count", () => {
  const { known, harmed, worst } = transfer(alone, [together[0], "diverged"]);
  assert.deepEqual([known, harmed, worst], [0, 0, undefined]);
});

Deno.test("transferOf: nothing is relative to zero", () => {
  const { delta, known, harmed, worst } = transfer([[0, 0.1, 0.8]], [[0.01, 0.1, 0.9]]);
  assert.equal(delta.mean, undefined);
  // Its gain is known all the same.
  assert.deepEqual([known, harmed, worst?.task], [3, 1, "b"]);
});

Deno.test("transferOf: is undefined without a baseline", () => {
  const { sections: [{ rows: [row] }] } = compare(planTasks("mmoe", group, together), {
    upperBounds: new Set(),
  });
  assert.equal(row.transfer, undefined);
});
