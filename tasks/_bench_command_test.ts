import assert from "node:assert/strict";
import type { RunSpec } from "../records/record.ts";
import { runId } from "../records/run_id.ts";
import { builtIn } from "../runs/catalogue.ts";
import { expand } from "../runs/expand.ts";
import { benchCommand } from "./_bench_command.ts";
import { parseBenchOptions, selectedOf } from "./_bench_options.ts";

const VECTORS = "0123abcd".repeat(8);

/** Returns the runs that a command line plans. */
function plannedRuns(...args: string[]): RunSpec[] {
  const options = parseBenchOptions(args, builtIn);
  const [suite] = options.suites;
  const selected = selectedOf(options, suite);
  const vectors = options.embeddings && VECTORS;
  const protocol = { ...selected.protocol, ...vectors ? { vectors } : {} };
  return expand(suite, { ...selected, protocol }, builtIn, () => "content");
}

/** Returns the last run that a command line plans. */
const planned = (...args: string[]) => plannedRuns(...args).at(-1)!;

const commandOf = (spec: RunSpec) => benchCommand(spec, builtIn);

Deno.test("benchCommand returns the command of a run of adaptation", () => {
  assert.equal(
    commandOf(planned("moons", "--methods", "dann")),
    "deno task bench moons --methods dann --pairs 0-35 --seeds 6-6",
  );
  assert.equal(
    commandOf(
      planned(
        ...["moons", "--methods", "dann", "--pairs", "0-50", "--seeds", "12-12"],
        ...["--param", "dann.lambda=1,3", "--protocol", "validation=0,epochs=20"],
        ...["--encoder", "mlp:width=3"],
      ),
    ),
    "deno task bench moons --methods dann --pairs 0-50 --seeds 12-12 --param dann.lambda=3 " +
      "--encoder mlp:depth=1,width=3,activation=relu,initializer=fan_in " +
      "--protocol epochs=20,validation=0",
  );
  assert.equal(
    commandOf(planned("moons", "--methods", "dann", "--seeds", "1", "--protocol", "rows=50")),
    "deno task bench moons --methods dann --pairs 0-35 --seeds 2-2 --protocol rows=50",
  );
});

Deno.test("benchCommand returns the command of a run of several tasks", () => {
  assert.equal(
    commandOf(
      planned(
        ...["correlated_tasks", "--methods", "mmoe", "--tasks", "p=0.5:n=200", "--seeds", "1"],
        ...["--weightings", "dwa", "--param", "dwa.temperature=3"],
        ...["--rules", "mgda@representation", "--param", "mmoe.experts=3", "--fine-tune", "2"],
      ),
    ),
    "deno task bench correlated_tasks --methods mmoe --tasks p=0.5:n=200 --weightings dwa " +
      "--rules mgda@representation --fine-tune 2 --seeds 5-5 " +
      "--param mmoe.experts=3 --param dwa.temperature=3",
  );
  assert.match(
    commandOf(
      planned(
        ...["fudan_reviews", "--methods", "hard_sharing", "--tasks", "books,dvd"],
        ...["--embeddings", "glove.txt", "--protocol", "order=sampled,temperature=2"],
      ),
    )!,
    / --tasks books,dvd --seeds 2-2 --embeddings FILE --protocol order=sampled,temperature=2$/,
  );
  assert.match(
    commandOf(
      planned(
        ...["fudan_reviews", "--methods", "hard_sharing", "--tasks", "books,dvd"],
        ...["--embeddings", "glove.txt", "--encoder", "bilstm:width=9"],
      ),
    )!,
    / --encoder bilstm:spread=0.1,width=9,dropout=0.5 --embeddings FILE$/,
  );
});

Deno.test("benchCommand returns the command of a run of inductive transfer", () => {
  assert.equal(
    commandOf(planned("fashion_halves", "--seeds", "1")),
    "deno task bench fashion_halves --methods fine_tuning --pairs B-B --labels all --seeds 0-0 " +
      "--param fine_tuning.depth=3",
  );
  const run = planned(
    ...["fashion_halves", "--methods", "from_scratch,l2_sp", "--pairs", "B-A"],
    ...["--labels", "all,25", "--seeds", "4-4", "--param", "l2_sp.beta=0"],
    ...["--param", "l2_sp.depth=2,1", "--quick", "--encoder", "cnn:width=20"],
  );
  assert.deepEqual(run.problem, {
    name: "B-A 25",
    sources: ["B"],
    target: "A",
    labels: 25,
    tasks: [{ name: "B-A 25", task: "A", metrics: ["accuracy"] }],
  });
  const command = "deno task bench fashion_halves --methods l2_sp --pairs B-A --labels 25 " +
    "--seeds 4-4 --param l2_sp.depth=1 --param l2_sp.beta=0 " +
    "--encoder cnn:depth=2,channels=10,window=5,width=20 --protocol epochs=1,pretraining=1";
  assert.equal(commandOf(run), command);
});

