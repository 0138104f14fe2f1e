import assert from "node:assert/strict";
import { runId } from "../records/run_id.ts";
import { METRICS_VERSION } from "../settings/_metrics.ts";
import type { RunSpec } from "../records/record.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import type { Sweeps } from "../settings/setting.ts";
import type { MultiTaskSuite } from "../settings/multi_task/suite.ts";
import type { TransferSuite } from "../settings/inductive_transfer/suite.ts";
import type { AdaptationSuite } from "../settings/unsupervised_adaptation/suite.ts";
import correlatedTasks from "../suites/correlated_tasks.ts";
import fashionHalves from "../suites/fashion_halves.ts";
import moons from "../suites/moons.ts";
import type { Suite } from "../suites/suite.ts";
import { builtIn } from "./catalogue.ts";
import { domainsOf } from "../settings/_data.ts";
import { choose, expand, type Selected } from "./expand.ts";

const turned: AdaptationSuite = {
  ...moons,
  name: "turned",
  version: 4,
  pairs: () => [["0", "35"], ["10", "20"]],
  methods: { dann: { lambda: 3 }, source_only: {}, cmd: { bound: "tanh", weight: 2 } },
  quick: { epochs: 2, batch: 7 },
};

const halves: TransferSuite = {
  ...fashionHalves,
  labels: [10, "all"],
  depths: [1, 3],
  methods: { from_scratch: {}, l2_sp: { alpha: 2 }, fine_tuning: {} },
  quick: { pretraining: 1, epochs: 2 },
};

const correlated: MultiTaskSuite = {
  ...correlatedTasks,
  groups: () => [
    { name: "strangers", sources: ["p=0:n=200"] },
    { name: "both", sources: ["p=1:n=200", "p=0.5:n=200"] },
  ],
  methods: { single_task: {}, mmoe: { experts: 3 }, hard_sharing: {} },
  quick: { epochs: 2, batch: 7 },
};

const content = (domains: readonly string[]) => domains.join("+");

const of = (suite: Suite, selected: Selected = {}) =>
  expand(suite, { seeds: [0, 1], ...selected }, builtIn, content);

const sweeps = (values: { [name: string]: { [parameter: string]: number[] } }): Sweeps =>
  new Map(Object.entries(values).map(([name, of]) => [name, new Map(Object.entries(of))]));

Deno.test("expand orders runs by problem, then seed, then method in the suite's order", () => {
  const orders: [Suite, problems: string[], methods: string[]][] = [
    [turned, ["0-35", "10-20"], ["dann", "source_only", "cmd"]],
    [
      halves,
      ["A-B 10", "A-B all", "B-B all"],
      ["from_scratch", "l2_sp 1", "l2_sp 3", "fine_tuning 1", "fine_tuning 3"],
    ],
    [correlated, ["strangers", "both"], ["single_task", "mmoe", "hard_sharing"]],
  ];
  for (const [suite, problems, methods] of orders) {
    const runs = of(suite);
    assert.deepEqual(
      runs.map(({ problem, seed, method: { name, values } }) => {
        const method = values.depth === undefined || name === "mmoe"
          ? name
          : `${name} ${values.depth}`;
        return `${problem.name}/${seed}/${method}`;
      }),
      problems.flatMap((problem) =>
        [0, 1].flatMap((seed) => methods.map((method) => `${problem}/${seed}/${method}`))
      ),
    );
    assert.equal(new Set(runs.map(runId)).size, runs.length);
  }
});

Deno.test("expand states everything of a run between domains: all values, the suite's over the defaults", () => {
  const [dann, sourceOnly, cmd] = of(turned, { options: { pairs: "10-20" } });
  assert.deepEqual(dann, {
    setting: "unsupervised_adaptation",
    suite: { name: "turned", version: 4 },
    dataset: { name: "moons", version: 1, content: "10+20" },
    problem: {
      name: "10-20",
      sources: ["10"],
      target: "20",
      tasks: [{ name: "10-20", task: "20", metrics: ["accuracy"] }],
    },
    method: {
      name: "dann",
      values: {
        lambda: 3,
        schedule: "rising",
        gamma: 10,
        discriminator_depth: 1,
        discriminator_width: 100,
      },
    },
    protocol: {
      encoder: {
        name: "mlp",
        values: { depth: 1, width: 15, activation: "sigmoid", initializer: "glorot" },
      },
      optimizer: {
        name: "adam",
        values: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
      },
      schedule: { name: "constant", values: {} },
      values: {
        learningRate: 0.05,
        clipNorm: 0,
        epochs: 400,
        checkpointEvery: 10,
        batch: 50,
        transform: "none",
        validation: 0.1,
        rows: 0,
      },
      selections: ["last", "source_validation", "oracle"],
    },
    seed: 0,
    metrics: METRICS_VERSION,
  });
  assert.deepEqual(sourceOnly.method, { name: "source_only", values: {} });
  assert.deepEqual(cmd.method.values, { weight: 2, moments: 5, bound: "tanh" });
});

