import assert from "node:assert/strict";
import correlatedFamily from "../../datasets/correlated_tasks.ts";
import fudanFamily from "../../datasets/fudan_reviews.ts";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import { gradientRules } from "../../methods/multi_task/gradient_rules/mod.ts";
import { methods } from "../../methods/mod.ts";
import { weightings } from "../../methods/multi_task/weightings/mod.ts";
import adultIncome from "../../suites/adult_income.ts";
import correlatedTasks from "../../suites/correlated_tasks.ts";
import englishTagging from "../../suites/english_tagging.ts";
import fudanReviews from "../../suites/fudan_reviews.ts";
import { METRICS_VERSION } from "../_metrics.ts";
import moons from "../../suites/moons.ts";
import type { TasksProtocol } from "../../records/record.ts";
import { expand, runId } from "../unsupervised_adaptation/expand.ts";
import type { MultiTaskSuite, TaskGroup } from "../../suites/suite.ts";
import {
  expandTasks,
  isOfTasks,
  problemsOf,
  sharingMethod,
  suiteTaskVariants,
  tasksOf,
  tasksProtocolOf,
  type TaskVariant,
} from "./expand.ts";

const suite: MultiTaskSuite = {
  ...correlatedTasks,
  name: "tiny",
  version: 3,
  methods: { single_task: {}, mmoe: { experts: 3 }, hard_sharing: {} },
  quick: { epochs: 2, batch: 7 },
};
const groups: TaskGroup[] = [
  { name: "strangers", sources: ["p=0:n=200"] },
  { name: "both", sources: ["p=1:n=200", "p=0.5:n=200"] },
];
const content = ({ name }: TaskGroup) => `content of ${name}`;
const sharing = Object.values(methods).filter(({ setting }) => setting === "multi_task")
  .map(({ name }) => sharingMethod(name));

Deno.test("expandTasks orders runs by group, then seed, then method in the suite's order", () => {
  const runs = expandTasks(suite, { groups, content, seeds: [0, 1] });
  assert.deepEqual(
    runs.map(({ problem, seed, method }) => `${problem.name}/${seed}/${method.name}`),
    ["strangers", "both"].flatMap((group) =>
      [0, 1].flatMap((seed) =>
        ["single_task", "mmoe", "hard_sharing"].map((name) => `${group}/${seed}/${name}`)
      )
    ),
  );
  assert.equal(new Set(runs.map(runId)).size, 12);
});

Deno.test("expandTasks states everything: versions, content, tasks with their metrics, all values, all defaults", () => {
  const [, mmoe] = expandTasks(suite, { groups: [groups[1]], content, seeds: [0] });
  const names = ["p=1:n=200", "p=0.5:n=200"].flatMap((source) =>
    correlatedFamily.tasks(source).map(({ name }) => name)
  );
  assert.equal(names.length, 4);
  assert.deepEqual(mmoe, {
    suite: { name: "tiny", version: 3 },
    dataset: {
      name: "correlated_tasks",
      version: correlatedFamily.version,
      content: "content of both",
    },
    problem: {
      name: "both",
      sources: ["p=1:n=200", "p=0.5:n=200"],
      tasks: names.map((name) => ({ name, metrics: ["rmse", "r2", "mae"] })),
    },
    method: {
      name: "mmoe",
      values: bind(sharingMethod("mmoe"), { experts: 3 }),
      weighting: { name: "equal", values: {} },
      rule: { name: "sum", values: {}, over: "parameters" },
      fineTuning: 0,
    },
    protocol: correlatedTasks.protocol,
    seed: 0,
    metrics: METRICS_VERSION,
  });
});

