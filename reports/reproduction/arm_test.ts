import assert from "node:assert/strict";
import type { MethodSpec } from "../../records/record.ts";
import { planTasks } from "../../tests/fixtures/runs.ts";
import { armLabel, runsOf } from "./arm.ts";

const sharing = (weighting: string, rule: string): MethodSpec => ({
  name: "hard_sharing",
  values: {},
  weighting: { name: weighting, values: {} },
  rule: { name: rule, values: {}, over: "parameters" },
});

const runs = [["equal", "sum"], ["gradnorm", "sum"], ["equal", "mgda"]]
  .flatMap(([weighting, rule]) =>
    planTasks(sharing(weighting, rule), { name: `${weighting}-${rule}`, tasks: { a: "error" } }, [
      [0.1],
    ])
  );

Deno.test("runsOf: the plain arm has no weighting and rule, others have their own", () => {
  const found = (arm: Parameters<typeof runsOf>[0]) =>
    runsOf(arm, runs).map(({ spec }) => spec.problem.name);
  assert.deepEqual(found({ method: "hard_sharing" }), ["equal-sum"]);
  assert.deepEqual(found({ method: "hard_sharing", weighting: "gradnorm" }), ["gradnorm-sum"]);
  assert.deepEqual(found({ method: "hard_sharing", rule: "mgda" }), ["equal-mgda"]);
  assert.deepEqual(found({ method: "single_task" }), []);
});

Deno.test("runsOf: an arm's values distinguish it from other variants of the method", () => {
  const depths = [1, 2].flatMap((depth) =>
    planTasks({ name: "fine_tuning", values: { depth, alpha: 1 } }, {
      name: `depth ${depth}`,
      tasks: { a: "error" },
    }, [[0.1]])
  );
  const found = runsOf({ method: "fine_tuning", values: { depth: 2 } }, depths);
  assert.deepEqual(found.map(({ spec }) => spec.problem.name), ["depth 2"]);
  assert.throws(() => runsOf({ method: "fine_tuning", values: { alpha: 1 } }, depths), RangeError);
});

Deno.test("armLabel: names values, weighting and rule", () => {
  assert.equal(armLabel({ method: "dann" }), "dann");
  assert.equal(armLabel({ method: "mmd", values: { weight: 2 } }), "mmd (weight=2)");
  assert.equal(
    armLabel({ method: "hard_sharing", weighting: "dwa", rule: "mgda" }),
    "hard_sharing + dwa + mgda",
  );
});
