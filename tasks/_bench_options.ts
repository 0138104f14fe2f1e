import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { bind, type Parameterized, parseValue } from "../descriptors/parameters.ts";
import { devices } from "../engine/mod.ts";
import type { Named } from "../records/record.ts";
import type { Selected } from "../runs/expand.ts";
import type { AskedSeeds } from "../runs/seeds.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import type { OptionValues, Sweeps } from "../settings/setting.ts";
import type { Suite } from "../suites/suite.ts";
import { parseCount, parseSeeds } from "./_count_option.ts";
import { absolutePath } from "./_destinations.ts";
import { parseNamedValues } from "./_named_values.ts";
import { ownDataOptions } from "./_own_data_options.ts";
import { UsageError } from "./_program.ts";
import {
  changesFor,
  checkProtocolChanges,
  protocolFits,
  type TextChanges,
} from "./_protocol_option.ts";
import {
  checkSettingOptions,
  optionsFor,
  settingOptions,
  settingOptionsFit,
} from "./_setting_options.ts";

/** The checked command line of `deno task bench`. */
export interface BenchOptions {
  readonly catalogue: Catalogue;
  readonly suites: readonly Suite[];
  /** Method names; by default each suite's own. */
  readonly methods?: readonly string[];
  /** The given options of settings. */
  readonly settingOptions: OptionValues;
  /** Seeds; by default each suite's own number of them. */
  readonly seeds?: AskedSeeds;
  readonly sweeps: Sweeps;
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
  readonly protocol: TextChanges;
  /** Selection rules, in place of the suites' own. */
  readonly selections?: readonly string[];
  readonly acceptModifiedData: boolean;
  readonly retryFailed: boolean;
  readonly dryRun: boolean;
  readonly list: boolean;
  readonly json: boolean;
  /** True if all tables are printed before the summary. */
  readonly tables: boolean;
  readonly help: boolean;
}

/** Returns the part of a suite that the command line asks for. */
export function selectedOf(options: BenchOptions, suite: Suite): Selected {
  const { catalogue, methods, seeds, sweeps, quick, encoder, protocol, selections } = options;
  return {
    methods: methods?.filter((name) => fits(suite, name, catalogue)),
    options: optionsFor(suite, options.settingOptions, catalogue),
    sweeps,
    seeds,
    quick,
    protocol: {
      ...(encoder ? { encoder } : {}),
      values: changesFor(suite, protocol, catalogue),
      ...(selections ? { selections } : {}),
    },
  };
}

/** True if a method fits a suite's setting. */
function fits({ setting }: Suite, name: string, { methods }: Catalogue): boolean {
  return methods[name].setting === setting;
}

const list = (names: Iterable<string>): string => [...names].join(", ");