Deno.test("expandTasks runs the requested variants, whose values override the suite's and the defaults", () => {
  const variants: TaskVariant[] = [
    { name: "mmoe", values: {} },
    {
      name: "mmoe",
      values: { experts: 5 },
      weighting: { name: "dwa", values: { temperature: 1 } },
    },
    { name: "hard_sharing", values: {}, rule: { name: "cagrad", values: { c: 0.25 } } },
    { name: "hard_sharing", values: {}, rule: { name: "mgda", over: "representation" } },
    { name: "single_task", values: {} },
    { name: "hard_sharing", values: {}, fineTuning: 4 },
  ];
  const runs = expandTasks(suite, { groups: [groups[0]], content, seeds: [0], methods: variants });
  assert.deepEqual(
    runs.map(({ method: { name, values, weighting, rule, fineTuning } }) => [
      name,
      values.experts,
      weighting!.name,
      weighting!.values.temperature,
      rule!.name,
      rule!.values.c,
      rule!.over,
      fineTuning,
    ]),
    [
      ["mmoe", 3, "equal", undefined, "sum", undefined, "parameters", 0],
      ["mmoe", 5, "dwa", 1, "sum", undefined, "parameters", 0],
      ["hard_sharing", undefined, "equal", undefined, "cagrad", 0.25, "parameters", 0],
      ["hard_sharing", undefined, "equal", undefined, "mgda", undefined, "representation", 0],
      ["single_task", undefined, "equal", undefined, "sum", undefined, "parameters", 0],
      ["hard_sharing", undefined, "equal", undefined, "sum", undefined, "parameters", 4],
    ],
  );
  assert.equal(new Set(runs.map(runId)).size, variants.length);
});

Deno.test("expandTasks states the version of a rule whose numbers have changed", () => {
  const ruled = (name: string): TaskVariant => ({ name: "mmoe", values: {}, rule: { name } });
  const versions = (sources: readonly string[]) =>
    expandTasks(suite, {
      groups: [{ name: "some", sources }],
      content,
      seeds: [0],
      methods: ["mgda", "nash_mtl", "cagrad"].map(ruled),
    }).map(({ method: { rule } }) => "version" in rule! ? rule.version : "none");
  // CAGrad's numbers have changed for three or more tasks.
  assert.deepEqual(versions(["p=1:n=200"]), ["none", 2, "none"]);
  assert.deepEqual(versions(["p=1:n=200", "p=0.5:n=200"]), ["none", 2, 2]);
});

Deno.test("expandTasks changes the protocol on request, and the ids with it", () => {
  const [plain] = expandTasks(suite, { groups, content, seeds: [0] });
  const [quick] = expandTasks(suite, { groups, content, seeds: [0], protocol: suite.quick });
  assert.deepEqual(quick.protocol, { ...correlatedTasks.protocol, epochs: 2, batch: 7 });
  assert.deepEqual({ ...quick, protocol: plain.protocol }, plain);
  assert.notEqual(runId(quick), runId(plain));
});

Deno.test("expandTasks is empty without groups or seeds", () => {
  assert.deepEqual(expandTasks(suite, { groups: [], content, seeds: [0, 1] }), []);
  assert.deepEqual(expandTasks(suite, { groups, content, seeds: [] }), []);
});

Deno.test("tasksProtocolOf fills the encoder's defaults and keeps everything else", () => {
  const encoder = { name: "mlp", values: { width: 3 } };
  const protocol = tasksProtocolOf(suite, { encoder, order: "sampled", vectors: "f0" });
  assert.deepEqual(protocol, {
    ...correlatedTasks.protocol,
    encoder: {
      name: "mlp",
      values: { depth: 1, width: 3, activation: "relu", initializer: "fan_in" },
    },
    order: "sampled",
    vectors: "f0",
  });
  assert.deepEqual(tasksProtocolOf(suite), correlatedTasks.protocol);
});

Deno.test("tasksOf lists the tasks of sources in order, each with its source", () => {
  assert.deepEqual(
    tasksOf(englishTagging, ["conll2000", "ewt"]).map(({ name, source }) => [name, source]),
    [["pos", "conll2000"], ["chunk", "conll2000"], ["upos", "ewt"], ["deprel", "ewt"]],
  );
});

