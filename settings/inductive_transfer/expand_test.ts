import assert from "node:assert/strict";
import { METRICS_VERSION } from "../_metrics.ts";
import fashionHalves from "../../suites/fashion_halves.ts";
import type { RunSpec, TransferSpec } from "../../records/record.ts";
import { expand, runId } from "../unsupervised_adaptation/expand.ts";
import type { Pair, TransferSuite } from "../../suites/suite.ts";
import moons from "../../suites/moons.ts";
import {
  atDepths,
  expandTransfers,
  isOfTransfer,
  type SelectedTransfers,
  suiteTransferVariants,
  transferMethod,
} from "./expand.ts";

const suite: TransferSuite = {
  ...fashionHalves,
  name: "tiny",
  version: 4,
  labels: [10, "all"],
  depths: [1, 3],
  methods: { from_scratch: {}, l2_sp: { alpha: 2 }, fine_tuning: {} },
  quick: { pretraining: 1, epochs: 2 },
};
const pairs: readonly Pair[] = [["A", "B"], ["B", "B"]];
const content = ([source, target]: Pair) => `${source}+${target}`;

const of = (selected: Partial<SelectedTransfers> = {}, changed: TransferSuite = suite) =>
  expandTransfers(changed, { pairs, content, seeds: [0, 1], ...selected });
const depthsOf = (runs: readonly TransferSpec[]) =>
  runs.map(({ method: { name, values } }) => "depth" in values ? `${name} ${values.depth}` : name);

Deno.test("expandTransfers orders runs by pair, then labels, then seed, then method, then depth", () => {
  const runs = of();
  const methods = ["from_scratch", "l2_sp 1", "l2_sp 3", "fine_tuning 1", "fine_tuning 3"];
  assert.deepEqual(
    runs.map(({ problem, seed }, i) => `${problem.name}/${seed}/${depthsOf(runs)[i]}`),
    ["A-B 10", "A-B all", "B-B all"].flatMap((problem) =>
      [0, 1].flatMap((seed) => methods.map((method) => `${problem}/${seed}/${method}`))
    ),
  );
  assert.equal(new Set(runs.map(runId)).size, 30);
});

Deno.test("expandTransfers states everything: versions, content, labels, and all values, with the suite's overriding the defaults", () => {
  const [scratch, l2sp] = of({ pairs: [["B", "A"]], seeds: [7], labels: [25] });
  assert.deepEqual(l2sp, {
    suite: { name: "tiny", version: 4 },
    dataset: {
      name: "fashion_halves",
      version: fashionHalves.dataset.version,
      content: "B+A",
    },
    problem: { name: "B-A 25", source: "B", target: "A", labels: 25 },
    method: { name: "l2_sp", values: { depth: 1, alpha: 2, beta: 0.01 } },
    protocol: {
      ...fashionHalves.protocol,
      encoder: { name: "cnn", values: { depth: 2, channels: 10, window: 5, width: 50 } },
    },
    seed: 7,
    metrics: METRICS_VERSION,
  });
  assert.deepEqual(scratch, { ...l2sp, method: { name: "from_scratch", values: {} } });
});

Deno.test("expandTransfers runs a pair of a domain with itself only with all labels", () => {
  const problems = (labels: SelectedTransfers["labels"]) => [
    ...new Set(of({ labels }).map(({ problem }) => problem.name)),
  ];
  assert.deepEqual(problems([5, 7]), ["A-B 5", "A-B 7"]);
  assert.deepEqual(problems(["all"]), ["A-B all", "B-B all"]);
  assert.throws(() => of({ pairs: [["B", "B"], ["A", "A"]], labels: [10, 100] }), {
    name: "RangeError",
    message:
      "Cannot transfer from B to B, A to A: a network that was trained on the target itself " +
      "is run with all labels alone",
  });
});

Deno.test("expandTransfers: problems from a domain to itself have their own version", () => {
  const versions = of().map(({ problem }) => [problem.name, problem.version]);
  assert.deepEqual(Object.fromEntries(versions), {
    "A-B 10": undefined,
    "A-B all": undefined,
    "B-B all": 2,
  });
  assert.ok(of().every(({ problem }) => problem.version !== undefined || !("version" in problem)));
});

Deno.test("expandTransfers: another method, depth or number of labels changes no other id", () => {
  const ids = new Set(of().map(runId));
  for (
    const more of [
      of({}, { ...suite, methods: { feature_extraction: {}, ...suite.methods } }),
      of({}, { ...suite, depths: [2, 1, 3] }),
      of({}, { ...suite, labels: [1, 10, 100, "all"] }),
      of({ seeds: [5, 0, 1] }),
      of({ pairs: [["B", "A"], ...pairs] }),
    ]
  ) {
    const others = new Set(more.map(runId));
    assert.equal(others.size, more.length);
    assert.ok(others.size > ids.size && ids.isSubsetOf(others));
  }
});

Deno.test("expandTransfers runs the requested variants, whose values override the suite's and the defaults", () => {
  const runs = of({
    pairs: [pairs[1]],
    seeds: [0],
    methods: [
      { name: "l2_sp", values: { depth: 2, beta: 0 } },
      { name: "l2_sp", values: { alpha: 5 } },
      { name: "feature_extraction", values: {} },
    ],
  });
  assert.deepEqual(runs.map(({ method }) => method), [
    { name: "l2_sp", values: { depth: 2, alpha: 2, beta: 0 } },
    { name: "l2_sp", values: { depth: 1, alpha: 5, beta: 0.01 } },
    { name: "feature_extraction", values: { depth: 1 } },
  ]);
});

