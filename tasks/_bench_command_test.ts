import assert from "node:assert/strict";
import type { RunSpec } from "../records/record.ts";
import { suites } from "../suites/mod.ts";
import { runId } from "../settings/unsupervised_adaptation/expand.ts";
import { benchCommand } from "./_bench_command.ts";
import { parseBenchOptions } from "./_bench_options.ts";
import { choose } from "../runs/plan.ts";

/** Returns the last run that a command line plans. */
function planned(...args: string[]): RunSpec {
  const options = parseBenchOptions(args);
  const [suite] = options.suites;
  const { dataset } = suite;
  const parts = dataset.kind === "domains" ? dataset.domains : dataset.sources;
  const vectors = options.embeddings && "0123abcd";
  return choose(suite, options, parts, vectors).specs(() => "content").at(-1)!;
}

Deno.test("benchCommand returns the command of a run of adaptation", () => {
  assert.equal(
    benchCommand(planned("moons", "--methods", "dann")),
    "deno task bench moons --methods dann --pairs 0-35 --seeds 6-6",
  );
  assert.equal(
    benchCommand(
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
});

Deno.test("benchCommand returns the command of a run of several tasks", () => {
  assert.equal(
    benchCommand(
      planned(
        ...["correlated_tasks", "--methods", "mmoe", "--tasks", "p=0.5:n=200", "--seeds", "1"],
        ...[
          "--weightings",
          "dwa",
          "--param",
          "dwa.temperature=3",
          "--rules",
          "mgda@representation",
        ],
        ...["--param", "mmoe.experts=3", "--fine-tune", "2"],
      ),
    ),
    "deno task bench correlated_tasks --methods mmoe --tasks p=0.5:n=200 --seeds 5-5 " +
      "--param mmoe.experts=3 --param dwa.temperature=3 --weightings dwa " +
      "--rules mgda@representation --fine-tune 2",
  );
  assert.match(
    benchCommand(
      planned(
        ...["fudan_reviews", "--methods", "hard_sharing", "--tasks", "books,dvd"],
        ...["--embeddings", "glove.txt", "--protocol", "order=sampled,temperature=2"],
      ),
    )!,
    / --tasks books,dvd --seeds 2-2 --embeddings FILE --protocol order=sampled,temperature=2$/,
  );
  assert.match(
    benchCommand(
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
    benchCommand(planned("fashion_halves", "--seeds", "1")),
    "deno task bench fashion_halves --methods fine_tuning --pairs B-B --labels all --seeds 0-0 " +
      "--param fine_tuning.depth=3",
  );
  const run = planned(
    ...[
      "fashion_halves",
      "--methods",
      "from_scratch,l2_sp",
      "--pairs",
      "B-A",
      "--labels",
      "all,25",
    ],
    ...["--seeds", "4-4", "--param", "l2_sp.beta=0", "--param", "l2_sp.depth=2,1", "--quick"],
    ...["--encoder", "cnn:width=20"],
  );
  assert.deepEqual(run.problem, { name: "B-A 25", source: "B", target: "A", labels: 25 });
  const command = "deno task bench fashion_halves --methods l2_sp --pairs B-A --labels 25 " +
    "--seeds 4-4 --param l2_sp.depth=1 --param l2_sp.beta=0 " +
    "--encoder cnn:depth=2,channels=10,window=5,width=20 --protocol epochs=1,pretraining=1";
  assert.equal(benchCommand(run), command);
  // The command plans only this run.
  const options = parseBenchOptions(command.split(" ").slice(3));
  const again = choose(suites.fashion_halves, options, ["A", "B"]).specs(() => "content");
  assert.deepEqual(again.map(runId), [runId(run)]);
});

Deno.test("benchCommand finds a command for every run of fashion_halves", () => {
  const options = parseBenchOptions(["fashion_halves", "--seeds", "1"]);
  const runs = choose(suites.fashion_halves, options, ["A", "B"]).specs(() => "content");
  assert.equal(new Set(runs.map(benchCommand)).size, runs.length);
  assert.ok(runs.map(benchCommand).every((command) => command));
});

Deno.test("benchCommand has none for a run that this version cannot make", () => {
  const run = planned("moons", "--methods", "dann");
  const another: { [what: string]: RunSpec } = {
    suite: { ...run, suite: { name: "mars", version: 1 } },
    version: { ...run, suite: { ...run.suite, version: suites.moons.version + 1 } },
    method: { ...run, method: { name: "magic", values: {} } },
    value: { ...run, method: { ...run.method, values: { ...run.method.values, lambda: -1 } } },
    metrics: { ...run, metrics: 0 },
  };
  for (const [what, spec] of Object.entries(another)) {
    assert.equal(benchCommand(spec), undefined, what);
  }
});