Deno.test("problemsOf returns one problem of all tasks, or one of each", () => {
  const tasks = tasksOf(fudanReviews, ["books", "dvd"]);
  assert.deepEqual(problemsOf({ networks: "all" }, tasks), [{ tasks, all: tasks }]);
  assert.deepEqual(
    problemsOf({ networks: "each" }, tasks),
    tasks.map((task) => ({ tasks: [task], all: tasks })),
  );
});

Deno.test("isOfTasks distinguishes the two kinds of runs", () => {
  const [ofTasks] = expandTasks(suite, { groups, content, seeds: [0] });
  const [other] = expand(moons, { pairs: [["0", "35"]], content: () => "", seeds: [0] });
  assert.deepEqual([ofTasks, other].map(isOfTasks), [true, false]);
});

Deno.test("suiteTaskVariants are the suite's methods without changes", () => {
  assert.deepEqual(
    suiteTaskVariants(suite),
    ["single_task", "mmoe", "hard_sharing"].map((name) => ({ name, values: {} })),
  );
});

const joint: Partial<TasksProtocol> = { order: "joint" };
const STRANGERS = groups[0].sources;

function expandOne(
  of: MultiTaskSuite,
  sources: readonly string[],
  variant: TaskVariant,
  protocol: Partial<TasksProtocol> = {},
) {
  return expandTasks({ ...of, methods: {} }, {
    groups: [{ name: "group", sources }],
    content: () => "",
    seeds: [0],
    methods: [variant],
    protocol,
  });
}

const of = (
  name: string,
  more: Partial<TaskVariant> = {},
  values: Overrides = {},
): TaskVariant => ({ name, values, ...more });

const unknown: [what: string, variant: TaskVariant, message: RegExp][] = [
  [
    "a method",
    of("hard"),
    /^Cannot run method 'hard' on several tasks: the methods are adversarial_shared_private, /,
  ],
  ["a method of adaptation", of("dann"), /^Cannot run method 'dann' on several tasks/],
  ["a name that every object inherits", of("constructor"), /^Cannot run method 'constructor'/],
  [
    "a weighting",
    of("mmoe", { weighting: { name: "weighty" } }),
    /^Cannot find weighting 'weighty': there are dwa, equal, /,
  ],
  [
    "a weighting name that every object inherits",
    of("mmoe", { weighting: { name: "toString" } }),
    /^Cannot find weighting 'toString'/,
  ],
  [
    "a gradient rule",
    of("mmoe", { rule: { name: "surgery" } }),
    /^Cannot find gradient rule 'surgery': there are aligned_mtl, /,
  ],
  [
    "a parameter of a method",
    of("mmoe", {}, { expert: 2 }),
    /^Cannot set mmoe\.expert: no such parameter, its parameters are experts/,
  ],
  [
    "a parameter of a weighting",
    of("mmoe", { weighting: { name: "dwa", values: { heat: 2 } } }),
    /^Cannot set dwa\.heat: no such parameter/,
  ],
  [
    "a parameter of a rule",
    of("mmoe", { rule: { name: "cagrad", values: { d: 2 } } }),
    /^Cannot set cagrad\.d: no such parameter/,
  ],
];

for (const [what, variant, message] of unknown) {
  Deno.test(`expandTasks rejects ${what} that is unknown`, () => {
    assert.throws(() => expandOne(suite, STRANGERS, variant), { name: "RangeError", message });
  });
}

const BOOKS_AND_DVD = ["books", "dvd"];