Deno.test("expandTransfers changes the protocol on request, and drops a rule without rows", () => {
  const [plain] = of();
  const [quick] = of({ protocol: suite.quick });
  assert.deepEqual(quick, { ...plain, protocol: { ...plain.protocol, pretraining: 1, epochs: 2 } });
  assert.notEqual(runId(quick), runId(plain));
  const [longer] = of({ protocol: { pretraining: 9 } });
  assert.equal(new Set([plain, quick, longer].map(runId)).size, 3);
  const [all] = of({ protocol: { validation: 0 } });
  assert.deepEqual(plain.protocol.selections, ["last", "validation"]);
  assert.deepEqual(all.protocol.selections, ["last"]);
});

const refused: [what: string, selected: Partial<SelectedTransfers>, message: string | RegExp][] = [
  [
    "an unknown method",
    { methods: [{ name: "fine_tunning", values: {} }] },
    "Cannot run method 'fine_tunning': the methods of inductive transfer are " +
    "feature_extraction, fine_tuning, from_scratch, l2_sp",
  ],
  [
    "a method of adaptation",
    { methods: [{ name: "dann", values: {} }] },
    /^Cannot run method 'dann': the methods of inductive transfer are /,
  ],
  [
    "a name that every object inherits",
    { methods: [{ name: "constructor", values: {} }] },
    /^Cannot run method 'constructor'/,
  ],
  [
    "a depth beyond the encoder's layers",
    { methods: [{ name: "fine_tuning", values: { depth: 4 } }] },
    "Cannot copy 4 layers of cnn with fine_tuning: it has 3",
  ],
  [
    "the suite's depths with an encoder of fewer layers",
    { protocol: { encoder: { name: "cnn", values: { depth: 1 } } } },
    "Cannot copy 3 layers of cnn with l2_sp: it has 2",
  ],
  [
    "no depth",
    { methods: [{ name: "fine_tuning", values: { depth: 0 } }] },
    "Cannot set fine_tuning.depth: it must be in [1, 100], current value is 0",
  ],
  [
    "half a layer",
    { methods: [{ name: "fine_tuning", values: { depth: 1.5 } }] },
    /^Cannot set fine_tuning\.depth: .*integer.*1\.5$/,
  ],
  [
    "a depth for a method that copies no layers",
    { methods: [{ name: "from_scratch", values: { depth: 1 } }] },
    /^Cannot set from_scratch\.depth: no such parameter/,
  ],
  [
    "an encoder of other inputs",
    { protocol: { encoder: { name: "mlp", values: {} } } },
    /^Cannot encode images with mlp/,
  ],
];

for (const [what, selected, message] of refused) {
  Deno.test(`expandTransfers refuses ${what}`, () => {
    assert.throws(() => of(selected), { name: "RangeError", message });
  });
}

Deno.test("expandTransfers copies as many layers as a deeper encoder has", () => {
  const encoder = { name: "cnn", values: { depth: 3, window: 3 } };
  const methods = [{ name: "fine_tuning", values: { depth: 4 } }];
  assert.deepEqual(depthsOf(of({ methods, protocol: { encoder }, labels: [10], seeds: [0] })), [
    "fine_tuning 4",
  ]);
});

Deno.test("suiteTransferVariants are the suite's methods, at each depth if they copy layers", () => {
  assert.deepEqual(suiteTransferVariants(suite), [
    { name: "from_scratch", values: {} },
    { name: "l2_sp", values: { depth: 1 } },
    { name: "l2_sp", values: { depth: 3 } },
    { name: "fine_tuning", values: { depth: 1 } },
    { name: "fine_tuning", values: { depth: 3 } },
  ]);
});

Deno.test("atDepths keeps a given depth and the other values", () => {
  const sweep = (values: { [name: string]: number }) => atDepths(suite, { name: "l2_sp", values });
  assert.deepEqual(sweep({ depth: 2 }), [{ name: "l2_sp", values: { depth: 2 } }]);
  assert.deepEqual(sweep({ alpha: 9 }).map(({ values }) => values), [
    { depth: 1, alpha: 9 },
    { depth: 3, alpha: 9 },
  ]);
});

Deno.test("transferMethod finds methods of inductive transfer", () => {
  assert.equal(transferMethod("from_scratch").pretrained, false);
  for (const name of ["feature_extraction", "fine_tuning", "l2_sp"]) {
    const { pretrained, params } = transferMethod(name);
    assert.ok(pretrained && "depth" in params);
  }
});

Deno.test("isOfTransfer distinguishes runs of inductive transfer from those of adaptation", () => {
  const adaptation: RunSpec[] = expand(moons, {
    pairs: [["0", "35"]],
    content: () => "generated",
    seeds: [0],
  });
  assert.ok(of().every(isOfTransfer));
  assert.ok(!adaptation.some(isOfTransfer));
});

Deno.test("fashion_halves plans 4 problems from A to B and one from B to itself, of seven runs each", () => {
  const { dataset, pairs: pairsOf, seeds } = fashionHalves;
  const runs = of(
    { pairs: pairsOf(dataset.domains), seeds: [...Array(seeds).keys()] },
    fashionHalves,
  );
  const problems = Map.groupBy(runs, ({ problem }) => problem.name);
  assert.deepEqual([...problems.keys()], [
    "A-B 10",
    "A-B 100",
    "A-B 1000",
    "A-B all",
    "B-B all",
  ]);
  for (const some of problems.values()) assert.equal(some.length, 5 * (1 + 3 + 3));
});
