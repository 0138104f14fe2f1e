import assert from "node:assert/strict";
import { builtIn } from "../runs/catalogue.ts";
import { ResultsStore } from "../runs/store.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { parseBenchOptions } from "./_bench_options.ts";
import { planBench } from "./_bench_plan.ts";

/** Plans the runs of a command line of bench; nothing is recorded. */
async function plan(args: readonly string[], catalogue: Catalogue = builtIn) {
  let runs;
  await inFolder(async (folder) => {
    const options = parseBenchOptions([...args, "--results", folder], catalogue);
    const plans = await planBench(options, new ResultsStore(folder, assert.fail));
    runs = plans.flatMap(({ runs }) => runs);
  });
  return runs!;
}

const tasks = ["correlated_tasks", "--tasks", "p=1:n=200"];

const refused: [what: string, args: string[], message: RegExp][] = [
  [
    "an unknown weighting",
    [...tasks, "--weightings", "weighty"],
    /weighting 'weighty': there are dwa, /,
  ],
  [
    "an unknown gradient rule",
    [...tasks, "--rules", "surgery"],
    /gradient rule 'surgery': there are .*pcgrad/,
  ],
  [
    "a rule over what is none",
    [...tasks, "--rules", "mgda@loss"],
    /--rules 'mgda@loss': .*RULE@representation/,
  ],
  ["a rule over two", [...tasks, "--rules", "mgda@parameters@representation"], /'mgda@parameters@/],
  ["no rules", [...tasks, "--rules", ","], /--rules: it is empty/],
  ["no weightings", [...tasks, "--weightings", ""], /--weightings: it is empty/],
  ["fine-tuning for no epoch", [...tasks, "--fine-tune", "0"], /--fine-tune.*'0'/],
  ["no pairs", ["moons", "--pairs", " "], /--pairs: it is empty/],
  ["no tasks", ["correlated_tasks", "--tasks", ","], /--tasks: it is empty/],
  ["no labels", ["fashion_halves", "--labels", ","], /--labels: it is empty/],
  ["zero labels", ["fashion_halves", "--labels", "10,0"], /--labels: .*1 to 100000 or 'all'.*'0'$/],
  ["another word than all", ["fashion_halves", "--labels", "most"], /--labels: .*'all'.*'most'$/],
  ["half a label", ["fashion_halves", "--labels", "0.5"], /--labels: .*'0\.5'$/],
  [
    "a parameter of a weighting that is not run",
    [...tasks, "--param", "dwa.temperature=1"],
    /dwa: it is not selected to run/,
  ],
  [
    "a batch of more rows than are generated",
    ["moons", "--protocol", "batch=500"],
    /^Cannot fill a batch of 500 rows: .* \(moons 0\)$/,
  ],
  ["a data folder that does not exist", ["moons", "--data", "/no/such"], /'\/no\/such'|\/no\/such/],
];

for (const [what, args, message] of refused) {
  Deno.test(`planBench refuses ${what} as bad usage`, async () => {
    await assert.rejects(plan(args), { name: "UsageError", message });
  });
}

Deno.test("planBench refuses a suite with a selection rule or an encoder that does not exist", async () => {
  const { moons } = builtIn.suites;
  const { encoder, selections } = moons.protocol;
  for (
    const [protocol, message] of [
      [
        { selections: [...selections, "hindsight"] },
        /selection rule 'hindsight': there are .*last, /,
      ],
      [{ encoder: { ...encoder, name: "mpl" } }, /encoder 'mpl': there are .*mlp/],
      [{ values: { ...moons.protocol.values, epochs: 0 } }, /protocol\.epochs: .* 0$/],
      [{ values: { ...moons.protocol.values, epocs: 3 } }, /protocol\.epocs: no such parameter/],
    ] as const
  ) {
    const suite = { ...moons, protocol: { ...moons.protocol, ...protocol } };
    const catalogue = { ...builtIn, suites: { moons: suite } };
    await assert.rejects(plan(["moons"], catalogue), { name: "UsageError", message });
  }
});

Deno.test("planBench: every value of --protocol is in the spec", async () => {
  const [{ spec, about }] = await plan([
    ...["moons", "--methods", "dann", "--seeds", "1"],
    ...["--protocol", "learningRate=3e-4,optimizer=sgd,momentum=0.9"],
  ]);
  const { optimizer, values } = spec.protocol;
  assert.deepEqual(optimizer, {
    name: "sgd",
    values: { momentum: 0.9, nesterov: "no", weightDecay: 0 },
  });
  assert.equal(values.learningRate, 3e-4);
  assert.deepEqual(about.changes, [
    "optimizer: sgd (momentum=0.9, nesterov=no, weightDecay=0), " +
    "the suite's adam (beta1=0.9, beta2=0.999, epsilon=1e-8, weightDecay=0)",
    "learningRate: 0.0003, the suite's 0.05",
  ]);
});

Deno.test("planBench: without validation rows, no rule chooses by them", async () => {
  const selectionsOf = async (...args: string[]) =>
    (await plan(["moons", "--methods", "dann", "--seeds", "1", ...args]))[0].spec.protocol
      .selections;
  assert.deepEqual(await selectionsOf(), ["last", "source_validation", "oracle"]);
  assert.deepEqual(await selectionsOf("--protocol", "validation=0"), ["last", "oracle"]);
});
