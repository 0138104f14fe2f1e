import assert from "node:assert/strict";
import { resolve } from "node:path";
import { runsOf } from "../reports/reproduction/arm.ts";
import { papers } from "../suites/published/mod.ts";
import type { PlannedRun } from "../records/record.ts";
import type { Arm, ComparedTable, Experiment } from "../suites/published/paper.ts";
import { builtIn } from "../runs/catalogue.ts";
import { expand } from "../runs/expand.ts";
import { selectedOf } from "./_bench_options.ts";
import { exampleRun, planned } from "../tests/fixtures/records.ts";
import { benchesOf, parseReproduceOptions, reproduceHelp } from "./_reproduce_options.ts";
import { planExperiments, plansOf, readExperiment } from "./_reproduce_plan.ts";
import { resultsStore } from "./_results_store.ts";

/** Parses a command line without modules. */
const parsed = (...args: string[]) => parseReproduceOptions(args, builtIn);

/** Returns the runs of an experiment as if all data were present. */
function wholePlan(experiment: Experiment): PlannedRun[] {
  return benchesOf(experiment, { bench: [], catalogue: builtIn }).flatMap((bench) =>
    bench.suites.flatMap((suite) => expand(suite, selectedOf(bench, suite), builtIn).map(planned))
  );
}

/** The rows of a table for which no dataset of Graft has data. */
const withoutFiles: Record<string, string[]> = {
  "dann-jmlr2016-table2-digits": ["synnumbers-svhn", "svhn-mnist", "synsigns-gtsrb"],
  "adda-cvpr2017-table2-digits": ["svhn-mnist"],
  "cdan-neurips2018-digits": ["svhn-mnist"],
};

const problemsOf = (runs: readonly PlannedRun[]) =>
  new Set(runs.flatMap(({ spec: { problem } }) => problem.tasks.map(({ name }) => name)));

function assertPlanned(experiment: Experiment, arm: Arm, rows: readonly string[]): void {
  const runs = runsOf(arm, wholePlan(experiment));
  const problems = problemsOf(runs);
  for (const row of rows) assert.ok(problems.has(row), `${arm.method}: ${row}`);
}

for (const [id, { tables, claims }] of Object.entries(papers)) {
  for (const part of tables.filter((part): part is ComparedTable => "experiment" in part)) {
    Deno.test(`${id}: a bench makes every arm of ${part.table.id} on every row`, () => {
      const rows = Object.keys(part.table.rows)
        .filter((row) => !withoutFiles[part.table.id]?.includes(row));
      for (const arm of Object.values(part.arms)) assertPlanned(part.experiment, arm, rows);
    });
  }
  for (const claim of claims) {
    if (!("experiment" in claim)) continue;
    Deno.test(`${id}: a bench makes every term of the claim of ${claim.where}`, () => {
      for (const { arm, problems } of [...claim.greater, ...claim.less]) {
        assertPlanned(claim.experiment, arm, problems);
      }
    });
  }
}

