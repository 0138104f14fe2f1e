import { isDeepStrictEqual } from "node:util";
import { bind } from "../descriptors/parameters.ts";
import { encoders } from "../encoders/mod.ts";
import type { MethodSpec, Named, Protocol, RunSpec } from "../suites/record.ts";
import { suites } from "../suites/mod.ts";
import { runId } from "../suites/spec.ts";
import type { Suite } from "../suites/suite.ts";
import { isOfTasks } from "../suites/task_spec.ts";
import { parseBenchOptions } from "./_bench_options.ts";
import { choose } from "./_plan.ts";
import { changeable } from "./_protocol_option.ts";
import { parameterized } from "./_variants.ts";

/** What stands for a file whose name no record knows. */
const VECTORS = "FILE";

/**
 * Finds the command that makes a run again.
 *
 * @param spec The run.
 * @returns The command line; `undefined` where this version of Graft does not make the run: the suite, the
 * method or the version is another.
 */
export function benchCommand(spec: RunSpec): string | undefined {
  if (!Object.hasOwn(suites, spec.suite.name)) return;
  const suite = suites[spec.suite.name];
  const args = argumentsOf(spec, suite);
  if (!args || !makes(args, suite, spec)) return;
  return ["deno task bench", ...args.map(quoted)].join(" ");
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

/** The parameters in which something departs from what the suite runs, and those that it runs at several values. */
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
  // Words have as many numbers as their vectors.
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

/** Whether a command line plans a run, of this version's suites and defaults. */
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

/** A word as a shell reads it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
