import assert from "node:assert/strict";
import { bind } from "../../descriptors/parameters.ts";
import mmoe from "../../methods/multi_task/mmoe.ts";
import type { MethodSpec } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import correlatedTasks from "../../suites/correlated_tasks.ts";
import type { Asked } from "../setting.ts";
import multiTask from "./mod.ts";
import type { MultiTaskSuite } from "./suite.ts";
import { sharingVariants, variantArguments } from "./variants.ts";

const suite: MultiTaskSuite = {
  ...correlatedTasks,
  methods: { single_task: {}, mmoe: { experts: 3 }, hard_sharing: {} },
};

/** Returns the variants that a user asks for. */
function variantsOf(asked: Partial<Asked>, tasks = 2): MethodSpec[] {
  const all: Asked = { options: {}, sweeps: new Map(), ...asked };
  return sharingVariants(suite, all, tasks, multiTask, builtIn);
}

/** Returns a method as one line, with the values of its weighting and its rule. */
function lineOf({ name, values, weighting, rule, fineTuning }: MethodSpec): string {
  return [
    name,
    ...name === "mmoe" ? [`experts=${values.experts}`] : [],
    ...[weighting!.name, ...Object.values(weighting!.values)],
    ...[rule!.name, rule!.over, ...Object.values(rule!.values)],
    ...fineTuning ? [`tuned ${fineTuning}`] : [],
  ].join(" ");
}

const linesOf = (asked: Partial<Asked>) => variantsOf(asked).map(lineOf);

Deno.test("sharingVariants are by default the suite's methods, with equal weights and the sum of gradients", () => {
  const plain = {
    weighting: { name: "equal", values: {} },
    rule: { name: "sum", values: {}, over: "parameters" },
    fineTuning: 0,
  };
  assert.deepEqual(variantsOf({}), [
    { name: "single_task", values: {}, ...plain },
    { name: "mmoe", values: bind(mmoe, { experts: 3 }), ...plain },
    { name: "hard_sharing", values: {}, ...plain },
  ]);
});

Deno.test("sharingVariants cross sharing with weightings and rules, and leave single tasks unchanged", () => {
  assert.deepEqual(
    linesOf({
      methods: ["single_task", "hard_sharing", "l2_soft_sharing"],
      options: { weightings: "equal, dwa", rules: "sum,mgda@representation" },
    }),
    [
      "single_task equal sum parameters",
      "hard_sharing equal sum parameters",
      "hard_sharing equal mgda representation none",
      "hard_sharing dwa 2 sum parameters",
      "hard_sharing dwa 2 mgda representation none",
      "l2_soft_sharing equal sum parameters",
      "l2_soft_sharing dwa 2 sum parameters",
    ],
  );
});

Deno.test("sharingVariants run a rule once that is named twice", () => {
  const options = { rules: "pcgrad,pcgrad@parameters,pcgrad@representation,pcgrad" };
  assert.deepEqual(linesOf({ methods: ["hard_sharing"], options }), [
    "hard_sharing equal pcgrad parameters",
    "hard_sharing equal pcgrad representation",
  ]);
});

Deno.test("sharingVariants have fine-tuned copies on request", () => {
  const options = { "fine-tune": "2" };
  assert.deepEqual(linesOf({ methods: ["single_task", "mmoe"], options }), [
    "single_task equal sum parameters",
    "mmoe experts=3 equal sum parameters",
    "mmoe experts=3 equal sum parameters tuned 2",
  ]);
});

Deno.test("sharingVariants take every combination of swept values", () => {
  assert.deepEqual(
    linesOf({
      methods: ["mmoe"],
      options: { weightings: "equal,dwa", rules: "cagrad" },
      sweeps: new Map([
        ["mmoe", new Map([["experts", [2, 5]]])],
        ["dwa", new Map([["temperature", [1, 4]]])],
        ["cagrad", new Map([["c", [0.25]]])],
      ]),
    }),
    [2, 5].flatMap((experts) =>
      ["equal", "dwa 1", "dwa 4"].map((weighting) =>
        `mmoe experts=${experts} ${weighting} cagrad parameters 0.25 square`
      )
    ),
  );
});