const refusals: [
  suite: MultiTaskSuite,
  sources: readonly string[],
  variant: TaskVariant,
  protocol: Partial<TasksProtocol>,
  sentence: RegExp,
][] = [
  [
    suite,
    STRANGERS,
    of("single_task", { weighting: { name: "uncertainty" } }),
    joint,
    /^Cannot run single_task with uncertainty: with single_task every task is learned alone$/,
  ],
  [
    suite,
    STRANGERS,
    of("single_task_matched", { rule: { name: "pcgrad" } }),
    joint,
    /^Cannot run single_task_matched with pcgrad: with single_task_matched every task is learned alone$/,
  ],
  [
    suite,
    STRANGERS,
    of("single_task", { fineTuning: 2 }),
    joint,
    /^Cannot run single_task with fine-tuning: with single_task every task is learned alone$/,
  ],
  [
    fudanReviews,
    ["books"],
    of("hard_sharing", { weighting: { name: "uncertainty" } }),
    joint,
    /^Cannot run hard_sharing with uncertainty: there is one task$/,
  ],
  [
    fudanReviews,
    ["books"],
    of("hard_sharing", { rule: { name: "mgda" } }),
    joint,
    /^Cannot run hard_sharing with mgda: there is one task$/,
  ],
  [
    fudanReviews,
    ["books"],
    of("hard_sharing", { fineTuning: 1 }),
    joint,
    /^Cannot run hard_sharing with fine-tuning: there is one task$/,
  ],
  [
    suite,
    STRANGERS,
    of("l2_soft_sharing", { rule: { name: "cagrad" } }),
    joint,
    /^Cannot run l2_soft_sharing with cagrad: with l2_soft_sharing no parameters are shared$/,
  ],
  [
    suite,
    STRANGERS,
    of("trace_norm_sharing", { weighting: { name: "gradnorm" } }),
    joint,
    /^Cannot run trace_norm_sharing with gradnorm: it reads the gradients in shared parameters, and with trace_norm_sharing none are shared$/,
  ],
  [
    fudanReviews,
    BOOKS_AND_DVD,
    of("hard_sharing", { weighting: { name: "dwa" } }),
    { order: "in_turn" },
    /^Cannot run hard_sharing with dwa: it needs the losses of all tasks in every step, and the order is in_turn$/,
  ],
  [
    fudanReviews,
    BOOKS_AND_DVD,
    of("hard_sharing", { weighting: { name: "random" } }),
    { order: "sampled" },
    /^Cannot run hard_sharing with random: .* the order is sampled$/,
  ],
  [
    fudanReviews,
    BOOKS_AND_DVD,
    of("hard_sharing", { rule: { name: "pcgrad" } }),
    { order: "in_turn" },
    /^Cannot run hard_sharing with pcgrad: it needs the gradients of all tasks in every step, and the order is in_turn$/,
  ],
  ...["famo", "gradnorm"].map((weighting) =>
    [
      suite,
      STRANGERS,
      of("hard_sharing", { weighting: { name: weighting }, rule: { name: "pcgrad" } }),
      joint,
      new RegExp(
        `^Cannot run hard_sharing with ${weighting} with pcgrad: ${weighting} works with no gradient rule: it `,
      ),
    ] as (typeof refusals)[number]
  ),
  ...["imtl_g", "nash_mtl"].map((rule) =>
    [
      suite,
      STRANGERS,
      of("hard_sharing", { weighting: { name: "uncertainty" }, rule: { name: rule } }),
      joint,
      new RegExp(
        `^Cannot run hard_sharing with ${rule} with uncertainty: ${rule} works with no weighting: its direction `,
      ),
    ] as (typeof refusals)[number]
  ),
  [
    suite,
    STRANGERS,
    of("hard_sharing", { rule: { name: "sum", over: "representation" } }),
    joint,
    /^Cannot run hard_sharing with sum over the representation: it follows the same gradients as over the parameters$/,
  ],
  [
    fudanReviews,
    BOOKS_AND_DVD,
    of("hard_sharing", { rule: { name: "mgda", over: "representation" } }),
    joint,
    /^Cannot run hard_sharing with mgda over the representation: the tasks are labelled on different rows, whose representations have nothing in common$/,
  ],
];

for (const [suite, sources, variant, protocol, sentence] of refusals) {
  Deno.test(`expandTasks refuses: ${sentence.source.slice(1).replace(/\$$/, "")}`, () => {
    assert.throws(() => expandOne(suite, sources, variant, protocol), {
      name: "RangeError",
      message: sentence,
    });
  });
}

