import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { bind, parseValue } from "../descriptors/parameters.ts";
import { encoders } from "../encoders/mod.ts";
import { devices } from "../engine/mod.ts";
import { gradientRules } from "../methods/multi_task/gradient_rules/mod.ts";
import { methods as registry } from "../methods/mod.ts";
import type { Labels, Named, RuleSpec } from "../records/record.ts";
import { suites } from "../suites/mod.ts";
import type { AskedSeeds } from "../runs/seeds.ts";
import type { Suite } from "../suites/suite.ts";
import { weightings } from "../methods/multi_task/weightings/mod.ts";
import { parseCount, parseSeeds } from "./_count_option.ts";
import { absolutePath } from "./_destinations.ts";
import { parseNamedValues } from "./_named_values.ts";
import { UsageError } from "./_program.ts";
import {
  checkProtocolChanges,
  parseProtocolChanges,
  type ProtocolChanges,
  protocolFits,
} from "./_protocol_option.ts";
import { checkSuiteOptions, suiteOptionsFit } from "./_suite_options.ts";
import { fits, parameterized } from "../runs/variants.ts";

/** The checked command line of `deno task bench`. */
export interface BenchOptions {
  readonly suites: readonly Suite[];
  /** Method names; by default each suite's own. */
  readonly methods?: readonly string[];
  /** Names of pairs; by default all. */
  readonly pairs?: readonly string[];
  /** Numbers of labelled rows per class; by default the suite's. */
  readonly labels?: readonly Labels[];
  /** Names of sources of tasks; by default all. */
  readonly tasks?: readonly string[];
  /** Weightings of the losses of several tasks; by default `equal`. */
  readonly weightings?: readonly string[];
  /** Rules that combine the gradients of several tasks; by default `sum`. */
  readonly rules?: readonly { readonly name: string; readonly over: RuleSpec["over"] }[];
  /** Epochs of fine-tuning each task; by default none. */
  readonly fineTuning?: number;
  /** Seeds; by default each suite's own number of them. */
  readonly seeds?: AskedSeeds;
  /** Values of a sweep, by name of the method, weighting or rule, then by parameter. */
  readonly sweeps: ReadonlyMap<string, ReadonlyMap<string, readonly (number | string)[]>>;
  readonly device: string;
  /** Threads of each worker. */
  readonly threads: number;
  readonly jobs: number;
  /** Minutes of silence after which a worker is ended. */
  readonly workerTimeout: number;
  /** Data folders as written on the command line, searched before GRAFT_DATA and the cache. */
  readonly data?: string;
  /** Folder for compiled graphs. */
  readonly dumpGraph?: string;
  readonly results: string;
  /** Folder for the report and its figures. */
  readonly report: string;
  readonly quick: boolean;
  /** The encoder that replaces the suites' own. */
  readonly encoder?: Named;
  /** The file of pretrained word vectors. */
  readonly embeddings?: string;
  /** Changes of the suites' protocols. */
  readonly protocol: ProtocolChanges;
  readonly acceptModifiedData: boolean;
  readonly retryFailed: boolean;
  readonly dryRun: boolean;
  readonly list: boolean;
  readonly json: boolean;
  /** True if all tables are printed before the summary. */
  readonly tables: boolean;
  readonly help: boolean;
}

const list = (names: Iterable<string>): string => [...names].join(", ");

/**
 * Reads and checks the command line.
 *
 * @throws {UsageError} If a name is unknown or a value not allowed.
 * @throws {TypeError} If an option is unknown (thrown by `node:util`).
 */
