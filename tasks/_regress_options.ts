import { parseArgs } from "node:util";
import { type Metric, metricKinds } from "../descriptors/metrics.ts";
import { GREATEST_LEVEL } from "../reports/gate/baseline.ts";
import type { Selection } from "../suites/record.ts";
import { type BenchOptions, parseBenchOptions } from "./_bench_options.ts";
import { parseCount } from "./_count_option.ts";
import { absolutePath } from "./_destinations.ts";
import { parseNamedValues } from "./_named_values.ts";
import { UsageError } from "./_program.ts";

/** The command line of `deno task regress`, checked. */
export interface RegressOptions {
  /** The baseline's file; `undefined` where a trend alone is drawn. */
  readonly baseline?: string;
  readonly update: boolean;
  /** Arguments of bench; those of the baseline where there are none. */
  readonly grids: readonly string[];
  readonly selections?: readonly Selection[];
  readonly effects: ReadonlyMap<Metric, number>;
  readonly level?: number;
  /** How many gates are simulated; none where not given. */
  readonly simulate?: number;
  /** Seeds that a simulation draws from. */
  readonly pool: number;
  /** The results folder; one for the commit where not given. */
  readonly results?: string;
  readonly run: boolean;
  readonly resume: boolean;
  readonly acceptChanged: boolean;
  readonly strict: boolean;
  readonly outputs: OutputOptions;
  /** Arguments of bench that say what computes. */
  readonly machine: readonly string[];
  readonly help: boolean;
}

/** Where the verdict goes besides the terminal: files. */
export interface OutputOptions {
  readonly markdown?: string;
  readonly junit?: string;
  readonly benchmark?: string;
  readonly bencher?: string;
  readonly history?: string;
  /** The folder that the trend's figures go to. */
  readonly trend?: string;
  readonly github: boolean;
  readonly json: boolean;
}

/** The options of bench that say what is run; all others are no part of a grid. */
const ofGrids = [
  ...["methods", "pairs", "labels", "tasks", "weightings", "rules", "fine-tune", "seeds", "param"],
  ...["encoder", "protocol", "quick"],
];

/** Options that say what a baseline is, and mean nothing to a gate. */
const ofUpdates = ["grid", "selections", "effect", "level"];

/** Options that say what a gate's verdict is and where it goes. */
const ofVerdicts = [
  ...["strict", "accept-changed", "markdown", "github", "junit", "benchmark", "bencher"],
];

/** Options of how runs are made. */
const ofRuns = [
  ...["resume", "device", "threads", "jobs", "data", "accept-modified-data", "retry-failed"],
];

/** The text of `deno task regress --help`. */
export const regressHelp = `Usage: deno task regress --baseline FILE [options]

Runs the baseline's grid and says for each cell whether the results have dropped: regressed,
improved, pass, inconclusive; or failed or not measured, where a run is missing. A drop must reach
the smallest that matters, and be more than chance over the seeds.

The baseline
  --baseline FILE           the file that results are held against
  --update                  make it anew, to be reviewed and committed; nothing else ever changes it
  --grid "SUITE OPTIONS"    with --update: what is run, as arguments of bench; may be repeated
                            (default: the grids that the file has)
  --selections A,B          with --update: the selection rules that are watched (default: those that
                            the file has, or each protocol's first)
  --effect METRIC=V,…       with --update: the smallest drop that matters, in the metric's unit, a
                            fraction for what is shown in percent (default: what the file has, or
                            0.05 for percent and a twentieth of the mean for others)
  --level P                 with --update: the chance of any false alarm (default: what the file
                            has, or 0.05)

The runs
  --results DIR             where records go (default: results/regress/COMMIT)
  --resume                  go on in a folder whose records may be of other code
  --no-run                  take the records of --results DIR as they are
  --accept-changed          score runs that are described otherwise than the baseline's
  --device NAME  --threads N  --jobs N  --data DIR  --accept-modified-data  --retry-failed
                            as for bench

The verdict
  --strict                  an inconclusive cell fails too
  --json                    print one JSON document on standard output
  --markdown FILE           write it as Markdown
  --github                  print annotations for GitHub Actions, and add the Markdown to the
                            job's summary ($GITHUB_STEP_SUMMARY)
  --junit FILE              write it as JUnit XML
  --benchmark FILE          write the means for github-action-benchmark (customBiggerIsBetter)
  --bencher FILE            write the means in the Bencher Metric Format
  --history FILE            append it to a file of JSON lines
  --trend DIR               draw the history, with changes of level marked; without --baseline,
                            nothing else

How sharp it is
  --simulate N              draw N gates of unchanged code from a pool of seeds, pairs broken on
                            purpose: the rate of false alarms, and which drops are noticed
  --pool N                  seeds of the pool (default: 50)

Examples:
  deno task regress --baseline accuracy.json --update --grid "moons --methods dann --seeds 8"
  deno task regress --baseline accuracy.json
  deno task regress --baseline accuracy.json --simulate 200
  deno task regress --history history.jsonl --trend figures

Exit codes: 0 all pass or improve (or are inconclusive, without --strict), 1 the gate itself failed,
2 bad usage, 3 a cell regressed, 4 a cell failed or was not measured, 5 a cell is inconclusive with
--strict, 130 interrupted. Where several hold, 3 goes before 4 and 4 before 5.`;

/**
 * Reads and checks the command line.
 *
 * @throws {UsageError} If options do not go together or a value is not allowed.
 * @throws {TypeError} If an option is unknown, by `node:util`.
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
    throw new UsageError("Cannot use --update with --simulate: first one, then the other");
  }
  const refuse = (names: readonly string[], why: string) => {
    for (const name of names) {
      const value = values[name as keyof typeof values];
      if (value === undefined || value === false) continue;
      throw new UsageError(`Cannot use --${name}: ${why}`);
    }
  };
  if (!update) refuse(ofUpdates, "it is for --update");
  if (simulate === undefined) refuse(["pool"], "it is for --simulate");
  if (update) {
    refuse([...ofVerdicts, "json", "no-run"], "--update judges nothing, and makes its runs");
  }
  if (simulate !== undefined) refuse(ofVerdicts, "--simulate judges nothing");
  if (baseline === undefined && !help) {
    refuse(
      [...ofVerdicts, ...ofRuns, "json", "no-run", "results"],
      "without --baseline a trend is drawn alone",
    );
  }
  if (trend === undefined && (update || simulate !== undefined)) {
    refuse(["history"], "without --trend it is for a gate");
  }
  if (values["no-run"]) refuse(["resume", "retry-failed", "pool"], "--no-run makes no runs");
  if (values["no-run"] && values.results === undefined) {
    throw new UsageError("Cannot take records with --no-run: name their folder with --results DIR");
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
    selections: values.selections?.split(",").map((name) => name.trim()) as
      | Selection[]
      | undefined,
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
    help,
  };
}

/**
 * Reads a grid of a baseline.
 *
 * @param grid Arguments of bench, separated by spaces, that say what is run.
 * @param rest Arguments of bench that say what computes, and where records go.
 * @throws {UsageError} If it has other arguments, or bench refuses them.
 */
export function parseGrid(grid: string, rest: readonly string[]): BenchOptions {
  const parts = grid.split(/\s+/).filter(Boolean);
  for (const part of parts) {
    const [, option] = /^--?([^=]*)/.exec(part) ?? [];
    if (option === undefined || ofGrids.includes(option)) continue;
    throw new UsageError(
      `Cannot use ${part} in grid '${grid}': it may have ${
        ofGrids.map((name) => `--${name}`).join(", ")
      }`,
    );
  }
  return parseBenchOptions([...parts, ...rest]);
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
