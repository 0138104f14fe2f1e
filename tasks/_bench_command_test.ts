import assert from "node:assert/strict";
import type { RunSpec } from "../suites/record.ts";
import { suites } from "../suites/mod.ts";
import { benchCommand } from "./_bench_command.ts";
import { parseBenchOptions } from "./_bench_options.ts";
import { choose } from "./_plan.ts";

/** The last run that a command line plans. */
function planned(...args: string[]): RunSpec {
  const options = parseBenchOptions(args);
  const [suite] = options.suites;
  const { dataset } = suite;
  const parts = dataset.kind === "domains" ? dataset.domains : dataset.sources;
  const vectors = options.embeddings && "0123abcd";
  return choose(suite, options, parts, vectors).specs(() => "content").at(-1)!;
}

Deno.test("benchCommand says what makes a run of adaptation again", () => {
  assert.equal(
    benchCommand(planned("moons", "--methods", "dann")),
    "deno task bench moons --methods dann --pairs 0-35 --seeds 4-4",
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

Deno.test("benchCommand says what makes a run of several tasks again", () => {
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
    "deno task bench correlated_tasks --methods mmoe --tasks p=0.5:n=200 --seeds 0-0 " +
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
});

Deno.test("benchCommand has none for a run that this version does not make", () => {
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
