import assert from "node:assert/strict";
import type { MultiTaskSuite, TransferSuite } from "../suites/suite.ts";
import { parseBenchOptions } from "../tasks/_bench_options.ts";
import { taskVariants, transferVariants } from "./variants.ts";

/** Returns the variants that `bench correlated_tasks` runs for a group, one per line. */
function planned(...args: string[]): string[] {
  const options = parseBenchOptions(["correlated_tasks", ...args]);
  const [suite] = options.suites as MultiTaskSuite[];
  return taskVariants(suite, options).map(({ name, values, weighting, rule, fineTuning }) =>
    [
      name,
      ...Object.entries(values).map(([parameter, value]) => `${parameter}=${value}`),
      ...weighting ? [weighting.name, ...Object.values(weighting.values ?? {})] : [],
      ...rule ? [rule.name, rule.over ?? "parameters", ...Object.values(rule.values ?? {})] : [],
      ...fineTuning ? [`tuned ${fineTuning}`] : [],
    ].join(" ")
  );
}

Deno.test("taskVariants are by default the suite's methods, unchanged", () => {
  const { suites: [suite] } = parseBenchOptions(["correlated_tasks"]);
  assert.deepEqual(
    planned(),
    Object.keys(suite.methods).map((name) =>
      name.startsWith("single_task") ? name : `${name} equal sum parameters`
    ),
  );
});

Deno.test("taskVariants cross sharing with weightings and rules, and leave single tasks unchanged", () => {
  assert.deepEqual(
    planned(
      ...["--methods", "single_task,hard_sharing,l2_soft_sharing"],
      ...["--weightings", "equal,dwa", "--rules", "sum,mgda@representation"],
    ),
    [
      "single_task",
      "hard_sharing equal sum parameters",
      "hard_sharing equal mgda representation",
      "hard_sharing dwa sum parameters",
      "hard_sharing dwa mgda representation",
      "l2_soft_sharing equal sum parameters",
      "l2_soft_sharing dwa sum parameters",
    ],
  );
});

Deno.test("taskVariants have fine-tuned copies on request", () => {
  assert.deepEqual(planned("--methods", "single_task,mmoe", "--fine-tune", "2"), [
    "single_task",
    "mmoe equal sum parameters",
    "mmoe equal sum parameters tuned 2",
  ]);
});

Deno.test("taskVariants take every combination of swept values", () => {
  assert.deepEqual(
    planned(
      ...["--methods", "mmoe", "--weightings", "equal,dwa", "--rules", "cagrad"],
      ...["--param", "mmoe.experts=2,3", "--param", "dwa.temperature=1,4"],
      ...["--param", "cagrad.c=0.5"],
    ),
    ["2", "3"].flatMap((experts) =>
      ["equal", "dwa 1", "dwa 4"].map((weighting) =>
        `mmoe experts=${experts} ${weighting} cagrad parameters 0.5`
      )
    ),
  );
});

/** Returns the variants that `bench fashion_halves` runs for a problem, one per line. */
function transferred(...args: string[]): string[] {
  const options = parseBenchOptions(["fashion_halves", ...args]);
  const [suite] = options.suites as TransferSuite[];
  return transferVariants(suite, options).map(({ name, values }) =>
    [name, ...Object.entries(values).map(([parameter, value]) => `${parameter}=${value}`)].join(" ")
  );
}

Deno.test("transferVariants are by default the suite's methods at each of its depths", () => {
  assert.deepEqual(transferred(), [
    "from_scratch",
    ...["feature_extraction", "fine_tuning"].flatMap((name) =>
      [1, 2, 3].map((depth) => `${name} depth=${depth}`)
    ),
  ]);
});

Deno.test("transferVariants take every combination of swept values, with swept depths replacing the suite's", () => {
  assert.deepEqual(
    transferred(
      ...["--methods", "l2_sp,from_scratch,fine_tuning"],
      ...["--param", "l2_sp.alpha=0.5,1", "--param", "fine_tuning.depth=2"],
    ),
    [
      ...[0.5, 1].flatMap((alpha) => [1, 2, 3].map((d) => `l2_sp depth=${d} alpha=${alpha}`)),
      "from_scratch",
      "fine_tuning depth=2",
    ],
  );
});

const refused: [what: string, args: string[], message: string][] = [
  [
    "weightings",
    ["--methods", "single_task,single_task_matched", "--weightings", "dwa"],
    "Cannot use --weightings: with single_task, single_task_matched every task is learned alone",
  ],
  [
    "fine-tuning",
    ["--methods", "single_task", "--fine-tune", "2"],
    "Cannot use --fine-tune: with single_task every task is learned alone",
  ],
  [
    "rules",
    ["--methods", "single_task,l2_soft_sharing", "--rules", "pcgrad"],
    "Cannot combine gradients: none of single_task, l2_soft_sharing shares parameters",
  ],
];

for (const [what, args, message] of refused) {
  Deno.test(`taskVariants refuse ${what} that applies to no method`, () => {
    assert.throws(() => planned(...args), { name: "UsageError", message });
  });
}
