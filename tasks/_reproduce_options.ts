import { parseArgs } from "node:util";
import { publishedPapers } from "../suites/published/registry.ts";
import type { Experiment, PublishedPaper } from "../suites/record.ts";
import { type BenchOptions, parseBenchOptions } from "./_bench_options.ts";
import { absolutePath } from "./_destinations.ts";
import { UsageError } from "./_program.ts";

/** The command line of `deno task reproduce`, checked. */
export interface ReproduceOptions {
  /** All papers where none is named. */
  readonly papers: readonly PublishedPaper[];
  readonly results: string;
  /** The folder that the page, the Markdown and the JSON go to. */
  readonly out: string;
  /** Whether missing runs are made: of papers that are named, unless refused. */
  readonly run: boolean;
  readonly list: boolean;
  readonly json: boolean;
  readonly help: boolean;
  /** What of the command line is for the benches: `--data`, `--jobs` and their like. */
  readonly bench: readonly string[];
  /** As given to bench; each experiment's own where not given. */
  readonly seeds?: string;
}

/** The text of `deno task reproduce --help`. */
export function reproduceHelp(): string {
  return `Usage: deno task reproduce [paper …] [options]

Puts published numbers beside ours: makes the runs that the results folder lacks, and says of each
number whether it is reproduced, with a tolerance that comes from how our seeds vary and from the
size of the test sets. Prints tables, and writes a page that needs nothing else, reproduction.html,
the same as reproduction.md, and all of it as reproduction.json. Without a paper: all of them, from
the results folder as it is.

Papers: ${
    Object.keys(publishedPapers).join(", ").replace(/(.{1,86})(?: |$)/g, "$1\n        ").trim()
  }

  --list                    say which tables and claims there are, which data they need, whether it
                            is here, and what is still to be run, with the time that takes
  --no-run                  make no run: take the results folder as it is
  --seeds N, --seeds A-B    run N seeds, the first that the suite's settings were not chosen on, or
                            the seeds A to B (default: each paper's own number)
  --device NAME             as of \`deno task bench\` (default: auto)
  --threads N               threads of each worker (default: 1)
  --jobs N                  worker processes (default: the cores, divided by --threads)
  --data DIR                where the data lies, before $GRAFT_DATA and the cache
  --accept-modified-data    run on data files whose checksum is not the official one
  --retry-failed            run again what the results folder says has failed
  --results DIR             the results folder (default: results)
  --out DIR                 where the three files go (default: the results folder)
  --json                    print the JSON document instead of tables
  --help                    print this

Examples:
  deno task reproduce --list --data ~/data
  deno task reproduce ganin2016 --data ~/data
  deno task reproduce ma2018 zellinger2017 --no-run --out docs

Exit codes: 0 done, whatever the verdicts; 1 a run failed, or data of a paper that is named is
missing; 2 bad usage; 130 interrupted.`;
}

/**
 * Reads and checks the command line.
 *
 * @throws {UsageError} If a paper is unknown or a value not allowed.
 * @throws {TypeError} If an option is unknown, by `node:util`.
 */
export function parseReproduceOptions(args: string[]): ReproduceOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      list: { type: "boolean", default: false },
      "no-run": { type: "boolean", default: false },
      seeds: { type: "string" },
      device: { type: "string" },
      threads: { type: "string" },
      jobs: { type: "string" },
      data: { type: "string" },
      "accept-modified-data": { type: "boolean", default: false },
      "retry-failed": { type: "boolean", default: false },
      results: { type: "string", default: "results" },
      out: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  for (const name of positionals) {
    if (Object.hasOwn(publishedPapers, name)) continue;
    throw new UsageError(
      `Cannot find paper '${name}': there are ${Object.keys(publishedPapers).join(", ")}`,
    );
  }
  const { device, threads, jobs, data, seeds } = values;
  const results = absolutePath("--results", values.results);
  const passed = { device, threads, jobs, data, results };
  const options: ReproduceOptions = {
    papers: positionals.length
      ? [...new Set(positionals)].map((name) => publishedPapers[name])
      : Object.values(publishedPapers),
    results,
    out: values.out === undefined ? results : absolutePath("--out", values.out),
    run: positionals.length > 0 && !values["no-run"] && !values.list,
    list: values.list,
    json: values.json,
    help: values.help,
    bench: [
      ...Object.entries(passed).flatMap(([name, value]) =>
        value === undefined ? [] : [`--${name}=${value}`]
      ),
      ...values["accept-modified-data"] ? ["--accept-modified-data"] : [],
      ...values["retry-failed"] ? ["--retry-failed"] : [],
    ],
    seeds,
  };
  // Whatever papers are chosen, a value that bench refuses is bad usage.
  parseBenchOptions([...options.bench, ...seeds === undefined ? [] : [`--seeds=${seeds}`]]);
  return options;
}

/** The calls of bench that make an experiment's runs. */
export function benchesOf(
  { bench, seeds }: Experiment,
  options: Pick<ReproduceOptions, "bench" | "seeds">,
): BenchOptions[] {
  return bench.map((args) =>
    parseBenchOptions([...args, `--seeds=${options.seeds ?? seeds}`, ...options.bench])
  );
}