// Commands by hand, and the runs that they make, which must be the ones that they were made from.
const changed: [what: string, args: string[], command: string][] = [
  [
    "another optimizer with an option",
    ["--protocol", "learningRate=3e-4,optimizer=sgd,momentum=0.9"],
    "--protocol optimizer=sgd,momentum=0.9,learningRate=0.0003",
  ],
  [
    "a choice of the optimizer",
    ["--protocol", "nesterov=yes,momentum=0.5,optimizer=sgd"],
    "--protocol optimizer=sgd,momentum=0.5,nesterov=yes",
  ],
  [
    "an option of the suite's own optimizer",
    ["--protocol", "beta1=0.5"],
    "--protocol beta1=0.5",
  ],
  [
    "an optimizer with another default of an option",
    ["--protocol", "optimizer=adamw"],
    "--protocol optimizer=adamw",
  ],
  [
    "another schedule with an option",
    ["--protocol", "schedule=annealed,alpha=5"],
    "--protocol schedule=annealed,alpha=5",
  ],
  [
    "a schedule without options, and a bound on the gradients",
    ["--protocol", "clipNorm=1.5,schedule=linear"],
    "--protocol schedule=linear,clipNorm=1.5",
  ],
  [
    "other selection rules",
    ["--selections", "entropy, last"],
    "--selections entropy,last",
  ],
  [
    "a value of the suite's own encoder",
    ["--encoder", "mlp:depth=1,width=15,activation=sigmoid"],
    "--encoder mlp:depth=1,width=15,activation=sigmoid,initializer=fan_in",
  ],
];

for (const [what, args, options] of changed) {
  Deno.test(`benchCommand: the command of a run with ${what} makes that run alone`, () => {
    const run = planned("moons", "--methods", "dann", "--seeds", "1", ...args);
    const command = commandOf(run)!;
    assert.equal(
      command,
      `deno task bench moons --methods dann --pairs 0-35 --seeds 2-2 ${options}`,
    );
    assert.deepEqual(plannedRuns(...command.split(" ").slice(3)).map(runId), [runId(run)]);
    assert.notEqual(runId(run), runId(planned("moons", "--methods", "dann", "--seeds", "1")));
  });
}

Deno.test("benchCommand: the command of a transfer or of several tasks makes that run alone", () => {
  for (
    const args of [
      [
        ...["fashion_halves", "--methods", "l2_sp", "--pairs", "B-A", "--labels", "25", "--quick"],
        ...["--param", "l2_sp.depth=2,1", "--protocol", "optimizer=adagrad,pretraining=2"],
      ],
      [
        ...["correlated_tasks", "--methods", "mmoe", "--tasks", "p=0.3:n=60", "--fine-tune", "2"],
        ...["--rules", "cagrad", "--param", "cagrad.c=0.1", "--protocol", "schedule=annealed"],
      ],
      ["correlated_tasks", "--methods", "mmoe", "--protocol", "order=sampled,temperature=3"],
    ]
  ) {
    const run = planned(...args);
    const command = commandOf(run)!;
    const made = plannedRuns(...command.split(" ").slice(3)).map(runId);
    assert.ok(made.includes(runId(run)), command);
    // With fine-tuning, the run without it is made too.
    assert.equal(made.length, args.includes("--fine-tune") ? 2 : 1, command);
  }
});

Deno.test("benchCommand finds a command for every run of fashion_halves", () => {
  const commands = plannedRuns("fashion_halves", "--seeds", "1").map(commandOf);
  assert.equal(new Set(commands).size, commands.length);
  assert.ok(commands.every((command) => command));
});

Deno.test("benchCommand has none for a run that this version cannot make", () => {
  const run = planned("moons", "--methods", "dann");
  const { protocol } = run;
  const another: { [what: string]: RunSpec } = {
    setting: { ...run, setting: "osmosis" },
    suite: { ...run, suite: { name: "mars", version: 1 } },
    version: { ...run, suite: { ...run.suite, version: run.suite.version + 1 } },
    method: { ...run, method: { name: "magic", values: {} } },
    value: { ...run, method: { ...run.method, values: { ...run.method.values, lambda: -1 } } },
    metrics: { ...run, metrics: 0 },
    optimizer: { ...run, protocol: { ...protocol, optimizer: { name: "lion", values: {} } } },
    "option of the optimizer": {
      ...run,
      protocol: { ...protocol, optimizer: { name: "sgd", values: { momentum: 0.9 } } },
    },
    "value of the protocol": {
      ...run,
      protocol: { ...protocol, values: { ...protocol.values, warmup: 3 } },
    },
    selection: { ...run, protocol: { ...protocol, selections: ["best"] } },
  };
  for (const [what, spec] of Object.entries(another)) {
    assert.equal(commandOf(spec), undefined, what);
  }
});

Deno.test("benchCommand names only what is in the catalogue that it is given", () => {
  const run = planned("moons", "--methods", "dann");
  const { dann: _, ...methods } = builtIn.methods;
  assert.equal(benchCommand(run, { ...builtIn, methods }), undefined);
  assert.ok(commandOf(run));
  assert.equal(benchCommand(run, { ...builtIn, suites: {} }), undefined);
});
