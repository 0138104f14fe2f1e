import { COMMAND } from "../descriptors/command.ts";
import { parseArgs } from "node:util";
import type { Catalogue } from "../settings/catalogue.ts";
import type { Experiment, PublishedPaper } from "../suites/published/paper.ts";
import { type BenchOptions, parseBenchOptions } from "./_bench_options.ts";
import { absolutePath } from "./_destinations.ts";
import { UsageError } from "./_program.ts";
import { parseGrid } from "./_regress_options.ts";

/** The checked command line of `deno task reproduce`. */
export interface ReproduceOptions {
  readonly catalogue: Catalogue;
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

/** The options of the command line, for `parseArgs`. */
export const reproduceOptions = {
  use: { type: "string", multiple: true },
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
} as const;

/** Returns the output of `deno task reproduce --help`. */
export function reproduceHelp({ papers }: Pick<Catalogue, "papers">): string {
  return `Usage: ${COMMAND} reproduce [paper …] [options]

Compares published numbers with ours: makes the runs that the results folder lacks, and reports for
each number if it is reproduced, with a tolerance from the variation over our seeds and the size of
the test sets. Prints tables and writes a self-contained page, reproduction.html, the same as
reproduction.md, and all data as reproduction.json. Without a paper: all papers, from the existing
records.

Papers: ${Object.keys(papers).join(", ").replace(/(.{1,86})(?: |$)/g, "$1\n        ").trim()}
A path to a file of your own, ./my_paper.ts, can stand in the place of a paper.

  --use FILE                add the entries of a module, as for bench; may be repeated
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
  ${COMMAND} reproduce ./my_paper.ts --jobs 2

Exit codes: 0 done, whatever the verdicts; 1 a run failed, or data of a named paper is missing;
2 bad usage; 130 interrupted.`;
}

/**
 * Reads and checks the command line.
 *
 * @param args The arguments.
 * @param catalogue The papers, and all that their experiments can name.
 * @throws {UsageError} If a paper is unknown or a value not allowed.
 * @throws {TypeError} If an option is unknown (thrown by `node:util`).
 */
export function parseReproduceOptions(args: string[], catalogue: Catalogue): ReproduceOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: reproduceOptions,
  });
  const { papers } = catalogue;
  for (const name of positionals) {
    if (Object.hasOwn(papers, name)) continue;
    throw new UsageError(
      `Cannot find paper '${name}': there are ${Object.keys(papers).join(", ")}`,
    );
  }
  const { device, threads, jobs, data, seeds } = values;
  const results = absolutePath("--results", values.results);
  const passed = { device, threads, jobs, data, results };
  const options: ReproduceOptions = {
    catalogue,
    papers: positionals.length
      ? [...new Set(positionals)].map((name) => papers[name])
      : Object.values(papers),
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
    catalogue,
  );
  return options;
}

/**
 * Returns the calls of bench that make an experiment's runs.
 *
 * @throws {UsageError} If one names what the catalogue does not have, or has options that do not select runs.
 */
export function benchesOf(
  { bench, seeds }: Experiment,
  options: Pick<ReproduceOptions, "bench" | "seeds" | "catalogue">,
): BenchOptions[] {
  const rest = [`--seeds=${options.seeds ?? seeds}`, ...options.bench];
  return bench.map((grid) => parseGrid(grid, rest, options.catalogue));
}