Deno.test("expand states everything of a transfer: labels, depths and the pretraining", () => {
  const selected = { options: { pairs: "B-A", labels: "25" }, seeds: [7] };
  const [scratch, l2sp] = of(halves, selected);
  const { protocol, ...rest } = l2sp;
  assert.deepEqual(rest, {
    setting: "inductive_transfer",
    suite: { name: "fashion_halves", version: 1 },
    dataset: { name: "fashion_halves", version: fashionHalves.dataset.version, content: "B+A" },
    problem: {
      name: "B-A 25",
      sources: ["B"],
      target: "A",
      labels: 25,
      tasks: [{ name: "B-A 25", task: "A", metrics: ["accuracy"] }],
    },
    method: { name: "l2_sp", values: { depth: 1, alpha: 2, beta: 0.01 } },
    seed: 7,
    metrics: METRICS_VERSION,
  });
  assert.deepEqual(protocol.values, {
    learningRate: 1e-3,
    clipNorm: 0,
    epochs: 3,
    checkpointEvery: 1,
    batch: 64,
    transform: "none",
    validation: 0.1,
    pretraining: 3,
  });
  assert.deepEqual(protocol.encoder, {
    name: "cnn",
    values: { depth: 2, channels: 10, window: 5, width: 50 },
  });
  assert.deepEqual(scratch, { ...l2sp, method: { name: "from_scratch", values: {} } });
});

Deno.test("expand states everything of several tasks: their metrics, the weighting and the rule", () => {
  const [, mmoe] = of({ ...correlated, groups: () => [correlated.groups([])[1]] } as Suite);
  const names = ["p=1:n=200", "p=0.5:n=200"].flatMap((source) =>
    correlatedTasks.dataset.tasks(source).map(({ name }) => name)
  );
  assert.equal(names.length, 4);
  assert.equal(mmoe.setting, "multi_task");
  assert.equal(mmoe.dataset.content, "p=1:n=200+p=0.5:n=200");
  assert.deepEqual(mmoe.problem, {
    name: "both",
    sources: ["p=1:n=200", "p=0.5:n=200"],
    tasks: names.map((name) => ({ name, metrics: ["rmse", "r2", "mae"] })),
  });
  const { values: { experts }, ...method } = mmoe.method;
  assert.equal(experts, 3);
  assert.deepEqual(method, {
    name: "mmoe",
    weighting: { name: "equal", values: {} },
    rule: { name: "sum", values: {}, over: "parameters" },
    fineTuning: 0,
  });
  assert.equal(mmoe.protocol.values.order, "joint");
});

Deno.test("expand runs the requested methods, with swept values over the suite's and the defaults", () => {
  const runs = of(turned, {
    options: { pairs: "0-35" },
    seeds: [0],
    methods: ["cmd", "mmd"],
    sweeps: sweeps({ cmd: { weight: [9, 3] }, mmd: { kernels: [1] } }),
  });
  assert.deepEqual(runs.map(({ method }) => method), [
    { name: "cmd", values: { weight: 9, moments: 5, bound: "tanh" } },
    { name: "cmd", values: { weight: 3, moments: 5, bound: "tanh" } },
    {
      name: "mmd",
      values: { weight: 1, kernels: 1, ratio: 2, bandwidth: "mean", estimator: "biased" },
    },
  ]);
});

Deno.test("expand: another problem, method, depth, label or seed changes no other id", () => {
  const ids = new Set(of(halves).map(runId));
  const more: [Suite, Selected][] = [
    [{ ...halves, methods: { feature_extraction: {}, ...halves.methods } }, {}],
    [{ ...halves, depths: [2, 1, 3] } as Suite, {}],
    [{ ...halves, labels: [1, 10, 100, "all"] } as Suite, {}],
    [halves, { seeds: [5, 0, 1] }],
    [halves, { options: { pairs: "B-A,A-B,B-B" } }],
  ];
  for (const [suite, selected] of more) {
    const others = new Set(of(suite, selected).map(runId));
    assert.ok(others.size > ids.size && ids.isSubsetOf(others));
  }
});

