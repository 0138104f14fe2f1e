import { isDeepStrictEqual } from "node:util";
import type {
  Environment,
  Named,
  PlannedRun,
  Protocol,
  PublishedTable,
  RunRecord,
  TasksProtocol,
} from "../suites/record.ts";
import { affinityTables } from "./affinity.ts";
import { shownOf } from "./columns.ts";
import { compare, type CompareOptions, type Comparison } from "./comparison.ts";
import { trainsTasks } from "./problems.ts";
import { nameOf, quotations } from "./published.ts";
import { markdownTables } from "./table.ts";

/** What a report says of one suite. */
export interface BenchSection extends CompareOptions {
  readonly title: string;
  /** All planned runs of the suite, with the records of those that have been made. */
  readonly runs: readonly PlannedRun[];
  readonly published: readonly PublishedTable[];
  /** Where the protocol departs from the papers': sentences. */
  readonly departures: readonly string[];
  /** Drawings, by their paths relative to the report. */
  readonly figures: readonly { readonly title: string; readonly path: string }[];
}

/**
 * Writes the report of one bench in Markdown: of each suite the protocol, where its runs were made,
 * the tables, how alike tasks were, the published numbers and their provenance, the figures, and every
 * run that went wrong.
 *
 * @param sections The suites, in order.
 * @returns The document; the same for the same records.
 * @throws {RangeError} If a section's runs cannot be compared.
 */
export function benchReport(sections: readonly BenchSection[]): string {
  return ["# Bench report", ...sections.flatMap(section)].join("\n\n") + "\n";
}

function section(
  { title, runs, published, departures, figures, ...options }: BenchSection,
): string[] {
  const comparison = compare(runs, options);
  const records = runs.flatMap(({ record }) => record ?? []);
  const made = `${records.length} of ${runs.length} planned runs have been made.`;
  return [
    `## ${title}`,
    `Protocol: ${protocolLine(comparison)}.`,
    `${made} ${environments(records)}`,
    markdownTables(comparison, published).trimEnd(),
    ...affinityTables(comparison, runs),
    ...departures.length
      ? [
        "### Where the protocol departs from the papers",
        departures.map((d) => `- ${d}`).join("\n"),
      ]
      : [],
    ...provenance(comparison, published),
    ...figures.map((figure) => `![${figure.title}](${figure.path})`),
    ...flaws(comparison, records),
  ];
}

function protocolLine({ suite, protocol, seeds }: Comparison): string {
  const { encoder, optimizer, schedule, epochs, batch } = protocol;
  const ofTasks = trainsTasks(protocol);
  return [
    `suite \`${suite}\``,
    `encoder ${named(encoder)}`,
    ...ofTasks || protocol.transform === "none" ? [] : [`inputs ${protocol.transform}`],
    ...ofTasks && protocol.vectors ? [`word vectors ${protocol.vectors}`] : [],
    optimizerText(optimizer),
    ...schedule.name === "constant" ? [] : [`${schedule.name} learning rate`],
    `${epochs} epochs`,
    ...ofTasks ? [orderText(protocol), `batch ${batch} of each source`] : [
      `batch ${batch} of each domain`,
      `${percent(protocol.validation)} of the labelled training rows held out`,
    ],
    `${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")}`,
  ].join("; ");
}

function orderText({ order, temperature }: TasksProtocol): string {
  switch (order) {
    case "joint":
      return "all tasks in every step";
    case "in_turn":
      return "tasks in turn";
    case "sampled":
      return `tasks sampled by size at temperature ${temperature}`;
  }
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

function environments(records: readonly RunRecord[]): string {
  const groups: { environment: Environment; count: number }[] = [];
  for (const { environment } of records) {
    const known = groups.find((group) => isDeepStrictEqual(group.environment, environment));
    if (known) known.count++;
    else groups.push({ environment, count: 1 });
  }
  const texts = groups.map(({ environment }) => environmentText(environment));
  if (groups.length < 2) return texts.map((text) => `Made on ${text}.`).join("");
  const list = groups.map(({ count }, i) => `- ${count} on ${texts[i]}`).join("\n");
  return `Made in ${groups.length} environments:\n\n${list}`;
}

function environmentText(
  { commit, versions, device, adapter, threads, cpu, os }: Environment,
): string {
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const cores = threads === 1 ? "1 thread" : `${threads} threads`;
  const on = adapter === undefined ? device : `${device} (${adapter})`;
  return `device ${on}, ${cores}, ${cpu}, ${os}; ${software.join(", ")}; commit ${commit}`;
}

function provenance(comparison: Comparison, published: readonly PublishedTable[]): string[] {
  const { methods } = comparison;
  const { names: problems } = shownOf(comparison);
  const names = new Set(methods.map(({ method }) => method.name));
  const items = published.flatMap((table) => {
    const read = [...names].flatMap((name) => quotations(table, name, problems))
      .map(({ column, status, source }) => `  - ${column} (${status}): ${source}`);
    if (read.length === 0) return [];
    const notes = table.notes ? [`  - ${table.notes}`] : [];
    const { title, url } = table.paper;
    return [
      `- ${nameOf(table)}, [${title}](${url}); ${table.metric}. ${table.protocol}`,
      ...read,
      ...notes,
    ];
  });
  return items.length ? ["### Where the published numbers come from", items.join("\n")] : [];
}

function flaws({ methods }: Comparison, records: readonly RunRecord[]): string[] {
  const items = records.filter(({ status }) => status !== "ok")
    .map(({ id, spec, status, error }) => {
      const { label } = methods.find(({ method }) => isDeepStrictEqual(method, spec.method))!;
      const step = error?.step === undefined ? "" : ` at step ${error.step}`;
      const message = (error?.message ?? "").replace(/\s+/g, " ").replaceAll("`", "'");
      const why = message ? `: \`${message}\`` : "";
      return `- ${label}, ${spec.problem.name}, seed ${spec.seed}: ${status}${step}${why}, ` +
        `run \`${id}\``;
    });
  return items.length ? ["### Failed and diverged runs", items.join("\n")] : [];
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toFixed(2))} %`;
}
