import canonicalize from "canonicalize";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { COMMAND } from "../descriptors/command.ts";
import { bind } from "../descriptors/parameters.ts";
import { optimizers, schedules } from "../engine/mod.ts";
import type { Named, ProtocolSpec, RunSpec } from "../records/record.ts";
import { runId } from "../records/run_id.ts";
import { isDescription } from "../runs/own_data/read.ts";
import { expand } from "../runs/expand.ts";
import { domainsOf } from "../settings/_data.ts";
import { protocolOf, selectionsOf } from "../settings/_protocol.ts";
import { type Catalogue, find } from "../settings/catalogue.ts";
import type { Suite } from "../suites/suite.ts";
import { parameterizedOf, parseBenchOptions, selectedOf } from "./_bench_options.ts";

/** The placeholder for a file whose name is not in the record: of word vectors, or of a description that was not saved. */
const FILE = "FILE";

/**
 * Returns the command that repeats a run.
 *
 * @param spec The run.
 * @param catalogue The entries that the command can name.
 * @returns The command line; `undefined` if this version of Graft cannot make the run, because the suite,
 * the method or a version differs.
 */
export function benchCommand(spec: RunSpec, catalogue: Catalogue): string | undefined {
  const key = canonicalize({ ...spec, seed: 0 })!;
  const asked = known.getOrInsertComputed(catalogue, () => new Map());
  const args = asked.getOrInsertComputed(key, () => checkedArguments(spec, catalogue))?.map((
    arg,
    i,
    all,
  ) => all[i - 1] === "--seeds" ? `${spec.seed}-${spec.seed}` : arg);
  return args && [COMMAND, "bench", ...args.map(quoted)].join(" ");
}

/** The arguments of what has been asked for, by the spec without its seed: no seed makes another difference. */
const known = new WeakMap<Catalogue, Map<string, string[] | undefined>>();

function checkedArguments(spec: RunSpec, catalogue: Catalogue): string[] | undefined {
  const { suites, settings } = catalogue;
  if (!Object.hasOwn(suites, spec.suite.name) || !Object.hasOwn(settings, spec.setting)) return;
  const suite = suites[spec.suite.name];
  try {
    const args = argumentsOf(spec, suite, catalogue);
    if (!makes(args, suite, spec, catalogue)) return;
    return [...args, ...moduleArguments(entriesOf(spec), catalogue)];
  } catch (error) {
    // A part of the run is unknown here.
    if (error instanceof Error) return;
    throw error;
  }
}

function argumentsOf(spec: RunSpec, suite: Suite, catalogue: Catalogue): string[] {
  const { method, protocol, seed } = spec;
  const setting = find(catalogue, "settings", spec.setting);
  const parts = [method, method.weighting, method.rule].filter((part) => part !== undefined);
  const params = parts.flatMap((part) => changedValues(part, suite, catalogue));
  return [
    suite.name,
    ...["--methods", method.name],
    ...setting.argumentsOf(spec),
    ...["--seeds", `${seed}-${seed}`],
    ...params.flatMap((param) => ["--param", param]),
    ...changedProtocol(protocol, protocolOf(suite, catalogue)),
    ...changedSelections(protocol, suite, catalogue),
  ];
}

/** Returns the entries that a run names, by kind and name: `methods/dann`. */
export function entriesOf({ setting, suite, dataset, method, protocol }: RunSpec): string[] {
  const { weighting, rule } = method;
  return [
    `settings/${setting}`,
    `suites/${suite.name}`,
    `datasets/${dataset.name}`,
    `methods/${method.name}`,
    ...weighting ? [`weightings/${weighting.name}`] : [],
    ...rule ? [`gradientRules/${rule.name}`] : [],
    `encoders/${protocol.encoder.name}`,
    ...protocol.selections.map((name) => `selections/${name}`),
  ];
}

/** Returns the arguments that add the modules with some entries; a file is named without its folder. */
export function moduleArguments(
  entries: readonly string[],
  { uses }: Pick<Catalogue, "uses">,
): string[] {
  const wanted = new Set(entries);
  return uses.filter(({ code }) => Object.keys(code).some((entry) => wanted.has(entry)))
    .flatMap(({ address }) => [
      "--use",
      address.startsWith("file:")
        ? basename(fileURLToPath(address))
        : isDescription(address)
        ? FILE
        : address,
    ]);
}

/** The parameters whose values differ from the suite's, and those that the suite runs at several values. */
function changedValues({ name, values }: Named, suite: Suite, catalogue: Catalogue): string[] {
  const usual = bind(parameterizedOf(catalogue)[name], suite.methods[name] ?? {});
  const { swept = [] } = find(catalogue, "settings", suite.setting);
  return Object.entries(values)
    .filter(([key, value]) => usual[key] !== value || swept.includes(key))
    .map(([key, value]) => `${name}.${key}=${value}`);
}

function changedProtocol(protocol: ProtocolSpec, own: ProtocolSpec): string[] {
  const parts = { optimizer: optimizers, schedule: schedules };
  const changes = [
    ...(["optimizer", "schedule"] as const).flatMap((part) => {
      const { name, values } = protocol[part];
      const usual = own[part].name === name ? own[part].values : bind(parts[part][name]);
      const named = own[part].name === name ? [] : [`${part}=${name}`];
      return [...named, ...differing(values, usual)];
    }),
    ...differing(protocol.values, own.values),
  ];
  const { name, values } = protocol.encoder;
  const hasVectors = protocol.vectors !== undefined;
  // The file of word vectors determines the embedding's width.
  const settings = Object.entries(values).filter(([key]) => !hasVectors || key !== "embedding")
    .map(([key, value]) => `${key}=${value}`);
  return [
    ...isDeepStrictEqual(own.encoder, protocol.encoder)
      ? []
      : ["--encoder", `${name}:${settings.join(",")}`],
    ...hasVectors ? ["--embeddings", FILE] : [],
    ...changes.length ? ["--protocol", changes.join(",")] : [],
  ];
}

function changedSelections(
  { selections, values }: ProtocolSpec,
  suite: Suite,
  catalogue: Catalogue,
): string[] {
  const own = selectionsOf(suite, catalogue, values);
  return isDeepStrictEqual(own, selections) ? [] : ["--selections", selections.join(",")];
}

function differing(values: Named["values"], usual: Named["values"]): string[] {
  return Object.entries(values).filter(([key, value]) => usual[key] !== value)
    .map(([key, value]) => `${key}=${value}`);
}

/** True if a command line plans the run with this version's suites and defaults. */
function makes(args: string[], suite: Suite, spec: RunSpec, catalogue: Catalogue): boolean {
  const { vectors } = spec.protocol;
  const selected = selectedOf(parseBenchOptions(args, catalogue), suite);
  const id = runId(spec);
  return expand(
    suite,
    {
      ...selected,
      found: domainsOf(spec.problem),
      protocol: { ...selected.protocol, ...(vectors === undefined ? {} : { vectors }) },
    },
    catalogue,
    () => spec.dataset.content,
  ).some((planned) => runId(planned) === id);
}

/** Quotes a word for a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
