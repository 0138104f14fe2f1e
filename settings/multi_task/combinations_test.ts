import assert from "node:assert/strict";
import { bind } from "../../descriptors/parameters.ts";
import { gradientRules } from "../../methods/multi_task/gradient_rules/mod.ts";
import { weightings } from "../../methods/multi_task/weightings/mod.ts";
import type { MethodSpec } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { sharingMethods } from "../../tests/conformance/tiny.ts";
import { problemOf, separate, task, together } from "../../tests/conformance/sharing.ts";
import { checkCombination } from "./combinations.ts";
import { sharingMethod } from "./networks.ts";
import type { TasksValues } from "./suite.ts";

/** The parts of a method that a combination is about. */
interface Parts {
  readonly weighting?: string;
  readonly rule?: string;
  readonly over?: "parameters" | "representation";
  readonly fineTuning?: number;
}

function methodOf(name: string, parts: Parts): MethodSpec {
  const { weighting = "equal", rule = "sum", over = "parameters", fineTuning = 0 } = parts;
  return {
    name,
    values: bind(sharingMethod(name, builtIn)),
    weighting: { name: weighting, values: bind(weightings[weighting]) },
    rule: { name: rule, values: bind(gradientRules[rule]), over },
    fineTuning,
  };
}

const alone = problemOf([task("colour", "roses", "classification")]);
type Order = TasksValues["order"];

const check = (name: string, parts: Parts, order: Order = "joint", { tasks } = together) =>
  checkCombination(methodOf(name, parts), { order }, tasks, builtIn);

const refusals: [
  name: string,
  parts: Parts,
  message: string | RegExp,
  order?: Order,
  problem?: typeof together,
][] = [
  [
    "single_task",
    { weighting: "uncertainty" },
    "Cannot run single_task with uncertainty: with single_task every task is learned alone",
  ],
  [
    "single_task_matched",
    { rule: "pcgrad" },
    "Cannot run single_task_matched with pcgrad: with single_task_matched every task is learned alone",
  ],
  [
    "single_task",
    { fineTuning: 2 },
    "Cannot run single_task with fine-tuning: with single_task every task is learned alone",
  ],
  ...(["weighting", "rule", "fineTuning"] as const).map((part): typeof refusals[number] => {
    const [parts, what] = {
      weighting: [{ weighting: "uncertainty" }, "uncertainty"] as const,
      rule: [{ rule: "mgda" }, "mgda"] as const,
      fineTuning: [{ fineTuning: 1 }, "fine-tuning"] as const,
    }[part];
    const message = `Cannot run hard_sharing with ${what}: there is one task`;
    return ["hard_sharing", parts, message, "joint", alone];
  }),
  [
    "l2_soft_sharing",
    { rule: "cagrad" },
    "Cannot run l2_soft_sharing with cagrad: with l2_soft_sharing no parameters are shared",
  ],
  [
    "trace_norm_sharing",
    { weighting: "gradnorm" },
    "Cannot run trace_norm_sharing with gradnorm: it reads the gradients in shared parameters, " +
    "and with trace_norm_sharing none are shared",
  ],
  [
    "hard_sharing",
    { weighting: "dwa" },
    "Cannot run hard_sharing with dwa: it needs the losses of all tasks in every step, " +
    "and the order is in_turn",
    "in_turn",
    separate,
  ],
  [
    "hard_sharing",
    { weighting: "random" },
    /^Cannot run hard_sharing with random: .* the order is sampled$/,
    "sampled",
    separate,
  ],
  [
    "hard_sharing",
    { rule: "pcgrad" },
    "Cannot run hard_sharing with pcgrad: it needs the gradients of all tasks in every step, " +
    "and the order is in_turn",
    "in_turn",
    separate,
  ],
  ...["famo", "gradnorm"].map((weighting): typeof refusals[number] => [
    "hard_sharing",
    { weighting, rule: "pcgrad" },
    new RegExp(
      `^Cannot run hard_sharing with ${weighting} with pcgrad: ${weighting} works with no gradient rule: it `,
    ),
  ]),
  ...["imtl_g", "nash_mtl"].map((rule): typeof refusals[number] => [
    "hard_sharing",
    { weighting: "uncertainty", rule },
    new RegExp(
      `^Cannot run hard_sharing with ${rule} with uncertainty: ${rule} works with no weighting: its direction `,
    ),
  ]),
  [
    "hard_sharing",
    { over: "representation" },
    "Cannot run hard_sharing with sum over the representation: " +
    "it follows the same gradients as over the parameters",
  ],
  [
    "hard_sharing",
    { rule: "mgda", over: "representation" },
    "Cannot run hard_sharing with mgda over the representation: the tasks are labelled on different " +
    "rows, whose representations have nothing in common",
    "joint",
    separate,
  ],
];

for (const [name, parts, message, order, problem] of refusals) {
  const what = typeof message === "string" ? message : message.source.replace(/[\^$]/g, "");
  Deno.test(`checkCombination refuses: ${what}`, () => {
    assert.throws(() => check(name, parts, order, problem), { name: "RangeError", message });
  });
}

Deno.test("checkCombination accepts every sharing method with every weighting and every rule that work with it", () => {
  for (const { name, networks, sharesParameters } of sharingMethods) {
    check(name, {});
    if (networks === "each") continue;
    for (const { name: weighting, readsGradients } of Object.values(weightings)) {
      if (readsGradients && !sharesParameters) continue;
      check(name, { weighting, fineTuning: 1 });
    }
    for (const rule of Object.keys(gradientRules)) {
      if (rule === "sum" || !sharesParameters) continue;
      for (const over of ["parameters", "representation"] as const) check(name, { rule, over });
    }
  }
});

Deno.test("checkCombination accepts a weighting with a rule if both work with others", () => {
  for (const weighting of ["fixed", "uncertainty", "dwa", "random", "scale_invariant"]) {
    for (const rule of ["pcgrad", "mgda", "cagrad", "graddrop", "aligned_mtl"]) {
      check("mmoe", { weighting, rule });
    }
  }
});

Deno.test("checkCombination accepts a weighting that reads one loss at a time in every order", () => {
  for (const order of ["joint", "in_turn", "sampled"] as const) {
    for (const weighting of ["equal", "fixed", "uncertainty", "scale_invariant"]) {
      check("hard_sharing", { weighting }, order, separate);
    }
  }
});
