import assert from "node:assert/strict";
import { resolve } from "node:path";
import { type BenchOptions, parseBenchOptions } from "./_bench_options.ts";

Deno.test("parseBenchOptions parses the options of several tasks", () => {
  const options = parseBenchOptions([
    ...["correlated_tasks", "--tasks", "p=1:n=200, p=0:n=50", "--methods", "mmoe,single_task"],
    ...["--weightings", "equal,dwa,equal", "--rules", "sum, mgda@representation,cagrad@parameters"],
    ...["--fine-tune", "3", "--encoder", "mlp:width=4,activation=tanh"],
    ...["--protocol", "order=sampled,temperature=2.5,epochs=7"],
    ...["--param", "dwa.temperature=1,2", "--param", "cagrad.c=0.25", "--param", "mmoe.experts=3"],
  ]);
  assert.deepEqual(options.suites.map(({ name }) => name), ["correlated_tasks"]);
  assert.deepEqual(options.tasks, ["p=1:n=200", "p=0:n=50"]);
  assert.deepEqual(options.methods, ["mmoe", "single_task"]);
  assert.deepEqual(options.weightings, ["equal", "dwa"]);
  assert.deepEqual(options.rules, [
    { name: "sum", over: "parameters" },
    { name: "mgda", over: "representation" },
    { name: "cagrad", over: "parameters" },
  ]);
  assert.equal(options.fineTuning, 3);
  assert.deepEqual(options.encoder, {
    name: "mlp",
    values: { depth: 1, width: 4, activation: "tanh", initializer: "fan_in" },
  });
  assert.deepEqual(options.protocol, { epochs: 7, order: "sampled", temperature: 2.5 });
  assert.deepEqual(
    [...options.sweeps].map(([name, swept]) => [name, [...swept]]),
    [
      ["dwa", [["temperature", [1, 2]]]],
      ["cagrad", [["c", [0.25]]]],
      ["mmoe", [["experts", [3]]]],
    ],
  );
});

Deno.test("parseBenchOptions parses the options of inductive transfer", () => {
  const options = parseBenchOptions([
    ...["fashion_halves", "--labels", "10, all,250,010", "--pairs", "A-B,B-A"],
    ...["--methods", "l2_sp", "--param", "l2_sp.depth=1,3", "--protocol", "pretraining=2"],
  ]);
  assert.deepEqual(options.suites.map(({ name }) => name), ["fashion_halves"]);
  // 010 means 10.
  assert.deepEqual(options.labels, [10, "all", 250]);
  assert.deepEqual(options.pairs, ["A-B", "B-A"]);
  assert.deepEqual([...options.sweeps.get("l2_sp")!], [["depth", [1, 3]]]);
  assert.deepEqual(options.protocol, { pretraining: 2 });
});

Deno.test("parseBenchOptions without a suite selects those that fit the methods and options", () => {
  const suitesOf = (...args: string[]) => parseBenchOptions(args).suites.map(({ name }) => name);
  assert.deepEqual(suitesOf(), ["correlated_tasks", "moons"]);
  assert.deepEqual(suitesOf("--methods", "dann"), ["moons"]);
  assert.deepEqual(suitesOf("--methods", "mmoe"), ["correlated_tasks"]);
  assert.deepEqual(suitesOf("--methods", "dann,mmoe"), ["correlated_tasks", "moons"]);
  assert.deepEqual(suitesOf("--pairs", "0-35"), ["moons"]);
  assert.deepEqual(suitesOf("--tasks", "p=1:n=20"), ["correlated_tasks"]);
  assert.deepEqual(suitesOf("--fine-tune", "1"), ["correlated_tasks"]);
  // Suites that need data must be named.
  assert.throws(() => suitesOf("--labels", "10"), /none of correlated_tasks, moons is one$/);
  assert.throws(() => suitesOf("--methods", "fine_tuning"), /fine_tuning in correlated_tasks: it/);
  // Named suites are kept.
  assert.deepEqual(suitesOf("moons", "correlated_tasks", "--weightings", "dwa"), [
    "moons",
    "correlated_tasks",
  ]);
});

Deno.test("parseBenchOptions accepts options that apply to some of the named suites", () => {
  const { suites, protocol } = parseBenchOptions([
    ...["moons", "correlated_tasks", "--protocol", "order=sampled,temperature=2"],
  ]);
  assert.deepEqual(suites.map(({ name }) => name), ["moons", "correlated_tasks"]);
  assert.deepEqual(protocol, { order: "sampled", temperature: 2 });
});