export function parseBenchOptions(args: string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      methods: { type: "string" },
      pairs: { type: "string" },
      labels: { type: "string" },
      tasks: { type: "string" },
      weightings: { type: "string" },
      rules: { type: "string" },
      "fine-tune": { type: "string" },
      seeds: { type: "string" },
      param: { type: "string", multiple: true },
      device: { type: "string", default: "auto" },
      threads: { type: "string", default: "1" },
      jobs: { type: "string" },
      "worker-timeout": { type: "string", default: "15" },
      data: { type: "string" },
      "accept-modified-data": { type: "boolean", default: false },
      results: { type: "string", default: "results" },
      report: { type: "string" },
      "dump-graph": { type: "string" },
      quick: { type: "boolean", default: false },
      encoder: { type: "string" },
      embeddings: { type: "string" },
      protocol: { type: "string" },
      "retry-failed": { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      tables: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const named = (kind: string, names: string[], known: readonly string[]): string[] => {
    for (const name of names) {
      if (!known.includes(name)) {
        throw new UsageError(`Cannot find ${kind} '${name}': there are ${list(known)}`);
      }
    }
    return [...new Set(names)];
  };
  const embedded = Object.values(suites).filter(({ dataset }) => !dataset.folder);
  const chosenMethods = values.methods === undefined
    ? undefined
    : named("method", commas("--methods", values.methods), Object.keys(registry));
  const protocol = parseProtocolChanges(values.protocol);
  const meant = embedded.filter((suite) =>
    suiteOptionsFit(values, suite) && protocolFits(suite, protocol) &&
    (!chosenMethods || chosenMethods.some((name) => fits(suite, name)))
  );
  const chosen = positionals.length
    ? named("suite", positionals, Object.keys(suites)).map((name) => suites[name])
    : meant.length
    ? meant
    : embedded;
  checkSuiteOptions(values, chosen);
  checkProtocolChanges(protocol, chosen);
  for (const suite of chosenMethods ? chosen : []) {
    if (chosenMethods!.some((name) => fits(suite, name))) continue;
    throw new UsageError(
      `Cannot run ${list(chosenMethods!)} in ${suite.name}: it has ${
        list(Object.keys(suite.methods))
      }`,
    );
  }
  for (const name of chosenMethods ?? []) {
    if (chosen.some((suite) => fits(suite, name))) continue;
    throw new UsageError(
      `Cannot run ${name} in ${
        list(chosen.map(({ name }) => name))
      }: it is a method of another setting`,
    );
  }
  const chosenWeightings = values.weightings === undefined ? undefined : named(
    "weighting",
    commas("--weightings", values.weightings),
    Object.keys(weightings),
  );
  const rules = values.rules === undefined ? undefined : parseRules(values.rules);
  named("gradient rule", rules?.map(({ name }) => name) ?? [], Object.keys(gradientRules));
  const sweeps = parseSweeps(values.param ?? []);
  const run = [
    ...chosenMethods ?? chosen.flatMap((suite) => Object.keys(suite.methods)),
    ...chosenWeightings ?? [],
    ...rules?.map(({ name }) => name) ?? [],
  ];
  for (const name of sweeps.keys()) {
    if (!run.includes(name)) {
      throw new UsageError(
        `Cannot set a parameter of ${name}: it is not selected to run`,
      );
    }
  }
  const pathOf = (name: "report" | "dump-graph" | "embeddings") =>
    values[name] === undefined ? undefined : absolutePath(`--${name}`, values[name]);
  const results = absolutePath("--results", values.results);
  const threads = parseCount("--threads", values.threads);
  return {
    suites: chosen,
    methods: chosenMethods,
    pairs: values.pairs === undefined ? undefined : commas("--pairs", values.pairs),
    labels: values.labels === undefined ? undefined : parseLabels(values.labels),
    tasks: values.tasks === undefined ? undefined : commas("--tasks", values.tasks),
    weightings: chosenWeightings,
    rules,
    fineTuning: values["fine-tune"] === undefined
      ? undefined
      : parseCount("--fine-tune", values["fine-tune"]),
    seeds: values.seeds === undefined ? undefined : parseSeeds(values.seeds),
    sweeps,
    device: named("device", [values.device], Object.keys(devices))[0],
    threads,
    jobs: values.jobs === undefined
      ? Math.max(1, Math.floor(availableParallelism() / threads))
      : parseCount("--jobs", values.jobs),
    workerTimeout: parseMinutes("--worker-timeout", values["worker-timeout"]),
    data: values.data,
    results,
    report: pathOf("report") ?? results,
    dumpGraph: pathOf("dump-graph"),
    quick: values.quick,
    encoder: values.encoder === undefined
      ? undefined
      : parseEncoder(values.encoder, values.embeddings !== undefined),
    embeddings: pathOf("embeddings"),
    protocol,
    acceptModifiedData: values["accept-modified-data"],
    retryFailed: values["retry-failed"],
    dryRun: values["dry-run"],
    list: values.list,
    json: values.json,
    tables: values.tables,
    help: values.help,
  };
}

/** Parses a number of minutes, from one second to one week. */
function parseMinutes(option: string, text: string): number {
  const minutes = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (minutes >= 1 / 60 && minutes <= 7 * 24 * 60) return minutes;
  throw new UsageError(
    `Cannot read ${option}: it must be a number of minutes from 0.02 to 10080, current value is '${text}'`,
  );
}

function commas(option: string, text: string): string[] {
  const parts = text.split(",").map((part) => part.trim()).filter(Boolean);
  if (parts.length === 0) throw new UsageError(`Cannot read ${option}: it is empty`);
  return [...new Set(parts)];
}

function parseLabels(text: string): Labels[] {
  const labels = commas("--labels", text).map((number) =>
    number === "all" ? number : parseCount("--labels", number, "all")
  );
  return [...new Set(labels)];
}

function parseEncoder(text: string, hasVectors: boolean): Named {
  const [, name, settings] = /^([^:]*):?(.*)$/s.exec(text)!;
  if (!Object.hasOwn(encoders, name)) {
    throw new UsageError(`Cannot find encoder '${name}': there are ${list(Object.keys(encoders))}`);
  }
  const { params } = encoders[name];
  const values = Object.fromEntries(
    settings === ""
      ? []
      : [...parseNamedValues(`--encoder ${name}`, settings)].map(([key, value]) => [
        key,
        Object.hasOwn(params, key) ? parseValue(params[key], value) : value,
      ]),
  );
  if (hasVectors && Object.hasOwn(values, "embedding")) {
    throw new UsageError(
      "Cannot set embedding with --embeddings: the vectors determine the embedding width",
    );
  }
  try {
    return { name, values: bind(encoders[name], values) };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function parseRules(text: string): NonNullable<BenchOptions["rules"]> {
  const rules = commas("--rules", text).map((rule) => {
    const [name, over = "parameters", ...rest] = rule.split("@");
    if (rest.length || (over !== "parameters" && over !== "representation")) {
      throw new UsageError(
        `Cannot read --rules '${rule}': it must be RULE, RULE@parameters or RULE@representation`,
      );
    }
    return { name, over } as const;
  });
  // `mgda` and `mgda@parameters` are the same rule.
  return [...new Map(rules.map((rule) => [`${rule.name}@${rule.over}`, rule])).values()];
}

function parseSweeps(params: readonly string[]): Map<string, Map<string, (number | string)[]>> {
  const sweeps = new Map<string, Map<string, (number | string)[]>>();
  for (const text of params) {
    const match = /^([^.=]+)\.([^.=]+)=(.+)$/.exec(text);
    if (!match) {
      throw new UsageError(`Cannot read --param '${text}': it must be METHOD.NAME=VALUE[,VALUE …]`);
    }
    const [, method, name, values] = match;
    if (!Object.hasOwn(parameterized, method)) {
      throw new UsageError(
        `Cannot find method '${method}': there are ${list(Object.keys(parameterized))}`,
      );
    }
    const described = parameterized[method];
    const parameter = Object.hasOwn(described.params, name) ? described.params[name] : undefined;
    const parsed = new Set(
      commas(`--param ${method}.${name}`, values)
        .map((value) => parameter ? parseValue(parameter, value) : value),
    );
    for (const value of parsed) {
      try {
        bind(described, { [name]: value });
      } catch (error) {
        throw new UsageError((error as Error).message);
      }
    }
    const swept = sweeps.get(method) ?? new Map();
    if (swept.has(name)) {
      throw new UsageError(
        `Cannot read --param ${method}.${name}: it occurs twice; give all its values in one option`,
      );
    }
    sweeps.set(method, swept.set(name, [...parsed]));
  }
  return sweeps;
}