/** The options that do not depend on settings. */
const ownOptions = {
  use: { type: "string", multiple: true },
  methods: { type: "string" },
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
  selections: { type: "string" },
  "retry-failed": { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  list: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  tables: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/**
 * Returns the options of the command line, for `parseArgs`.
 *
 * @throws {UsageError} If an option of a setting has the name of another one.
 */
export function optionsOf(catalogue: Catalogue) {
  const ofSettings = settingOptions(catalogue);
  for (const [option, { settings: [{ name }] }] of ofSettings) {
    if (!Object.hasOwn({ ...ownOptions, ...ownDataOptions }, option)) continue;
    throw new UsageError(
      `Cannot use the setting '${name}': bench has an option --${option}, too; give the setting's another name`,
    );
  }
  return {
    ...Object.fromEntries(
      [...ofSettings.keys()].map((name) => [name, { type: "string" as const }]),
    ),
    ...ownOptions,
  };
}

/**
 * Reads and checks the command line.
 *
 * @param args The arguments.
 * @param catalogue The suites, methods and other entries that they can name.
 * @throws {UsageError} If a name is unknown or a value not allowed.
 * @throws {TypeError} If an option is unknown (thrown by `node:util`).
 */
export function parseBenchOptions(args: string[], catalogue: Catalogue): BenchOptions {
  const ofSettings = [...settingOptions(catalogue).keys()];
  const { values: all, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: optionsOf(catalogue),
  });
  const values = all as typeof all & { readonly param?: string[] };
  const named = (kind: string, names: string[], known: readonly string[]): string[] => {
    for (const name of names) {
      if (!known.includes(name)) {
        throw new UsageError(`Cannot find ${kind} '${name}': there are ${list(known)}`);
      }
    }
    return [...new Set(names)];
  };
  const { suites, methods } = catalogue;
  const embedded = Object.values(suites).filter(({ dataset }) => !dataset.folder);
  const chosenMethods = values.methods === undefined
    ? undefined
    : named("method", commas("--methods", values.methods), Object.keys(methods));
  const given = Object.fromEntries(
    ofSettings.flatMap((name) => {
      const value = (all as unknown as OptionValues)[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const protocol = values.protocol === undefined
    ? new Map<string, string>()
    : parseNamedValues("--protocol", values.protocol);
  const selections = values.selections === undefined ? undefined : named(
    "selection rule",
    commas("--selections", values.selections),
    Object.keys(catalogue.selections),
  );
  const takes = (suite: Suite, name: string) => fits(suite, name, catalogue);
  const meant = embedded.filter((suite) =>
    settingOptionsFit(suite, given, catalogue) &&
    protocolFits(suite, protocol, selections ?? [], catalogue) &&
    (values.embeddings === undefined || readsTexts(suite)) &&
    (!chosenMethods || chosenMethods.some((name) => takes(suite, name)))
  );
  const chosen = positionals.length
    ? named("suite", positionals, Object.keys(suites)).map((name) => suites[name])
    : meant.length
    ? meant
    : embedded;
  checkSettingOptions(given, chosen, catalogue);
  checkProtocolChanges(protocol, chosen, catalogue, selections);
  if (values.embeddings !== undefined && !chosen.some(readsTexts)) {
    throw new UsageError(
      `Cannot use --embeddings: it is for suites of texts, and none of ${
        list(chosen.map(({ name }) => name))
      } is one`,
    );
  }
  for (const suite of chosenMethods ? chosen : []) {
    if (chosenMethods!.some((name) => takes(suite, name))) continue;
    throw new UsageError(
      `Cannot run ${list(chosenMethods!)} in ${suite.name}: it has ${
        list(Object.keys(suite.methods))
      }`,
    );
  }
  for (const name of chosenMethods ?? []) {
    if (chosen.some((suite) => takes(suite, name))) continue;
    throw new UsageError(
      `Cannot run ${name} in ${
        list(chosen.map(({ name }) => name))
      }: it is a method of another setting`,
    );
  }
  const pathOf = (name: "report" | "dump-graph" | "embeddings") =>
    values[name] === undefined ? undefined : absolutePath(`--${name}`, values[name]);
  const results = absolutePath("--results", values.results);
  const threads = parseCount("--threads", values.threads);
  return {
    catalogue,
    suites: chosen,
    methods: chosenMethods,
    settingOptions: given,
    seeds: values.seeds === undefined ? undefined : parseSeeds(values.seeds),
    sweeps: parseSweeps(values.param ?? [], catalogue),
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
      : parseEncoder(values.encoder, values.embeddings !== undefined, catalogue),
    embeddings: pathOf("embeddings"),
    protocol,
    selections,
    acceptModifiedData: values["accept-modified-data"],
    retryFailed: values["retry-failed"],
    dryRun: values["dry-run"],
    list: values.list,
    json: values.json,
    tables: values.tables,
    help: values.help,
  };
}

function readsTexts({ dataset }: Suite): boolean {
  return dataset.inputKind === "words";
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

function parseEncoder(text: string, hasVectors: boolean, { encoders }: Catalogue): Named {
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

function parseSweeps(params: readonly string[], catalogue: Catalogue): Sweeps {
  const parameterized = parameterizedOf(catalogue);
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

/** Returns all methods, weightings and rules, whose parameters the command line can set. */
export function parameterizedOf(
  { methods, weightings, gradientRules }: Catalogue,
): { readonly [name: string]: Parameterized } {
  return { ...methods, ...weightings, ...gradientRules };
}
