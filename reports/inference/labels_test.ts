import assert from "node:assert/strict";
import type { MethodSpec } from "../../records/record.ts";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { labelled } from "./labels.ts";

Deno.test("labelled: shows just the values that tell variants apart", () => {
  const variant = (name: string, values: { [name: string]: number | string }) =>
    plan({ name, values }, { "a-b": [0.5] });
  const methods = labelled([
    ...variant("mmd", { weight: 1, kernels: 5, estimator: "biased" }),
    ...variant("dann", { lambda: 0.1 }),
    ...variant("mmd", { weight: 1, kernels: 5, estimator: "unbiased" }),
    ...variant("mmd", { weight: 0.5, kernels: 5, estimator: "biased" }),
    ...variant("target_only", {}),
  ]);
  assert.deepEqual(methods.map(({ label, upperBound }) => [label, upperBound]), [
    ["mmd (weight=1, estimator=biased)", false],
    ["dann", false],
    ["mmd (weight=1, estimator=unbiased)", false],
    ["mmd (weight=0.5, estimator=biased)", false],
    ["target_only", true],
  ]);
});

const group = { name: "reviews", tasks: { books: "error" } } as const;

/** Returns the labels of methods. */
function labelsOf(...methods: Omit<MethodSpec, "values">[]): string[] {
  const runs = methods.flatMap((method) => planTasks({ values: {}, ...method }, group, [[0.5]]));
  return labelled(runs).map(({ label }) => label);
}

Deno.test("labelled: adds weighting, rule and fine-tuning where they are not the plain ones", () => {
  const hard = { name: "hard_sharing" };
  assert.deepEqual(
    labelsOf(
      hard,
      { ...hard, weighting: { name: "dwa", values: { temperature: 2 } } },
      { ...hard, rule: { name: "pcgrad", values: {}, over: "parameters" } },
      { ...hard, rule: { name: "mgda", values: {}, over: "representation" } },
      { ...hard, fineTuning: 3 },
      {
        name: "mmoe",
        weighting: { name: "uncertainty", values: {} },
        rule: { name: "pcgrad", values: {}, over: "parameters" },
        fineTuning: 3,
      },
    ),
    [
      "hard_sharing",
      "hard_sharing + dwa",
      "hard_sharing + pcgrad",
      "hard_sharing + mgda@representation",
      "hard_sharing + fine-tuning",
      "mmoe + uncertainty + pcgrad + fine-tuning",
    ],
  );
});

Deno.test("labelled: tells codes of one name apart, by their first digits", () => {
  const mine = { name: "mine", code: "1a2b3c4d5e".padEnd(64, "0") };
  assert.deepEqual(labelsOf(mine), ["mine"]);
  assert.deepEqual(
    labelsOf(mine, { ...mine, code: "f".repeat(64) }, { name: "hard_sharing" }),
    ["mine (code=1a2b3c4d)", "mine (code=ffffffff)", "hard_sharing"],
  );
});

Deno.test("labelled: tells versions apart, of which the first is not stated", () => {
  const rule = { name: "nash_mtl", values: {}, over: "parameters" } as const;
  const [hard, later] = [{ name: "hard_sharing", rule }, { ...rule, version: 2 }];
  assert.deepEqual(labelsOf({ ...hard, rule: later }), ["hard_sharing + nash_mtl"]);
  assert.deepEqual(labelsOf(hard, { ...hard, rule: later }), [
    "hard_sharing + nash_mtl (version=1)",
    "hard_sharing + nash_mtl (version=2)",
  ]);
});

Deno.test("labelled: tells variants of weightings, rules and fine-tuning apart", () => {
  const dwa = (temperature: number) => ({ name: "dwa", values: { temperature } });
  const mgda = (norm: string) =>
    ({ name: "mgda", values: { norm }, over: "representation" }) as const;
  assert.deepEqual(
    labelsOf(
      { name: "mmoe", weighting: dwa(1) },
      { name: "mmoe", weighting: dwa(2) },
      { name: "mmoe", rule: mgda("none") },
      { name: "mmoe", rule: mgda("loss") },
      { name: "mmoe", fineTuning: 1 },
      { name: "mmoe", fineTuning: 2 },
    ),
    [
      "mmoe + dwa (temperature=1)",
      "mmoe + dwa (temperature=2)",
      "mmoe + mgda@representation (norm=none)",
      "mmoe + mgda@representation (norm=loss)",
      "mmoe + fine-tuning (epochs=1)",
      "mmoe + fine-tuning (epochs=2)",
    ],
  );
});
