import assert from "node:assert/strict";
import { resolve } from "node:path";
import { builtIn } from "../runs/catalogue.ts";
import { expand } from "../runs/expand.ts";
import { type BenchOptions, parseBenchOptions, selectedOf } from "./_bench_options.ts";

const parse = (...args: string[]) => parseBenchOptions(args, builtIn);

Deno.test("parseBenchOptions parses the options of several tasks", () => {
  const options = parse(
    ...["correlated_tasks", "--tasks", "p=1:n=200, p=0:n=50", "--methods", "mmoe,single_task"],
    ...["--weightings", "equal,dwa,equal", "--rules", "sum, mgda@representation,cagrad@parameters"],
    ...["--fine-tune", "3", "--encoder", "mlp:width=4,activation=tanh"],
    ...["--protocol", "order=sampled,temperature=2.5,epochs=7"],
    ...["--param", "dwa.temperature=1,2", "--param", "cagrad.c=0.25", "--param", "mmoe.experts=3"],
  );
  assert.deepEqual(options.suites.map(({ name }) => name), ["correlated_tasks"]);
  assert.deepEqual(options.methods, ["mmoe", "single_task"]);
  assert.deepEqual(options.settingOptions, {
    tasks: "p=1:n=200, p=0:n=50",
    weightings: "equal,dwa,equal",
    rules: "sum, mgda@representation,cagrad@parameters",
    "fine-tune": "3",
  });
  assert.deepEqual(options.encoder, {
    name: "mlp",
    values: { depth: 1, width: 4, activation: "tanh", initializer: "fan_in" },
  });
  assert.deepEqual([...options.protocol], [
    ["order", "sampled"],
    ["temperature", "2.5"],
    ["epochs", "7"],
  ]);
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
  const options = parse(
    ...["fashion_halves", "--labels", "10, all,250,010", "--pairs", "A-B,B-A"],
    ...["--methods", "l2_sp", "--param", "l2_sp.depth=1,3", "--protocol", "pretraining=2"],
  );
  const [suite] = options.suites;
  assert.equal(suite.name, "fashion_halves");
  assert.deepEqual([...options.sweeps.get("l2_sp")!], [["depth", [1, 3]]]);
  const selected = selectedOf(options, suite);
  assert.deepEqual(selected.protocol, { values: { pretraining: 2 } });
  const runs = expand(suite, { ...selected, seeds: [0] }, builtIn);
  // 010 means 10.
  assert.deepEqual(
    [...new Set(runs.map(({ problem }) => problem.name))],
    ["A-B", "B-A"].flatMap((pair) => [10, "all", 250].map((labels) => `${pair} ${labels}`)),
  );
});

Deno.test("parseBenchOptions without a suite selects those that fit the methods and options", () => {
  const suitesOf = (...args: string[]) => parse(...args).suites.map(({ name }) => name);
  assert.deepEqual(suitesOf(), ["correlated_tasks", "moons", "two_bits"]);
  assert.deepEqual(suitesOf("--methods", "dann"), ["moons"]);
  assert.deepEqual(suitesOf("--methods", "mmoe"), ["correlated_tasks"]);
  assert.deepEqual(suitesOf("--methods", "dann,mmoe"), ["correlated_tasks", "moons"]);
  assert.deepEqual(suitesOf("--pairs", "0-35"), ["moons"]);
  assert.deepEqual(suitesOf("--tasks", "p=1:n=20"), ["correlated_tasks"]);
  assert.deepEqual(suitesOf("--fine-tune", "1"), ["correlated_tasks"]);
  assert.deepEqual(suitesOf("--protocol", "order=sampled"), ["correlated_tasks"]);
  assert.deepEqual(suitesOf("--protocol", "optimizer=sgd"), [
    "correlated_tasks",
    "moons",
    "two_bits",
  ]);
  assert.deepEqual(suitesOf("--selections", "last"), ["correlated_tasks", "moons", "two_bits"]);
  assert.deepEqual(suitesOf("--selections", "last,entropy"), ["moons"]);
  // Suites that need data must be named.
  assert.throws(
    () => suitesOf("--labels", "10"),
    /none of correlated_tasks, moons, two_bits is one$/,
  );
  assert.throws(() => suitesOf("--methods", "fine_tuning"), /fine_tuning in correlated_tasks: it/);
  // Named suites are kept.
  assert.deepEqual(suitesOf("moons", "correlated_tasks", "--weightings", "dwa"), [
    "moons",
    "correlated_tasks",
  ]);
});

Deno.test("selectedOf gives each suite the options, methods and changes that apply to it", () => {
  const options = parse(
    ...["moons", "correlated_tasks", "--protocol", "order=sampled,temperature=2,rows=9,epochs=3"],
    ...["--weightings", "dwa", "--pairs", "0-35", "--methods", "mmoe,dann"],
  );
  assert.deepEqual(options.suites.map(({ name }) => name), ["moons", "correlated_tasks"]);
  const [moons, tasks] = options.suites.map((suite) => selectedOf(options, suite));
  assert.deepEqual(
    [moons.methods, moons.options, moons.protocol],
    [["dann"], { pairs: "0-35" }, { values: { rows: 9, epochs: 3 } }],
  );
  assert.deepEqual(
    [tasks.methods, tasks.options, tasks.protocol],
    [
      ["mmoe"],
      { weightings: "dwa" },
      { values: { order: "sampled", temperature: 2, epochs: 3 } },
    ],
  );
});

Deno.test("parseBenchOptions merges equal values of a parameter", () => {
  const { sweeps } = parse("moons", "--param", "dann.lambda=1,1.0,2");
  assert.deepEqual(sweeps.get("dann")!.get("lambda"), [1, 2]);
});

