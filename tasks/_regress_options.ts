import { COMMAND } from "../descriptors/command.ts";
import { parseArgs } from "node:util";
import { type Metric, metricKinds } from "../descriptors/metrics.ts";
import { GREATEST_LEVEL } from "../reports/gate/baseline.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import { type BenchOptions, parseBenchOptions } from "./_bench_options.ts";
import { parseCount } from "./_count_option.ts";
import { absolutePath } from "./_destinations.ts";
import { parseNamedValues } from "./_named_values.ts";
import { UsageError } from "./_program.ts";
import { settingOptions } from "./_setting_options.ts";

/** The checked command line of `deno task regress`. */
export interface RegressOptions {
  /** The baseline's file; `undefined` if only a trend is drawn. */
  readonly baseline?: string;
  readonly update: boolean;
  /** Arguments of bench; by default those of the baseline. */
  readonly grids: readonly string[];
  readonly selections?: readonly string[];
  readonly effects: ReadonlyMap<Metric, number>;
  readonly level?: number;
  /** Number of gates to simulate; by default none. */
  readonly simulate?: number;
  /** Number of seeds that a simulation draws from. */
  readonly pool: number;
  /** The results folder; by default one for the commit. */
  readonly results?: string;
  readonly run: boolean;
  readonly resume: boolean;
  readonly acceptChanged: boolean;
  readonly strict: boolean;
  readonly outputs: OutputOptions;
  /** Arguments of bench for the machine: device, threads, jobs, data. */
  readonly machine: readonly string[];
  /** Users' modules, whose entries the grids can name. */
  readonly use: readonly string[];
  readonly help: boolean;
}

/** The outputs besides the terminal. */
export interface OutputOptions {
  readonly markdown?: string;
  readonly junit?: string;
  readonly benchmark?: string;
  readonly bencher?: string;
  readonly history?: string;
  /** Folder for the trend's figures. */
  readonly trend?: string;
  readonly github: boolean;
  readonly json: boolean;
}

/** The options of bench that select runs; a grid has no others. */
const ofGrids = (catalogue: Catalogue) => [
  ...["methods", ...settingOptions(catalogue).keys(), "seeds", "param", "encoder", "protocol"],
  ...["selections", "quick"],
];

/** Options that define a baseline; a gate has no use for them. */
const ofUpdates = ["grid", "selections", "effect", "level"];

/** Options of a gate's outcome and its outputs. */
const ofOutcomes = [
  ...["strict", "accept-changed", "markdown", "github", "junit", "benchmark", "bencher"],
];

/** Options that control how runs are made. */
const ofRuns = [
  ...["resume", "device", "threads", "jobs", "data", "accept-modified-data", "retry-failed"],
];