Deno.test("the protocols match the documented differences from the papers", () => {
  // A change of a suite's protocol requires a check of the differences in suites/published.
  const expected: Record<string, readonly string[]> = {
    ganin2016: [
      "mlp depth=1 width=50 activation=sigmoid initializer=glorot, adam 0.001 constant, 30 epochs of 64, log1p, 0.1",
      "cnn depth=2 channels=10 window=5 width=100, adam 0.001 constant, 6 epochs of 64, none, 0.1",
      "mlp depth=1 width=15 activation=sigmoid initializer=glorot, adam 0.05 constant, 400 epochs of 50, none, 0.1",
    ],
    zellinger2017: [
      "mlp depth=1 width=50 activation=sigmoid initializer=fan_in, adam 0.001 constant, 200 epochs of 300, log1p, 0.3",
    ],
    zellinger2019: [
      "mlp depth=1 width=50 activation=sigmoid initializer=fan_in, adam 0.001 constant, 200 epochs of 300, log1p, 0.3",
    ],
    liu2017: [
      "text_cnn embedding=100 channels=100 widths=3-4-5 dropout=0.5, adam 0.001 constant, 6 epochs of 32, in_turn, none",
    ],
    ma2018: [
      "mlp depth=1 width=10 activation=relu initializer=he, adam 0.02 cosine, 60 epochs of 50, joint, none",
    ],
    sener2018: [
      "cnn depth=2 channels=10 window=5 width=50, adam 0.001 constant, 6 epochs of 100, joint, none",
    ],
    tzeng2017: [
      "cnn depth=2 channels=10 window=5 width=100, adam 0.001 constant, 30 epochs of 64, none, 0",
    ],
    long2018: [
      "cnn depth=2 channels=10 window=5 width=100, adam 0.001 constant, 6 epochs of 64, none, 0.1",
    ],
    yosinski2014: [
      "cnn depth=2 channels=10 window=5 width=50, adam 0.001 constant, 3 epochs of 64, none, 0.1",
    ],
    sogaard2016: ["bilstm_tagger, adam 0.005 constant, 3 epochs of 64, joint, none"],
  };
  for (const [id, { tables, claims }] of Object.entries(papers)) {
    const experiments = new Set(
      [...tables, ...claims].flatMap((part) => "experiment" in part ? part.experiment : []),
    );
    const found = [...experiments].map((experiment) => {
      const [{ spec: { protocol } }] = wholePlan(experiment);
      const { encoder, optimizer, schedule, values } = protocol;
      const settings = encoder.name === "bilstm_tagger"
        ? []
        : Object.entries(encoder.values).map(([key, value]) => `${key}=${value}`);
      return [
        [encoder.name, ...settings].join(" "),
        `${optimizer.name} ${values.learningRate} ${schedule.name}`,
        `${values.epochs} epochs of ${values.batch}`,
        ...["order", "transform", "validation"].flatMap((name) => values[name] ?? []),
      ].join(", ");
    });
    assert.deepEqual(found, expected[id] ?? [], id);
  }
});

Deno.test("the arms of the Amazon tables have the parameters of the documented differences", () => {
  const valuesOf = (id: string, method: string) => {
    const [part] = papers[id].tables as readonly ComparedTable[];
    return runsOf({ method }, wholePlan(part.experiment))[0].spec.method.values;
  };
  const { lambda, schedule, discriminator_depth } = valuesOf("ganin2016", "dann");
  assert.deepEqual([lambda, schedule, discriminator_depth], [0.31, "fixed", 0]);
  const { weight, moments, bound } = valuesOf("zellinger2017", "cmd");
  assert.deepEqual([weight, moments, bound], [1, 5, "none"]);
  const { weight: factor, kernels, bandwidth } = valuesOf("zellinger2017", "mmd");
  assert.deepEqual([factor, kernels, bandwidth], [1, 5, "mean"]);
  assert.equal(valuesOf("zellinger2019", "coral").weight, 1);
});

const moons = papers.ganin2016.claims;

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "graft-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("planExperiments: plans each experiment once, with the requested seeds", () =>
  inFolder(async (folder) => {
    const options = parsed("ma2018", `--results=${folder}`, "--seeds=2");
    const planned = await planExperiments(options.papers, options, await resultsStore(folder));
    assert.equal(planned.size, 1);
    const [plan] = planned.values();
    assert.deepEqual([plan.withoutData, plan.notes], [false, []]);
    const runs = plansOf([plan, plan]).flatMap(({ runs }) => runs);
    assert.equal(runs.length, 2 * 3 * 2);
    assert.deepEqual([...new Set(runs.map(({ spec }) => spec.seed))], [5, 6]);
  }));

