import type { RunRecord } from "../../records/record.ts";
import type { PublishedTable } from "../../suites/published/paper.ts";
import { affinityTables } from "../tables/affinity.ts";
import { placeOfMethod } from "../inference/method_runs.ts";
import { shownOf } from "../tables/columns.ts";
import type { Comparison } from "../inference/comparison.ts";
import { distanceTables } from "../tables/domain_distance.ts";
import { environmentsOf } from "../inference/environments.ts";
import { gainByAffinityTables } from "../tables/gain_by_affinity.ts";
import { gainByDistanceTables } from "../tables/gain_by_distance.ts";
import {
  markdownCode,
  markdownImage,
  markdownLink,
  markdownSentence,
  markdownText,
} from "../escapes/markdown.ts";
import { nameOf, quotations } from "../tables/published.ts";
import type { Study } from "../inference/study.ts";
import { markdownTables } from "../tables/table.ts";
import { drawingPath } from "./_drawings.ts";
import type { Export } from "./export.ts";
import png from "./png.ts";

/** The report in Markdown, with figures as PNG. */
const md: Export = {
  name: "md",
  describe: "report.md, with its figures as PNG",
  render: (content) => [
    {
      path: "report.md",
      content: () =>
        markdownReport(
          content.title,
          content.studies.map(({ study, figures }) => ({
            study,
            figures: figures.map((figure) => ({
              title: figure.title,
              path: drawingPath(study, figure, "png"),
            })),
          })),
        ),
    },
    ...png.render(content),
  ],
};

export default md;

/** A study with the paths of its figures. */
export interface ReportSection {
  readonly study: Pick<
    Study,
    "title" | "runs" | "comparison" | "published" | "departures" | "changes"
  >;
  /** The figures with the paths of their files, relative to the report. */
  readonly figures: readonly { readonly title: string; readonly path: string }[];
}

/**
 * Renders a report in Markdown: for each study the environments of its runs, the tables, the affinity of tasks and the
 * distance of domains, the published numbers and their provenance, the figures, and every run that failed or diverged.
 *
 * @param title The report's heading.
 * @param sections The studies, in order.
 * @returns The document; the same for the same records.
 */
export function markdownReport(title: string, sections: readonly ReportSection[]): string {
  return [`# ${markdownText(title)}`, ...sections.flatMap(section)].join("\n\n") + "\n";
}

function section({ study, figures }: ReportSection): string[] {
  const { title, runs, comparison, published, departures, changes } = study;
  const records = runs.flatMap(({ record }) => record ?? []);
  const made = `${records.length} of ${runs.length} planned runs have been made.`;
  return [
    `## ${markdownText(title)}`,
    ...listed("Not the suite's own protocol:", changes),
    `${made} ${madeOn(records)}`,
    markdownTables(comparison, published).trimEnd(),
    ...affinityTables(comparison, runs),
    ...gainByAffinityTables(comparison, runs),
    ...distanceTables(comparison, runs),
    ...gainByDistanceTables(comparison, runs),
    ...listed("### Differences between the protocol and the papers", departures),
    ...provenance(comparison, published),
    ...figures.map((figure) => markdownImage(figure.title, figure.path)),
    ...flaws(comparison, records),
  ];
}

function listed(head: string, items: readonly string[]): string[] {
  return items.length ? [head, items.map((item) => `- ${markdownSentence(item)}`).join("\n")] : [];
}

function madeOn(records: readonly RunRecord[]): string {
  const environments = environmentsOf(records);
  if (environments.length < 2) {
    return environments.map(({ text }) => `Made on ${markdownText(text)}.`).join("");
  }
  const list = environments.map(({ text, count }) => `- ${count} on ${markdownText(text)}`).join(
    "\n",
  );
  return `Made in ${environments.length} environments:\n\n${list}`;
}

function provenance(comparison: Comparison, published: readonly PublishedTable[]): string[] {
  const { methods } = comparison;
  const { names: problems } = shownOf(comparison);
  const names = new Set(methods.map(({ method }) => method.name));
  const items = published.flatMap((table) => {
    const read = [...names].flatMap((name) => quotations(table, name, problems))
      .map(({ column, status, source }) =>
        `  - ${markdownSentence(`${column} (${status}): ${source}`)}`
      );
    if (read.length === 0) return [];
    const notes = table.notes ? [`  - ${markdownSentence(table.notes)}`] : [];
    const { title, url } = table.paper;
    return [
      `- ${markdownText(nameOf(table))}, ${markdownLink(title, url)}; ` +
      markdownSentence(`${table.metric}. ${table.protocol}`),
      ...read,
      ...notes,
    ];
  });
  return items.length ? ["### Sources of the published numbers", items.join("\n")] : [];
}

function flaws({ methods }: Comparison, records: readonly RunRecord[]): string[] {
  const items = records.filter(({ status }) => status !== "ok")
    .map(({ id, spec, status, error }) => {
      const { label } = methods[placeOfMethod(methods, spec.method)];
      const step = error?.step === undefined ? "" : ` at step ${error.step}`;
      const why = error?.message ? `: ${markdownCode(error.message)}` : "";
      const run = `${label}, ${spec.problem.name}, seed ${spec.seed}: ${status}${step}`;
      return `- ${markdownText(run)}${why}, run ${markdownCode(id)}`;
    });
  return items.length ? ["### Failed and diverged runs", items.join("\n")] : [];
}
