import { COMMAND } from "../descriptors/command.ts";
import { builtIn } from "../runs/catalogue.ts";
import { parseArgs } from "node:util";
import { publishedPapers } from "../suites/published/registry.ts";
import type { Experiment, PublishedPaper } from "../suites/published/paper.ts";
import { type BenchOptions, parseBenchOptions } from "./_bench_options.ts";
import { absolutePath } from "./_destinations.ts";
import { UsageError } from "./_program.ts";

/** The checked command line of `deno task reproduce`. */
export interface ReproduceOptions {
  /** The papers; by default all. */
  readonly papers: readonly PublishedPaper[];
  readonly results: string;
  /** Folder for the page, the Markdown and the JSON. */
  readonly out: string;
  /** True to make missing runs: if papers are named, without --no-run. */
  readonly run: boolean;
  readonly list: boolean;
  readonly json: boolean;
  readonly help: boolean;
  /** Arguments that are passed on to bench, such as `--data` and `--jobs`. */
  readonly bench: readonly string[];
  /** Value of bench's `--seeds`; by default each experiment's own. */
  readonly seeds?: string;
}

/** Returns the output of `deno task reproduce --help`. */
export function reproduceHelp(): string {
  return `Usage: ${COMMAND} reproduce [paper …] [options]

Compares published numbers with ours: makes the runs that the results folder lacks, and reports for
each number if it is reproduced, with a tolerance from the variation over our seeds and the size of
the test sets. Prints tables and writes a self-contained page, reproduction.html, the same as
reproduction.md, and all data as reproduction.json. Without a paper: all papers, from the existing
records.

Papers: ${
    Object.keys(publishedPapers).join(", ").replace(/(.{1,86})(?: |$)/g, "$1\n        ").trim()
  }

  --list                    list tables and claims, their data and where it is missing, and the
                            missing runs with an estimate of their time
  --no-run                  make no run: use the existing records
  --seeds N, --seeds A-B    run N seeds, the first that the suite's settings were not chosen on, or
                            the seeds A to B (default: each paper's own number)
  --device NAME             as for \`${COMMAND} bench\` (default: auto)
  --threads N               threads of each worker (default: 1)
  --jobs N                  worker processes (default: the cores, divided by --threads)
  --data DIR                data folder, searched before $GRAFT_DATA and the cache
  --accept-modified-data    run on data files whose checksum is not the official one
  --retry-failed            repeat the runs that are recorded as failed
  --results DIR             the results folder (default: results)
  --out DIR                 folder for the three files (default: the results folder)
  --json                    print the JSON document instead of tables
  --help                    print this

Examples:
  ${COMMAND} reproduce --list --data ~/data
  ${COMMAND} reproduce ganin2016 --data ~/data
  ${COMMAND} reproduce ma2018 zellinger2017 --no-run --out docs

Exit codes: 0 done, whatever the verdicts; 1 a run failed, or data of a named paper is missing;
2 bad usage; 130 interrupted.`;
}

/**
 * Reads and checks the command line.
 *
 * @throws {UsageError} If a paper is unknown or a value not allowed.
 * @throws {TypeError} If an option is unknown (thrown by `node:util`).
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
  // A value that bench refuses is bad usage for any choice of papers.
  parseBenchOptions(
    [...options.bench, ...seeds === undefined ? [] : [`--seeds=${seeds}`]],
    builtIn,
  );
  return options;
}

/** Returns the calls of bench that make an experiment's runs. */
export function benchesOf(
  { bench, seeds }: Experiment,
  options: Pick<ReproduceOptions, "bench" | "seeds">,
): BenchOptions[] {
  return bench.map((args) =>
    parseBenchOptions([...args, `--seeds=${options.seeds ?? seeds}`, ...options.bench], builtIn)
  );
}