Deno.test("expand changes the protocol on request, and nothing else", () => {
  const [plain] = of(turned);
  const [quick] = of(turned, { quick: true });
  const [longer] = of(turned, { protocol: { values: { epochs: 9 } } });
  const [both] = of(turned, { quick: true, protocol: { values: { epochs: 9 } } });
  const epochsAndBatch = ({ protocol: { values } }: typeof plain) => [values.epochs, values.batch];
  assert.deepEqual([plain, quick, longer, both].map(epochsAndBatch), [
    [400, 50],
    [2, 7],
    [9, 50],
    [9, 7],
  ]);
  assert.equal(new Set([plain, quick, longer, both].map(runId)).size, 4);
  for (const run of [quick, longer, both]) {
    assert.deepEqual({ ...run, protocol: plain.protocol }, plain);
  }
});

Deno.test("expand takes the first seeds that are not in `tunedOn`: one for a smoke test, the suite's number otherwise", () => {
  const suite = { ...turned, seeds: 3, tunedOn: [0, 2] };
  const seedsOf = (selected: Selected) => [
    ...new Set(expand(suite, selected, builtIn).map(({ seed }) => seed)),
  ];
  assert.deepEqual(seedsOf({}), [1, 3, 4]);
  assert.deepEqual(seedsOf({ quick: true }), [1]);
  assert.deepEqual(seedsOf({ seeds: 2 }), [1, 3]);
  assert.deepEqual(seedsOf({ seeds: [2, 9] }), [2, 9]);
  assert.deepEqual(seedsOf({ seeds: 2, quick: true }), [1, 3]);
});

Deno.test("expand is empty without problems or seeds", () => {
  for (const suite of [turned, halves, correlated] as Suite[]) {
    assert.deepEqual(of({ ...suite, pairs: () => [], groups: () => [] } as Suite), []);
    assert.deepEqual(of(suite, { seeds: [] }), []);
  }
});

Deno.test("expand runs the problems whose domains were found, and by default all that are listed", () => {
  const problemsOf = (selected: Selected) => [
    ...new Set(of(fashionHalves, selected).map(({ problem }) => problem.name)),
  ];
  assert.deepEqual(problemsOf({}), ["A-B 10", "A-B 100", "A-B 1000", "A-B all", "B-B all"]);
  assert.deepEqual(problemsOf({ found: ["B"] }), ["B-B all"]);
  assert.deepEqual(problemsOf({ found: [] }), []);
  // 5 runs each of a method without copied layers and of two at three depths.
  assert.equal(of(fashionHalves, { seeds: fashionHalves.seeds }).length, 5 * 5 * (1 + 3 + 3));
});

Deno.test("choose lists the problems, and the domains that they read, once each", () => {
  const chosen = choose(correlated, {}, builtIn);
  assert.deepEqual(chosen.problems.map(({ name }) => name), ["strangers", "both"]);
  assert.deepEqual(chosen.domains, ["p=0:n=200", "p=1:n=200", "p=0.5:n=200"]);
  assert.equal(chosen.asked, false);
  const asked = choose(turned, { options: { pairs: "5-7,7-5" } }, builtIn);
  assert.deepEqual(asked.domains, ["5", "7"]);
  assert.equal(asked.asked, true);
  // An option that names no domain.
  assert.equal(choose(halves, { options: { labels: "3" } }, builtIn).asked, false);
});

Deno.test("domainsOf are the sources and the target, if there is one", () => {
  const [pair] = choose(turned, {}, builtIn).problems;
  assert.deepEqual(domainsOf(pair), ["0", "35"]);
  const [, group] = choose(correlated, {}, builtIn).problems;
  assert.deepEqual(domainsOf(group), ["p=1:n=200", "p=0.5:n=200"]);
});

