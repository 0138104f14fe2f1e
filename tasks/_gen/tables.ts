import type { Dataset } from "../../datasets/dataset.ts";
import { citation, type Paper } from "../../descriptors/paper.ts";
import type { Parameters } from "../../descriptors/parameters.ts";
import type { Method } from "../../methods/method.ts";
import type { Export } from "../../reports/exports/export.ts";
import type { FigureKind } from "../../reports/figures/figure.ts";
import { experimentsOf } from "../../reports/reproduction/reproduction.ts";
import type { Statistic } from "../../reports/inference/statistics/statistic.ts";
import type { Selection } from "../../selection/selection.ts";
import type { Setting } from "../../settings/setting.ts";
import type { PublishedPaper } from "../../suites/published/paper.ts";
import type { Suite } from "../../suites/suite.ts";
import type { Entry, Registry } from "./registries.ts";

const link = (paper: Paper): string => `[${citation(paper)}](${paper.url})`;

const row = (...cells: string[]): string => `| ${cells.join(" | ")} |`;

const heads = (...cells: string[]): string[] => [row(...cells), row(...cells.map(() => "---"))];

const parameterNames = (params: Parameters): string =>
  Object.entries(params).map(([name, { default: value }]) => `\`${name}=${value}\``).join(" ") ||
  "none";

/** Returns a table of entries that have parameters. */
function parameterized(head: string, entries: readonly Entry[]): string[] {
  return [
    ...heads(head, "Title", "Paper", "Parameters with defaults"),
    ...(entries as (Entry & { readonly params: Parameters })[]).map((
      { name, title, paper, params },
    ) => row(`\`${name}\``, title, link(paper), parameterNames(params))),
  ];
}

/** Returns the lines of each registry's table, which stands in `docs/<registry>.md`. */
export function tables(entries: { [R in Registry]: Entry[] }): Record<Registry, string[]> {
  const bySetting = Object.groupBy(entries.methods as (Entry & Method)[], ({ setting }) => setting);
  return {
    methods: Object.entries(bySetting).flatMap(([setting, methods]) => [
      `## \`${setting}\`\n`,
      ...parameterized("Method", methods!),
      "",
    ]),
    encoders: parameterized("Encoder", entries.encoders),
    weightings: parameterized("Weighting", entries.weightings),
    gradient_rules: parameterized("Gradient rule", entries.gradient_rules),
    datasets: [
      ...heads("Dataset", "Title", "Paper", "Domains", "Licence"),
      ...(entries.datasets as Dataset[]).map(({ name, title, paper, domains, licence }) =>
        row(`\`${name}\``, title, link(paper), domains.join(", "), licence)
      ),
    ],
    settings: (entries.settings as (Entry & Setting)[]).flatMap((setting) => [
      `## \`${setting.name}\`\n`,
      `${setting.question} Gains are measured against \`${setting.baseline}\`.\n`,
      ...heads("Parameter", "Default", "Meaning"),
      ...Object.entries(setting.protocol).map(([name, parameter]) =>
        row(`\`${name}\``, `\`${parameter.default}\``, parameter.describe)
      ),
      "",
    ]),
    selections: [
      ...heads("Rule", "Chosen checkpoint", "Reads"),
      ...(entries.selections as unknown as Selection[]).map(({ name, title, reads = "nothing" }) =>
        row(`\`${name}\``, title, reads)
      ),
    ],
    suites: [
      ...heads("Suite", "Title", "Setting", "Paper", "Data", "Methods"),
      ...(entries.suites as Suite[]).map(({ name, title, setting, paper, dataset, methods }) =>
        row(
          `\`${name}\``,
          title,
          `\`${setting}\``,
          link(paper),
          dataset.folder ? `\`deno task data fetch ${dataset.name}\`` : "embedded",
          Object.keys(methods).map((method) => `\`${method}\``).join(" "),
        )
      ),
    ],
    papers: [
      ...heads("Name", "Paper", "Suites", "Tables", "Claims"),
      ...(entries.papers as unknown as PublishedPaper[]).map(paperRow),
    ],
    statistics: [
      ...heads("Statistic", "Column in CSV, key in JSON", "Note"),
      ...byPlace(entries.statistics as unknown as Statistic[]).map((
        { title, column, kind, note },
      ) =>
        row(
          title,
          kind === "interval" ? `\`${column}_lower\`, \`${column}_upper\`` : `\`${column}\``,
          note,
        )
      ),
    ],
    figures: [
      ...heads("Figure", "Content"),
      ...byPlace(entries.figures as unknown as FigureKind[]).map(({ name, describe }) =>
        row(`\`${name}\``, describe)
      ),
    ],
    exports: [
      ...heads("Format", "Files"),
      ...(entries.exports as unknown as Export[]).map(({ name, describe }) =>
        row(`\`${name}\``, describe)
      ),
    ],
  };
}

function paperRow({ name, paper, tables, claims }: PublishedPaper): string {
  const benches = experimentsOf({ tables, claims }).flatMap(({ bench }) => bench);
  const suites = new Set(benches.map(([suite]) => `\`${suite}\``));
  const count = (parts: readonly object[]) =>
    parts.length === 0
      ? "none"
      : `${parts.filter((part) => "experiment" in part).length} of ${parts.length}`;
  return row(
    `\`${name}\``,
    link(paper),
    [...suites].join(" ") || "none",
    count(tables),
    count(claims),
  );
}

function byPlace<E extends { readonly place: number }>(entries: readonly E[]): E[] {
  return entries.toSorted((a, b) => a.place - b.place);
}