Deno.test("expandTasks refuses a combination at any position, and for every group", () => {
  const methods = [of("hard_sharing"), of("single_task", { fineTuning: 1 })];
  assert.throws(
    () => expandTasks(suite, { groups, content, seeds: [0], methods }),
    /^RangeError: Cannot run single_task with fine-tuning/,
  );
  const one = { name: "one", sources: ["books"] };
  const two = { name: "two", sources: BOOKS_AND_DVD };
  const selected = (groups: TaskGroup[]) => ({
    groups,
    content,
    seeds: [0],
    methods: [of("hard_sharing", { fineTuning: 1 })],
  });
  assert.equal(expandTasks(fudanReviews, selected([two])).length, 1);
  assert.throws(() => expandTasks(fudanReviews, selected([two, one])), /there is one task$/);
});

Deno.test("expandTasks accepts every sharing method with every weighting and every rule that work with it", () => {
  for (const { name, networks, sharesParameters } of sharing) {
    if (networks === "each") continue;
    for (const { name: weighting, readsGradients } of Object.values(weightings)) {
      if (readsGradients && !sharesParameters) continue;
      const variant = of(name, { weighting: { name: weighting }, fineTuning: 1 });
      assert.equal(expandOne(adultIncome, ["adult"], variant).length, 1);
    }
    for (const { name: rule } of Object.values(gradientRules)) {
      if (rule === "sum" || !sharesParameters) continue;
      for (const over of ["parameters", "representation"] as const) {
        const variant = of(name, { rule: { name: rule, over } });
        assert.equal(expandOne(adultIncome, ["adult"], variant).length, 1);
      }
    }
  }
});

Deno.test("expandTasks accepts a weighting with a rule if both work with others", () => {
  for (const weighting of ["fixed", "uncertainty", "dwa", "random", "scale_invariant"]) {
    for (const rule of ["pcgrad", "mgda", "cagrad", "graddrop", "aligned_mtl"]) {
      const variant = of("mmoe", { weighting: { name: weighting }, rule: { name: rule } });
      assert.equal(expandOne(adultIncome, ["adult"], variant).length, 1);
    }
  }
});

Deno.test("expandTasks accepts a weighting that reads one loss at a time in every order", () => {
  for (const order of ["joint", "in_turn", "sampled"] as const) {
    for (const weighting of ["equal", "fixed", "uncertainty", "scale_invariant"]) {
      const variant = of("hard_sharing", { weighting: { name: weighting } });
      assert.equal(expandOne(fudanReviews, BOOKS_AND_DVD, variant, { order }).length, 1);
    }
  }
});

const unfit: [MultiTaskSuite, source: string, encoder: string, sentence: string][] = [
  [fudanReviews, "books", "mlp", "Cannot encode words with mlp: it takes counts, points, numbers"],
  [adultIncome, "adult", "text_cnn", "Cannot encode numbers with text_cnn: it takes words"],
  [
    fudanReviews,
    "books",
    "bilstm_tagger",
    "Cannot learn books with bilstm_tagger: it gives features for each word, and the task has one label for all of them",
  ],
  [
    englishTagging,
    "ewt",
    "bilstm",
    "Cannot learn upos with bilstm: it gives features for the whole input, and the task has a label for each word",
  ],
];

for (const [suite, source, name, message] of unfit) {
  Deno.test(`expandTasks refuses: ${message}`, () => {
    const protocol = { encoder: { name, values: {} } };
    assert.throws(() => expandOne(suite, [source], of("hard_sharing"), protocol), {
      name: "RangeError",
      message,
    });
  });
}

Deno.test("expand refuses an encoder that does not accept the domains' inputs", () => {
  const protocol = { encoder: { name: "lstm", values: {} } };
  assert.throws(
    () => expand(moons, { pairs: [["0", "35"]], content: () => "", seeds: [0], protocol }),
    { name: "RangeError", message: "Cannot encode points with lstm: it takes words" },
  );
});

Deno.test("expandTasks accepts a group of any sources of the family", () => {
  const [{ problem }] = expandOne(fudanReviews, fudanFamily.sources, of("hard_sharing"));
  assert.deepEqual(problem.tasks.map(({ name }) => name), fudanFamily.sources);
});