const refused: [what: string, suite: Suite, selected: Selected, message: string | RegExp][] = [
  [
    "an unknown method",
    turned,
    { methods: ["danm"] },
    /^Cannot run method 'danm': the methods of unsupervised adaptation are adda, cdan, cmd, /,
  ],
  [
    "a name that every object inherits",
    turned,
    { methods: ["constructor"] },
    /^Cannot run method 'constructor'/,
  ],
  [
    "a method of another setting",
    halves,
    { methods: ["dann"] },
    "Cannot run method 'dann': the methods of inductive transfer are " +
    "feature_extraction, fine_tuning, from_scratch, l2_sp",
  ],
  [
    "an unknown parameter",
    turned,
    { sweeps: sweeps({ dann: { alpha: [1] } }) },
    /^Cannot set dann\.alpha: no such parameter/,
  ],
  [
    "a value out of range",
    turned,
    { sweeps: sweeps({ dann: { lambda: [-1] } }) },
    "Cannot set dann.lambda: it must be in [0, 100], current value is -1",
  ],
  [
    "a name that the protocol does not have",
    turned,
    { protocol: { values: { order: "sampled" } } },
    /^Cannot set protocol\.order: no such parameter/,
  ],
  [
    "an encoder of other inputs",
    turned,
    { protocol: { encoder: { name: "lstm", values: {} } } },
    "Cannot encode points with lstm: it takes words",
  ],
  [
    "an unknown encoder",
    turned,
    { protocol: { encoder: { name: "transformer", values: {} } } },
    /^Cannot find encoder 'transformer': there are bag_of_embeddings, /,
  ],
  [
    "an unknown setting",
    { ...turned, setting: "reinforcement" },
    {},
    /^Cannot find setting 'reinforcement': there are domain_generalisation, inductive_transfer, multi_task, unsu/,
  ],
  [
    "a combination that is not meaningful, at any position",
    correlated,
    {
      options: { weightings: "dwa" },
      protocol: { values: { order: "in_turn" } },
    },
    /^Cannot run mmoe with dwa: it needs the losses of all tasks in every step/,
  ],
];

for (const [what, suite, selected, message] of refused) {
  Deno.test(`expand refuses ${what}`, () => {
    assert.throws(() => of(suite, selected), { name: "RangeError", message });
  });
}

Deno.test("expand states the hashes of the parts that are not built in, and of no others", () => {
  const { code: _, ...entries } = builtIn;
  const coded = (...parts: string[]): Catalogue => ({
    ...entries,
    code: Object.fromEntries(parts.map((part) => [part, `hash of ${part}`])),
  });
  const codesIn = ({ dataset, method, protocol, code }: RunSpec) =>
    [
      ...[dataset.code, method.code, method.weighting?.code, method.rule?.code],
      ...[protocol.encoder.code, ...Object.values(code ?? {})],
    ].flatMap((hash) => hash ?? []);
  const codesOf = (suite: Suite, selected: Selected, ...parts: string[]) =>
    expand(suite, { seeds: [0], ...selected }, coded(...parts)).map(codesIn);
  assert.deepEqual(of(turned).flatMap(codesIn), []);
  const pair = { options: { pairs: "0-35" } };
  assert.deepEqual(codesOf(turned, pair, "methods/cmd", "methods/mmd"), [[], [], [
    "hash of methods/cmd",
  ]]);
  for (
    const part of [
      "settings/unsupervised_adaptation",
      "datasets/moons",
      "encoders/mlp",
      "selections/oracle",
    ]
  ) {
    const hash = [`hash of ${part}`];
    assert.deepEqual(codesOf(turned, pair, part), [hash, hash, hash]);
  }
  const tasks = { methods: ["hard_sharing"], options: { tasks: "p=0:n=200" } };
  const weighed = { ...tasks, options: { ...tasks.options, weightings: "equal,dwa" } };
  const ruled = { ...tasks, options: { ...tasks.options, rules: "sum,mgda" } };
  const own = { ...correlated, groups: (sources: readonly string[]) => [{ name: "own", sources }] };
  assert.deepEqual(codesOf(own as Suite, weighed, "weightings/dwa"), [[], [
    "hash of weightings/dwa",
  ]]);
  assert.deepEqual(codesOf(own as Suite, ruled, "gradientRules/mgda"), [[], [
    "hash of gradientRules/mgda",
  ]]);
  const parts = ["methods/dann", "encoders/mlp", "selections/oracle"];
  const [spec] = expand(turned, pair, coded(...parts));
  assert.equal(spec.method.code, "hash of methods/dann");
  assert.equal(spec.protocol.encoder.code, "hash of encoders/mlp");
  assert.deepEqual(spec.code, { "selections/oracle": "hash of selections/oracle" });
});