Deno.test("sharingVariants state the version of a rule whose numbers have changed", () => {
  const versions = (tasks: number) =>
    variantsOf({ methods: ["mmoe"], options: { rules: "mgda,nash_mtl,cagrad" } }, tasks)
      .map(({ rule }) => "version" in rule! ? rule.version : "none");
  // CAGrad's numbers have changed for three or more tasks.
  assert.deepEqual(versions(2), ["none", 2, "none"]);
  assert.deepEqual(versions(4), ["none", 2, 2]);
});

const swept = (name: string, parameter: string, value: number): Asked["sweeps"] =>
  new Map([[name, new Map([[parameter, [value]]])]]);

const refused: [what: string, asked: Partial<Asked>, message: string | RegExp][] = [
  [
    "weightings that apply to no method",
    { methods: ["single_task", "single_task_matched"], options: { weightings: "dwa" } },
    "Cannot use --weightings: with single_task, single_task_matched every task is learned alone",
  ],
  [
    "fine-tuning that applies to no method",
    { methods: ["single_task"], options: { "fine-tune": "2" } },
    "Cannot use --fine-tune: with single_task every task is learned alone",
  ],
  [
    "rules that apply to no method",
    { methods: ["single_task", "l2_soft_sharing"], options: { rules: "pcgrad" } },
    "Cannot combine gradients: none of single_task, l2_soft_sharing shares parameters",
  ],
  [
    "an unknown method",
    { methods: ["hard"] },
    /^Cannot run method 'hard': the methods of several tasks are adversarial_shared_private, /,
  ],
  ["a method of adaptation", { methods: ["dann"] }, /^Cannot run method 'dann': the methods of /],
  ["a name that every object inherits", { methods: ["constructor"] }, /^Cannot run method 'constr/],
  [
    "an unknown weighting",
    { options: { weightings: "weighty" } },
    /^Cannot find weighting 'weighty': there are dwa, equal, /,
  ],
  [
    "a weighting's name that every object inherits",
    { options: { weightings: "toString" } },
    /^Cannot find weighting 'toString'/,
  ],
  [
    "an unknown gradient rule",
    { options: { rules: "surgery" } },
    /^Cannot find gradient rule 'surgery': there are aligned_mtl, /,
  ],
  [
    "an unknown place of a rule",
    { options: { rules: "mgda@features" } },
    "Cannot read --rules 'mgda@features': it must be RULE, RULE@parameters or RULE@representation",
  ],
  [
    "two places of a rule",
    { options: { rules: "mgda@parameters@" } },
    /^Cannot read --rules 'mgda/,
  ],
  ["no rule", { options: { rules: " ," } }, "Cannot read --rules: it is empty"],
  ["no weighting", { options: { weightings: "" } }, "Cannot read --weightings: it is empty"],
  [
    "half an epoch",
    { options: { "fine-tune": "0.5" } },
    "Cannot read --fine-tune: it must be an integer from 1 to 100000, current value is '0.5'",
  ],
  [
    "an unknown parameter of a method",
    { sweeps: swept("mmoe", "expert", 2) },
    /^Cannot set mmoe\.expert: no such parameter, its parameters are experts/,
  ],
  [
    "an unknown parameter of a weighting",
    { options: { weightings: "dwa" }, sweeps: swept("dwa", "heat", 2) },
    /^Cannot set dwa\.heat: no such parameter/,
  ],
  [
    "an unknown parameter of a rule",
    { options: { rules: "cagrad" }, sweeps: swept("cagrad", "d", 2) },
    /^Cannot set cagrad\.d: no such parameter/,
  ],
];

for (const [what, asked, message] of refused) {
  Deno.test(`sharingVariants refuse ${what}`, () => {
    assert.throws(() => variantsOf(asked), { name: "RangeError", message });
  });
}

Deno.test("variantArguments are the options that give the variant", () => {
  const asked = [
    {},
    { weightings: "dwa" },
    { rules: "mgda" },
    { rules: "mgda@representation", "fine-tune": "3" },
    { weightings: "uncertainty", rules: "pcgrad", "fine-tune": "1" },
  ];
  for (const options of asked) {
    const method = variantsOf({ methods: ["hard_sharing"], options }).at(-1)!;
    const args = variantArguments(method);
    const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    assert.deepEqual(args, given);
  }
});
