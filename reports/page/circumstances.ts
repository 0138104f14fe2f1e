import { isDeepStrictEqual } from "node:util";
import type { Environment, Named, PlannedRun, Protocol } from "../../suites/record.ts";
import type { Comparison } from "../comparison.ts";
import { trainsTasks } from "../problems.ts";
import type { Fact } from "./section.ts";

/**
 * Says how runs were trained.
 *
 * @param comparison Their comparison.
 * @param runs The runs.
 */
export function protocolFacts(
  { protocol, seeds }: Comparison,
  runs: readonly PlannedRun[],
): Fact[] {
  const { encoder, optimizer, schedule, epochs, checkpointEvery, batch, selections } = protocol;
  const [{ spec: { suite, dataset } }] = runs;
  return [
    ["suite", `${suite.name}, version ${suite.version}`],
    ["dataset", `${dataset.name}, version ${dataset.version}`],
    ["encoder", named(encoder)],
    ["optimizer", optimizerText(optimizer)],
    ...schedule.name === "constant" ? [] : [["learning rate", schedule.name] as const],
    [
      "epochs",
      `${epochs}, a checkpoint every ${checkpointEvery === 1 ? "epoch" : `${checkpointEvery}`}`,
    ],
    ["batch", `${batch} rows of each ${trainsTasks(protocol) ? "source" : "domain"}`],
    ...settingFacts(protocol),
    ["selection rules", selections.join(", ")],
    ["seeds", seeds.join(", ")],
  ];
}

/**
 * Says where runs were made: every environment, with the number of its runs where there are several.
 *
 * @param runs The runs.
 */
export function environmentsOf(runs: readonly PlannedRun[]): string[] {
  const groups: { environment: Environment; count: number }[] = [];
  for (const { record } of runs) {
    if (!record) continue;
    const known = groups.find(({ environment }) =>
      isDeepStrictEqual(environment, record.environment)
    );
    if (known) known.count++;
    else groups.push({ environment: record.environment, count: 1 });
  }
  if (groups.length === 0) return ["Nowhere yet: no run has been made."];
  return groups.map(({ environment, count }) =>
    `${count} ${count === 1 ? "run" : "runs"} on ${environmentText(environment)}`
  );
}

function environmentText(
  { commit, versions, device, adapter, threads, cpu, os }: Environment,
): string {
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const cores = threads === 1 ? "1 thread" : `${threads} threads`;
  const on = adapter === undefined ? device : `${device} (${adapter})`;
  return `device ${on}, ${cores}, ${cpu}, ${os}; ${software.join(", ")}; commit ${commit}.`;
}

function settingFacts(protocol: Protocol): Fact[] {
  if (!trainsTasks(protocol)) {
    const { transform, validation } = protocol;
    return [
      ["inputs", transform === "none" ? "as they are" : transform],
      ["held out", `${Number((100 * validation).toFixed(2))} % of the labelled training rows`],
    ];
  }
  const { order, temperature, vectors } = protocol;
  const orders = {
    joint: "all in every step",
    in_turn: "in turn",
    sampled: `sampled by size at temperature ${temperature}`,
  };
  return [
    ["tasks", orders[order]],
    ...vectors ? [["word vectors", `SHA-256 ${vectors}`] as const] : [],
  ];
}

function named({ name, values }: Named): string {
  const settings = Object.entries(values).map(([key, value]) => `${key}=${value}`);
  return settings.length ? `${name} (${settings.join(", ")})` : name;
}

function optimizerText({ name, learningRate, clipNorm, options }: Protocol["optimizer"]): string {
  const settings = [
    ...Object.entries(options ?? {}),
    ...clipNorm === undefined ? [] : [["clipNorm", clipNorm]],
  ].map(([key, value]) => `, ${key} ${value}`);
  return `${name} at ${learningRate}${settings.join("")}`;
}
