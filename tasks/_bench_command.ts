import canonicalize from "canonicalize";
import { isDeepStrictEqual } from "node:util";
import { bind } from "../descriptors/parameters.ts";
import { encoders } from "../encoders/mod.ts";
import type { MethodSpec, Named, Protocol, RunSpec } from "../records/record.ts";
import { suites } from "../suites/mod.ts";
import { runId } from "../settings/unsupervised_adaptation/expand.ts";
import type { Suite } from "../suites/suite.ts";
import { isOfTasks } from "../settings/multi_task/expand.ts";
import { parseBenchOptions } from "./_bench_options.ts";
import { choose } from "../runs/plan.ts";
import { changeable } from "./_protocol_option.ts";
import { parameterized } from "../runs/variants.ts";

/** The placeholder for the file of word vectors, whose name is not in the record. */
const VECTORS = "FILE";

/**
 * Returns the command that repeats a run.
 *
 * @param spec The run.
 * @returns The command line; `undefined` if this version of Graft cannot make the run, because the suite,
 * the method or a version differs.
 */
export function benchCommand(spec: RunSpec): string | undefined {
  const key = canonicalize({ ...spec, seed: 0 })!;
  if (!known.has(key)) known.set(key, checkedArguments(spec));
  const args = known.get(key)?.map((arg, i, all) =>
    all[i - 1] === "--seeds" ? `${spec.seed}-${spec.seed}` : arg
  );
  return args && ["deno task bench", ...args.map(quoted)].join(" ");
}

/** The arguments of what has been asked for, by the spec without its seed: no seed makes another difference. */
const known = new Map<string, string[] | undefined>();

function checkedArguments(spec: RunSpec): string[] | undefined {
  if (!Object.hasOwn(suites, spec.suite.name)) return;
  const suite = suites[spec.suite.name];
  const args = argumentsOf(spec, suite);
  return args && makes(args, suite, spec) ? args : undefined;
}

function argumentsOf({ problem, method, protocol, seed }: RunSpec, suite: Suite) {
  const { weighting, rule, fineTuning } = method;
  const parts: (Named | undefined)[] = [method, weighting, rule];
  if (parts.some((part) => part && !Object.hasOwn(parameterized, part.name))) return;
  const params = parts.flatMap((part) => part ? changedValues(part, suite) : []);
  return [
    suite.name,
    ...["--methods", method.name],
    ..."tasks" in problem
      ? ["--tasks", problem.sources.join(",")]
      : ["--pairs", `${problem.source}-${problem.target}`],
    ..."labels" in problem ? ["--labels", `${problem.labels}`] : [],
    ...["--seeds", `${seed}-${seed}`],
    ...params.flatMap((param) => ["--param", param]),
    ...variation(method),
    ...fineTuning ? ["--fine-tune", `${fineTuning}`] : [],
    ...changedProtocol(protocol, suite.protocol),
  ];
}

function variation({ weighting, rule }: MethodSpec): string[] {
  const over = rule?.over === "representation" ? "@representation" : "";
  return [
    ...weighting && weighting.name !== "equal" ? ["--weightings", weighting.name] : [],
    ...rule && rule.name !== "sum" ? ["--rules", rule.name + over] : [],
  ];
}

/** The parameters whose values differ from the suite's, and those that the suite runs at several values. */
function changedValues({ name, values }: Named, suite: Suite): string[] {
  const usual = bind(parameterized[name], suite.methods[name] ?? {});
  const swept = suite.setting === "inductive_transfer" ? ["depth"] : [];
  return Object.entries(values)
    .filter(([key, value]) => usual[key] !== value || swept.includes(key))
    .map(([key, value]) => `${name}.${key}=${value}`);
}

function changedProtocol(protocol: Protocol, own: Protocol): string[] {
  const changes = Object.keys(changeable).flatMap((key) => {
    const value = (protocol as unknown as { [key: string]: unknown })[key];
    const usual = (own as unknown as { [key: string]: unknown })[key];
    return value === usual ? [] : [`${key}=${value}`];
  });
  const { name, values } = protocol.encoder;
  const hasVectors = "vectors" in protocol && protocol.vectors !== undefined;
  // The file of word vectors determines the embedding's width.
  const settings = Object.entries(values).filter(([key]) => !hasVectors || key !== "embedding")
    .map(([key, value]) => `${key}=${value}`);
  const encoder = `${name}:${settings.join(",")}`;
  const usual = own.encoder.name === name &&
    isDeepStrictEqual(bind(encoders[name], own.encoder.values), values);
  return [
    ...usual ? [] : ["--encoder", encoder],
    ...hasVectors ? ["--embeddings", VECTORS] : [],
    ...changes.length ? ["--protocol", changes.join(",")] : [],
  ];
}

/** True if a command line plans the run with this version's suites and defaults. */
function makes(args: string[], suite: Suite, spec: RunSpec): boolean {
  const parts = isOfTasks(spec) ? spec.problem.sources : [spec.problem.source, spec.problem.target];
  const vectors = isOfTasks(spec) ? spec.protocol.vectors : undefined;
  const id = runId(spec);
  try {
    return choose(suite, parseBenchOptions(args), parts, vectors)
      .specs(() => spec.dataset.content)
      .some((planned) => runId(planned) === id);
  } catch {
    return false;
  }
}

/** Quotes a word for a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