/** The output of `deno task regress --help`. */
export const regressHelp = `Usage: ${COMMAND} regress --baseline FILE [options]

Runs the baseline's grid and reports for each cell if the results have dropped: regressed, improved,
pass or inconclusive; failed or not measured if a run failed or is missing. A drop counts if it
reaches the smallest drop that matters and is significant over the seeds.

The baseline
  --baseline FILE           the file that results are compared with
  --update                  write a new baseline, to be reviewed and committed; no other
                            option changes the file
  --grid "SUITE OPTIONS"    with --update: the runs, as arguments of bench; may be repeated
                            (default: the file's grids)
  --selections A,B          with --update: the selection rules to compare (default: the file's, or
                            the first one of each protocol)
  --effect METRIC=V,…       with --update: the smallest drop that matters, in the metric's unit, a
                            fraction for metrics in percent (default: the file's value, or 0.05
                            for percent and a twentieth of the mean for others)
  --level P                 with --update: the probability of any false alarm (default: the file's
                            value, or 0.05)

The runs
  --results DIR             folder for records (default: results/regress/COMMIT)
  --resume                  continue in a folder whose records other code may have made
  --no-run                  run nothing and judge the records of --results DIR
  --accept-changed          score runs whose specs differ from the baseline's
  --use FILE                add the entries of a module, as for bench; may be repeated
  --device NAME  --threads N  --jobs N  --data DIR  --accept-modified-data  --retry-failed
                            as for bench

The outcome
  --strict                  treat inconclusive cells as failures
  --json                    print one JSON document on standard output
  --markdown FILE           write the gate as Markdown
  --github                  print annotations for GitHub Actions, and add the Markdown to the
                            job's summary ($GITHUB_STEP_SUMMARY)
  --junit FILE              write the gate as JUnit XML
  --benchmark FILE          write the means for github-action-benchmark (customBiggerIsBetter)
  --bencher FILE            write the means in the Bencher Metric Format
  --history FILE            append the gate to a file of JSON lines
  --trend DIR               draw the history and mark changes of level; without --baseline, do
                            only this

Sensitivity
  --simulate N              simulate N gates of unchanged code with unpaired seeds from a pool:
                            the rate of false alarms and of detected drops
  --pool N                  seeds of the pool (default: 50)

Examples:
  ${COMMAND} regress --baseline accuracy.json --update --grid "moons --methods dann --seeds 8"
  ${COMMAND} regress --baseline accuracy.json
  ${COMMAND} regress --baseline accuracy.json --simulate 200
  ${COMMAND} regress --history history.jsonl --trend figures

Exit codes: 0 all pass or improve (or are inconclusive, without --strict), 1 the program failed,
2 bad usage, 3 a cell regressed, 4 a cell failed or was not measured, 5 a cell is inconclusive with
--strict, 130 interrupted. If several apply, 3 precedes 4 and 4 precedes 5.`;

/**
 * Reads and checks the command line.
 *
 * @throws {UsageError} If options cannot be combined or a value is not allowed.
 * @throws {TypeError} If an option is unknown (thrown by `node:util`).
 */