Deno.test("parseBenchOptions leaves missing options undefined", () => {
  const options = parse("fudan_reviews", "--embeddings", "glove.txt");
  assert.equal(options.embeddings, resolve("glove.txt"));
  for (const name of ["methods", "seeds", "data", "dumpGraph", "encoder"]) {
    assert.equal(options[name as keyof BenchOptions], undefined, name);
  }
  assert.deepEqual(options.settingOptions, {});
  assert.equal(options.protocol.size, 0);
});

const refused: [what: string, args: string[], message: RegExp][] = [
  ["an unknown order", ["--protocol", "order=random"], /joint, in_turn, sampled/],
  [
    "a temperature below 1",
    ["--protocol", "order=sampled,temperature=0.5"],
    /\[1, 1000\].*0\.5/,
  ],
  [
    "a method of adaptation on tasks",
    ["correlated_tasks", "--methods", "dann"],
    /dann in correlated_/,
  ],
  ["a method of tasks in adaptation", ["moons", "--methods", "mmoe"], /mmoe in moons/],
  [
    "an unknown selection rule",
    ["--selections", "best"],
    /^Cannot find selection rule 'best': there are .*last/,
  ],
  [
    "a rule that reads unlabelled rows of several tasks",
    ["correlated_tasks", "--selections", "last,entropy"],
    /^Cannot select by entropy: it reads unlabelled rows, and the setting multi_task has none$/,
  ],
  [
    "validation without validation rows",
    ["moons", "--selections", "last,source_validation", "--protocol", "validation=0"],
    /^Cannot select by source_validation: no rows are held out \(validation=0\)$/,
  ],
  [
    "a bound alone",
    ["moons", "--selections", "oracle"],
    /^Cannot select by oracle alone: a bound is no result; add last, say$/,
  ],
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
    /^Cannot change order of moons: --protocol takes optimizer, schedule, learningRate, .*, rows, /,
  ],
  [
    "rows of tasks",
    ["correlated_tasks", "--protocol", "epochs=3,rows=5"],
    /^Cannot change rows of correlated_tasks: --protocol takes optimizer, .*, order, transform, temperature, /,
  ],
  [
    "a temperature of tasks in turn",
    ["fudan_reviews", "--protocol", "temperature=3"],
    /^Cannot set protocol\.temperature: it does not apply with optimizer=adam, schedule=constant, order=in_turn, transform=none, where there are /,
  ],
  [
    "validation of tasks that have validation rows of their own",
    ["adult_income", "--protocol", "validation=0.1"],
    /^Cannot change validation of adult_income: --protocol takes /,
  ],
  ["pretraining in adaptation", ["digits", "--protocol", "pretraining=3"], /pretraining of digits/],
  ["no pretraining", ["fashion_halves", "--protocol", "pretraining=0"], /pretraining.*0/],
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
    /--pairs: it is for suites of inductive transfer and of unsupervised adaptation, and none of/,
  ],
  ["word vectors without texts", ["adult_income", "--embeddings", "x"], /--embeddings: .*texts/],
  [
    "labels in adaptation",
    ["moons", "digits", "--labels", "10"],
    /--labels: it is for suites of inductive transfer, and none of moons, digits is one$/,
  ],
  ["labels of tasks", ["correlated_tasks", "--labels", "all"], /--labels: .*correlated_tasks is/],
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
];

for (const [what, args, message] of refused) {
  Deno.test(`parseBenchOptions refuses ${what}`, () => {
    assert.throws(() => parse(...args), { name: "UsageError", message });
  });
}

Deno.test("parseBenchOptions parses a number of seeds or a range", () => {
  const seedsOf = (text: string) => parse("moons", "--seeds", text).seeds;
  assert.equal(seedsOf("3"), 3);
  assert.deepEqual(seedsOf("4-4"), [4]);
  assert.deepEqual(seedsOf("8-10"), [8, 9, 10]);
  assert.throws(() => seedsOf("3-2"), /its first seed is greater than its last$/);
  assert.throws(() => seedsOf("0"), /an integer from 1/);
  assert.throws(() => seedsOf("1-"), /an integer from 1/);
});

Deno.test("parseBenchOptions knows the entries and the options of the catalogue that it is given", () => {
  const { unsupervised_adaptation: setting } = builtIn.settings;
  const { moons } = builtIn.suites;
  const foreign = {
    ...builtIn,
    settings: {
      osmosis: {
        ...setting,
        name: "osmosis",
        title: "osmosis",
        options: { membrane: { value: "N", describe: "thickness" } },
      },
    },
    suites: { salt: { ...moons, name: "salt", setting: "osmosis" } },
    methods: { pump: { ...builtIn.methods.dann, name: "pump", setting: "osmosis" } },
  };
  const args = ["salt", "--membrane", "3", "--methods", "pump"];
  const { settingOptions } = parseBenchOptions(args, foreign);
  assert.deepEqual(settingOptions, { membrane: "3" });
  assert.throws(() => parse(...args), { code: "ERR_PARSE_ARGS_UNKNOWN_OPTION" });
  assert.throws(
    () => parseBenchOptions(["moons"], foreign),
    /^UsageError: Cannot find suite 'moons': there are salt$/,
  );
});

Deno.test("parseBenchOptions refuses a setting whose option is one of bench's", () => {
  const { unsupervised_adaptation: setting } = builtIn.settings;
  const options = { jobs: { value: "A", describe: "jobs of people" } };
  const settings = { ...builtIn.settings, mine: { ...setting, name: "mine", options } };
  assert.throws(() => parseBenchOptions(["moons"], { ...builtIn, settings }), {
    name: "UsageError",
    message: "Cannot use the setting 'mine': bench has an option --jobs, too; give the setting's " +
      "another name",
  });
});