Deno.test("parseBenchOptions without a suite selects those to which a change applies", () => {
  const { suites } = parseBenchOptions(["--protocol", "order=sampled"]);
  assert.deepEqual(suites.map(({ name }) => name), ["correlated_tasks"]);
});

Deno.test("parseBenchOptions merges equal values of a parameter", () => {
  const { sweeps } = parseBenchOptions(["moons", "--param", "dann.lambda=1,1.0,2"]);
  assert.deepEqual(sweeps.get("dann")!.get("lambda"), [1, 2]);
});

Deno.test("parseBenchOptions merges two names of one rule", () => {
  const { rules } = parseBenchOptions(["correlated_tasks", "--rules", "mgda,mgda@parameters"]);
  assert.deepEqual(rules, [{ name: "mgda", over: "parameters" }]);
});

Deno.test("parseBenchOptions leaves missing options undefined", () => {
  const options = parseBenchOptions(["fudan_reviews", "--embeddings", "glove.txt"]);
  assert.equal(options.embeddings, resolve("glove.txt"));
  const names = [
    "methods",
    "tasks",
    "pairs",
    "labels",
    "weightings",
    "rules",
    "fineTuning",
    "encoder",
  ];
  for (const name of names) assert.equal(options[name as keyof BenchOptions], undefined, name);
  assert.deepEqual(options.protocol, {});
});