export function parseRegressOptions(args: string[]): RegressOptions {
  const { values } = parseArgs({
    args,
    options: {
      baseline: { type: "string" },
      update: { type: "boolean", default: false },
      grid: { type: "string", multiple: true },
      selections: { type: "string" },
      effect: { type: "string" },
      level: { type: "string" },
      simulate: { type: "string" },
      pool: { type: "string" },
      results: { type: "string" },
      resume: { type: "boolean", default: false },
      "no-run": { type: "boolean", default: false },
      "accept-changed": { type: "boolean", default: false },
      device: { type: "string" },
      threads: { type: "string" },
      jobs: { type: "string" },
      data: { type: "string" },
      "accept-modified-data": { type: "boolean", default: false },
      "retry-failed": { type: "boolean", default: false },
      strict: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      markdown: { type: "string" },
      github: { type: "boolean", default: false },
      junit: { type: "string" },
      benchmark: { type: "string" },
      bencher: { type: "string" },
      history: { type: "string" },
      trend: { type: "string" },
      use: { type: "string", multiple: true },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { baseline, update, simulate, history, trend, help, github, json } = values;
  if (baseline === undefined && !help && !(history !== undefined && trend !== undefined)) {
    throw new UsageError("Cannot judge: name the baseline with --baseline FILE");
  }
  if (baseline === undefined && (update || simulate !== undefined)) {
    throw new UsageError("Cannot use --update or --simulate: name a file with --baseline FILE");
  }
  if (trend !== undefined && history === undefined) {
    throw new UsageError("Cannot draw a trend: name the history with --history FILE");
  }
  if (update && simulate !== undefined) {
    throw new UsageError("Cannot use --update with --simulate: run one after the other");
  }
  const refuse = (names: readonly string[], why: string) => {
    for (const name of names) {
      const value = values[name as keyof typeof values];
      if (value === undefined || value === false) continue;
      throw new UsageError(`Cannot use --${name}: ${why}`);
    }
  };
  if (!update) refuse(ofUpdates, "it needs --update");
  if (simulate === undefined) refuse(["pool"], "it needs --simulate");
  if (update) {
    refuse([...ofOutcomes, "json", "no-run"], "--update makes runs and judges nothing");
  }
  if (simulate !== undefined) refuse(ofOutcomes, "--simulate judges nothing");
  if (baseline === undefined && !help) {
    refuse(
      [...ofOutcomes, ...ofRuns, "json", "no-run", "results"],
      "without --baseline only a trend is drawn",
    );
  }
  if (trend === undefined && (update || simulate !== undefined)) {
    refuse(["history"], "with --update or --simulate it needs --trend");
  }
  if (values["no-run"]) refuse(["resume", "retry-failed", "pool"], "--no-run makes no runs");
  if (values["no-run"] && values.results === undefined) {
    throw new UsageError("Cannot use --no-run: name the records' folder with --results DIR");
  }
  if (github && json) {
    throw new UsageError("Cannot use --github with --json: both write to standard output");
  }
  const pathOf = (name: "baseline" | "results" | keyof Omit<OutputOptions, "github" | "json">) =>
    values[name] === undefined ? undefined : absolutePath(`--${name}`, values[name]);
  const machine = (["device", "threads", "jobs", "data"] as const)
    .flatMap((name) => values[name] === undefined ? [] : [`--${name}`, values[name]]);
  const flags = (["accept-modified-data", "retry-failed"] as const)
    .flatMap((name) => values[name] ? [`--${name}`] : []);
  return {
    baseline: pathOf("baseline"),
    update,
    grids: values.grid ?? [],
    selections: values.selections?.split(",").map((name) => name.trim()),
    effects: parseEffects(values.effect),
    level: values.level === undefined ? undefined : parseLevel(values.level),
    simulate: simulate === undefined ? undefined : parseCount("--simulate", simulate),
    pool: parseCount("--pool", values.pool ?? "50"),
    results: pathOf("results"),
    run: !values["no-run"],
    resume: values.resume,
    acceptChanged: values["accept-changed"],
    strict: values.strict,
    outputs: {
      markdown: pathOf("markdown"),
      junit: pathOf("junit"),
      benchmark: pathOf("benchmark"),
      bencher: pathOf("bencher"),
      history: pathOf("history"),
      trend: pathOf("trend"),
      github,
      json,
    },
    machine: [...machine, ...flags],
    use: values.use ?? [],
    help,
  };
}

/**
 * Parses a grid of a baseline or of a paper's experiment.
 *
 * @param grid Arguments of bench that select runs.
 * @param rest Arguments of bench for the machine and the results folder.
 * @param catalogue The entries that the grid can name.
 * @throws {UsageError} If the grid has other arguments, or bench refuses them.
 */
export function parseGrid(
  grid: readonly string[],
  rest: readonly string[],
  catalogue: Catalogue,
): BenchOptions {
  for (const part of grid) {
    const [, option] = /^--?([^=]*)/.exec(part) ?? [];
    if (option === undefined || ofGrids(catalogue).includes(option)) continue;
    throw new UsageError(
      `Cannot use ${part} in grid '${grid.join(" ")}': it may have ${
        ofGrids(catalogue).map((name) => `--${name}`).join(", ")
      }`,
    );
  }
  return parseBenchOptions([...grid, ...rest], catalogue);
}

function parseEffects(text: string | undefined): Map<Metric, number> {
  const effects = new Map<Metric, number>();
  for (const [name, value] of text === undefined ? [] : parseNamedValues("--effect", text)) {
    if (!Object.hasOwn(metricKinds, name)) {
      throw new UsageError(
        `Cannot find metric '${name}': there are ${Object.keys(metricKinds).join(", ")}`,
      );
    }
    const effect = Number(value);
    const { percent } = metricKinds[name as Metric];
    if (!(effect > 0 && effect < (percent ? 1 : Infinity))) {
      throw new UsageError(
        `Cannot read --effect ${name}: it must be above 0${
          percent ? " and below 1, a fraction" : ""
        }, current value is '${value}'`,
      );
    }
    effects.set(name as Metric, effect);
  }
  return effects;
}

function parseLevel(text: string): number {
  const level = Number(text);
  if (level > 0 && level <= GREATEST_LEVEL) return level;
  throw new UsageError(
    `Cannot read --level: it must be above 0 and at most ${GREATEST_LEVEL}, current value is '${text}'`,
  );
}