Deno.test("readExperiment: returns records, commands and the sizes of test sets", () =>
  inFolder(async (folder) => {
    const options = parsed("ganin2016", `--results=${folder}`, "--seeds=4-6");
    const store = await resultsStore(folder);
    await store.open();
    const paper = { ...papers.ganin2016, tables: [], claims: moons };
    const [plan] = (await planExperiments([paper], options, store)).values();
    const [{ runs: [first] }] = plansOf([plan]);
    const { record, predictions } = exampleRun(first.spec);
    await store.write({ record, predictions });
    const { runs, commands, commandOf, testSizes, notes } = await readExperiment(plan, store);
    assert.equal(runs.length, 6);
    assert.deepEqual(runs.filter(({ record }) => record).map(({ id }) => id), [first.id]);
    assert.deepEqual(commands, [
      "deno task bench moons --methods source_only,dann --seeds 4-6",
    ]);
    assert.equal(
      commandOf.get(first.id),
      "deno task bench moons --methods source_only --pairs 0-35 --seeds 4-4",
    );
    assert.equal(commandOf.size, 6);
    assert.deepEqual([...testSizes], [["0-35", 4]]);
    assert.deepEqual(notes, []);
  }));

Deno.test("readExperiment: notes the seeds on which the suite's settings were chosen", () =>
  inFolder(async (folder) => {
    const options = parsed("ganin2016", `--results=${folder}`, "--seeds=1-3");
    const paper = { ...papers.ganin2016, tables: [], claims: moons };
    const store = await resultsStore(folder);
    const [plan] = (await planExperiments([paper], options, store)).values();
    const { notes } = await readExperiment(plan, store);
    assert.deepEqual(notes, [
      "The seed 1 is among those that the suite's settings were chosen on: no fair comparison; " +
      "`--seeds N` takes N others.",
    ]);
  }));

Deno.test("readExperiment: notes contain no folder of this machine", () =>
  inFolder(async (folder) => {
    const options = parsed("ma2018", `--results=${folder}`);
    const store = await resultsStore(folder);
    const [plan] = (await planExperiments(options.papers, options, store)).values();
    const notes = [
      "x leaves out a, b: not found in /home/me, /data; get it with `deno task data fetch x`",
      "x reads a modified b.txt: /home/me/b.txt",
    ];
    assert.deepEqual((await readExperiment({ ...plan, notes }, store)).notes, [
      "x leaves out a, b: not found; get it with `deno task data fetch x`",
      "x reads a modified b.txt",
    ]);
  }));

Deno.test("reproduceHelp: names every output file", () => {
  for (const kind of ["html", "md", "json"]) {
    assert.ok(reproduceHelp(builtIn).includes(`reproduction.${kind}`), kind);
  }
});

Deno.test("parseReproduceOptions: makes runs of named papers, except with --no-run", () => {
  const run = (...args: string[]) => parsed(...args).run;
  assert.equal(run("ma2018"), true);
  assert.equal(run(), false);
  assert.equal(run("ma2018", "--no-run"), false);
  assert.equal(run("ma2018", "--list"), false);
  assert.equal(parsed().papers.length, Object.keys(papers).length);
  assert.equal(parsed("ma2018", "ma2018").papers.length, 1);
});

Deno.test("parseReproduceOptions: passes on bench's options, and refuses what bench refuses", () => {
  const options = parsed(
    ...["ma2018", "--jobs", "3", "--data", "x", "--retry-failed", "--results", "r"],
  );
  const [bench] = benchesOf(
    options.papers[0].claims.flatMap((claim) => "experiment" in claim ? claim.experiment : [])[0],
    options,
  );
  const results = resolve("r");
  assert.deepEqual(
    [bench.jobs, bench.data, bench.retryFailed, bench.results],
    [3, "x", true, results],
  );
  assert.equal(bench.seeds, 5);
  assert.equal(options.out, results);
  for (const args of [["--seeds", "0"], ["--device", "abacus"], ["--jobs", "x"], ["nobody1999"]]) {
    assert.throws(() => parsed(...args), { name: "UsageError" });
  }
});