const refused: [what: string, args: string[], message: RegExp][] = [
  ["an unknown weighting", ["--weightings", "weighty"], /weighting 'weighty': there are dwa, /],
  [
    "an unknown gradient rule",
    ["--rules", "surgery"],
    /gradient rule 'surgery': there are .*pcgrad/,
  ],
  [
    "a rule over what is none",
    ["--rules", "mgda@loss"],
    /--rules 'mgda@loss': .*RULE@representation/,
  ],
  ["a rule over two", ["--rules", "mgda@parameters@representation"], /'mgda@parameters@repr/],
  ["no rules", ["--rules", ","], /--rules: it is empty/],
  ["fine-tuning for no epoch", ["--fine-tune", "0"], /--fine-tune.*'0'/],
  ["an unknown order", ["--protocol", "order=random"], /joint, in_turn, sampled/],
  ["a temperature below 1", ["--protocol", "temperature=0.5"], /\[1, 1000\].*0\.5/],
  [
    "a method of adaptation on tasks",
    ["correlated_tasks", "--methods", "dann"],
    /dann in correlated_/,
  ],
  ["a method of tasks in adaptation", ["moons", "--methods", "mmoe"], /mmoe in moons/],
  ["an unknown encoder", ["--encoder", "mpl"], /encoder 'mpl': there are .*mlp/],
  ["a value that an encoder cannot have", ["--encoder", "mlp:width=0"], /mlp\.width.*0/],
  ["an unknown parameter of an encoder", ["--encoder", "mlp:widht=4"], /mlp\.widht.*width/],
  [
    "an encoder's parameter without a value",
    ["--encoder", "mlp:width"],
    /--encoder mlp: it must be NAME=VALUE, current value is 'width'$/,
  ],
  [
    "an encoder's parameter twice",
    ["--encoder", "mlp:width=3,width=4"],
    /width occurs twice/,
  ],
  ["a change of two values", ["--protocol", "epochs=1=2"], /--protocol: .*'epochs=1=2'$/],
  ["a change twice", ["--protocol", "epochs=1,epochs=2"], /--protocol: epochs occurs twice/],
  ["no changes", ["--protocol", ""], /--protocol: it must be NAME=VALUE, current value is ''$/],
  [
    "an order in adaptation",
    ["moons", "--protocol", "order=sampled"],
    /^Cannot change order of moons: --protocol takes epochs, batch, checkpointEvery, rows, validation$/,
  ],
  [
    "rows of tasks",
    ["correlated_tasks", "--protocol", "epochs=3,rows=5"],
    /^Cannot change rows of correlated_tasks: --protocol takes epochs, .*, order$/,
  ],
  [
    "a temperature of tasks in turn",
    ["fudan_reviews", "--protocol", "temperature=3"],
    /temperature of fudan_reviews: .*, order, and temperature with order=sampled$/,
  ],
  ["validation of tasks", ["adult_income", "--protocol", "validation=0.1"], /validation of adult/],
  ["pretraining in adaptation", ["digits", "--protocol", "pretraining=3"], /pretraining of digits/],
  [
    "a parameter twice",
    ["moons", "--param", "dann.lambda=1", "--param", "dann.lambda=2"],
    /--param dann\.lambda: it occurs twice/,
  ],
  [
    "a method that no suite has, beside one that they have",
    ["moons", "--methods", "dann,hard_sharing"],
    /^Cannot run hard_sharing in moons: it is a method of another setting$/,
  ],
  [
    "an embedding's width beside word vectors",
    ["fudan_reviews", "--encoder", "text_cnn:embedding=50", "--embeddings", "x"],
    /^Cannot set embedding with --embeddings: the vectors determine the embedding width$/,
  ],
  [
    "a parameter of a weighting that is not run",
    ["correlated_tasks", "--param", "dwa.temperature=1"],
    /dwa: it is not selected to run/,
  ],
  [
    "a parameter of a rule out of range",
    ["correlated_tasks", "--rules", "cagrad", "--param", "cagrad.c=-1"],
    /cagrad\.c.*-1/,
  ],
  ["tasks in adaptation", ["moons", "--tasks", "0"], /--tasks: .*several tasks, .*moons is one$/],
  ["weightings in adaptation", ["moons", "--weightings", "dwa"], /--weightings: .*several tasks/],
  ["rules in adaptation", ["moons", "--rules", "mgda"], /--rules: .*several tasks/],
  ["fine-tuning in adaptation", ["moons", "--fine-tune", "1"], /--fine-tune: .*several tasks/],
  [
    "pairs of tasks",
    ["correlated_tasks", "--pairs", "a-b"],
    /--pairs: it is for suites of domains/,
  ],
  ["word vectors without texts", ["adult_income", "--embeddings", "x"], /--embeddings: .*texts/],
  [
    "labels in adaptation",
    ["moons", "digits", "--labels", "10"],
    /--labels: it is for suites of inductive transfer, and none of moons, digits is one$/,
  ],
  ["labels of tasks", ["correlated_tasks", "--labels", "all"], /--labels: .*correlated_tasks is/],
  ["no labels", ["fashion_halves", "--labels", ","], /--labels: it is empty/],
  ["zero labels", ["fashion_halves", "--labels", "10,0"], /--labels: .*1 to 100000 or 'all'.*'0'$/],
  ["another word than all", ["fashion_halves", "--labels", "most"], /--labels: .*'all'.*'most'$/],
  ["half a label", ["fashion_halves", "--labels", "0.5"], /--labels: .*'0\.5'$/],
  [
    "a method of adaptation in inductive transfer",
    ["fashion_halves", "--methods", "dann"],
    /dann in fashion_halves: it has from_scratch, feature_extraction, fine_tuning$/,
  ],
  ["a method of transfer in adaptation", ["moons", "--methods", "l2_sp"], /l2_sp in moons/],
  [
    "a depth of half a layer",
    ["fashion_halves", "--param", "fine_tuning.depth=1.5"],
    /fine_tuning\.depth.*1\.5/,
  ],
  [
    "a depth where nothing is taken over",
    ["fashion_halves", "--param", "from_scratch.depth=1"],
    /from_scratch\.depth/,
  ],
  ["tasks in inductive transfer", ["fashion_halves", "--tasks", "A"], /--tasks: .*several tasks/],
  ["no pretraining", ["fashion_halves", "--protocol", "pretraining=0"], /pretraining.*0/],
];

for (const [what, args, message] of refused) {
  Deno.test(`parseBenchOptions refuses ${what}`, () => {
    assert.throws(() => parseBenchOptions(args), { name: "UsageError", message });
  });
}

Deno.test("parseBenchOptions parses a number of seeds or a range", () => {
  const seedsOf = (text: string) => parseBenchOptions(["moons", "--seeds", text]).seeds;
  assert.equal(seedsOf("3"), 3);
  assert.deepEqual(seedsOf("4-4"), [4]);
  assert.deepEqual(seedsOf("8-10"), [8, 9, 10]);
  assert.throws(() => seedsOf("3-2"), /its first seed is greater than its last$/);
  assert.throws(() => seedsOf("0"), /an integer from 1/);
  assert.throws(() => seedsOf("1-"), /an integer from 1/);
});
