import assert from "node:assert/strict";
import { builtIn } from "../../runs/catalogue.ts";
import fashionHalves from "../../suites/fashion_halves.ts";
import { halvesSpec } from "../../tests/conformance/transfer_runs.ts";
import type { Asked } from "../setting.ts";
import inductiveTransfer from "./mod.ts";
import type { TransferSuite } from "./suite.ts";

const suite: TransferSuite = {
  ...fashionHalves,
  labels: [10, "all"],
  depths: [1, 3],
  methods: { from_scratch: {}, l2_sp: { alpha: 2 }, fine_tuning: {} },
};
const found = ["A", "B"];

const problemsOf = (options: { [option: string]: string } = {}) =>
  inductiveTransfer.problems(suite, options, found);

Deno.test("inductive transfer: problems are pairs with numbers of labels", () => {
  const named = (options = {}) => problemsOf(options).map(({ name, labels }) => [name, labels]);
  assert.deepEqual(named(), [["A-B 10", 10], ["A-B all", "all"], ["B-B all", "all"]]);
  assert.deepEqual(named({ pairs: "B-A", labels: "25,all,025" }), [
    ["B-A 25", 25],
    ["B-A all", "all"],
  ]);
});

Deno.test("inductive transfer: a pair of a domain with itself is run with all labels alone", () => {
  const named = (options: { [option: string]: string }) =>
    problemsOf(options).map(({ name }) => name);
  assert.deepEqual(named({ labels: "5,7" }), ["A-B 5", "A-B 7"]);
  assert.deepEqual(named({ labels: "all" }), ["A-B all", "B-B all"]);
  assert.throws(() => problemsOf({ pairs: "B-B,A-A", labels: "10,100" }), {
    name: "RangeError",
    message:
      "Cannot transfer from B to B, A to A: a network that was trained on the target itself " +
      "is run with all labels alone",
  });
  // Without data there are no pairs, which is no error.
  assert.deepEqual(inductiveTransfer.problems(suite, {}, []), []);
});

Deno.test("inductive transfer: problems from a domain to itself have a version of their own", () => {
  const versions = problemsOf().map((
    problem,
  ) => [problem.name, "version" in problem, problem.version]);
  assert.deepEqual(versions, [
    ["A-B 10", false, undefined],
    ["A-B all", false, undefined],
    ["B-B all", true, 2],
  ]);
});

for (const labels of ["0", "1.5", "some", "", "100001"]) {
  Deno.test(`inductive transfer refuses '${labels}' as a number of labels`, () => {
    assert.throws(() => problemsOf({ labels }), {
      name: "RangeError",
      message: labels === ""
        ? "Cannot read --labels: it is empty"
        : `Cannot read --labels: it must be an integer from 1 to 100000 or 'all', current value is '${labels}'`,
    });
  });
}

const [problem] = problemsOf();
const methodsOf = (asked: Partial<Asked> = {}) =>
  inductiveTransfer.methods(suite, { options: {}, sweeps: new Map(), ...asked }, problem, builtIn);

Deno.test("inductive transfer: methods that copy layers are run at each of the suite's depths", () => {
  assert.deepEqual(methodsOf(), [
    { name: "from_scratch", values: {} },
    { name: "l2_sp", values: { depth: 1, alpha: 2, beta: 0.01 } },
    { name: "l2_sp", values: { depth: 3, alpha: 2, beta: 0.01 } },
    { name: "fine_tuning", values: { depth: 1 } },
    { name: "fine_tuning", values: { depth: 3 } },
  ]);
});

Deno.test("inductive transfer: every combination of swept values, with swept depths replacing the suite's", () => {
  const methods = methodsOf({
    methods: ["l2_sp", "from_scratch", "fine_tuning"],
    sweeps: new Map([
      ["l2_sp", new Map([["alpha", [0.5, 1]]])],
      ["fine_tuning", new Map([["depth", [2]]])],
    ]),
  });
  assert.deepEqual(methods.map(({ name, values: { depth, alpha } }) => [name, depth, alpha]), [
    ...[0.5, 1].flatMap((alpha) => [1, 3].map((depth) => ["l2_sp", depth, alpha])),
    ["from_scratch", undefined, undefined],
    ["fine_tuning", 2, undefined],
  ]);
});

const depths: [what: string, method: string, depth: number, message: string | RegExp][] = [
  [
    "no depth",
    "fine_tuning",
    0,
    "Cannot set fine_tuning.depth: it must be in [1, 100], current value is 0",
  ],
  ["half a layer", "fine_tuning", 1.5, /^Cannot set fine_tuning\.depth: .*integer.*1\.5$/],
  [
    "a depth of a method that copies no layers",
    "from_scratch",
    1,
    /^Cannot set from_scratch\.depth: no such/,
  ],
];

for (const [what, method, depth, message] of depths) {
  Deno.test(`inductive transfer refuses ${what}`, () => {
    const sweeps = new Map([[method, new Map([["depth", [depth]]])]]);
    assert.throws(() => methodsOf({ methods: [method], sweeps }), { name: "RangeError", message });
  });
}

Deno.test("inductive transfer: check refuses a depth beyond the encoder's layers, which a deeper encoder has", () => {
  const of = (depth: number, layers: number) => {
    const spec = halvesSpec({ method: "fine_tuning" });
    const { encoder } = spec.protocol;
    return {
      ...spec,
      method: { name: "fine_tuning", values: { depth } },
      protocol: {
        ...spec.protocol,
        encoder: { ...encoder, values: { ...encoder.values, depth: layers, window: 3 } },
      },
    };
  };
  // Convolutions and a dense layer.
  inductiveTransfer.check(of(3, 2), builtIn);
  inductiveTransfer.check(of(4, 3), builtIn);
  assert.throws(() => inductiveTransfer.check(of(4, 2), builtIn), {
    name: "RangeError",
    message: "Cannot copy 4 layers of cnn with fine_tuning: it has 3",
  });
  const images = halvesSpec({ method: "from_scratch" });
  const protocol = { ...images.protocol, encoder: { name: "mlp", values: {} } };
  assert.throws(() => inductiveTransfer.check({ ...images, protocol }, builtIn), {
    message: /^Cannot encode images with mlp/,
  });
});

Deno.test("inductive transfer: facts on the protocol, and the arguments of a run", () => {
  const spec = halvesSpec({ method: "l2_sp", labels: 8 });
  assert.deepEqual(inductiveTransfer.facts(spec.protocol), [
    ["epochs on the source", "2"],
    ["held out", "25 % of the labelled training rows"],
  ]);
  assert.deepEqual(inductiveTransfer.argumentsOf(spec), ["--pairs", "A-B", "--labels", "8"]);
});
