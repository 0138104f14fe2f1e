import { COMMAND } from "../descriptors/command.ts";
import { join } from "node:path";
import { cells } from "../reports/inference/comparison.ts";
import decisionBoundaries from "../reports/figures/decision_boundaries.ts";
import depthCurves from "../reports/figures/depth_curves.ts";
import gainsByProblem from "../reports/figures/gains_by_problem.ts";
import transferByRelatedness from "../reports/figures/transfer_by_relatedness.ts";
import { drawingPath } from "../reports/exports/_drawings.ts";
import md from "../reports/exports/md.ts";
import svg from "../reports/exports/svg.ts";
import type { Study } from "../reports/inference/study.ts";
import { terminalSummary } from "../reports/tables/summary.ts";
import { terminalTables } from "../reports/tables/table.ts";
import type { PlannedRun } from "../records/record.ts";
import type { BenchOptions } from "./_bench_options.ts";
import { methodLabels } from "./_method_labels.ts";
import { predictionsFiles } from "./_predictions_files.ts";
import { absolutePath } from "./_destinations.ts";
import { printJson, printLine, printNote, printText } from "./_print.ts";
import type { ResultsStore } from "../runs/store.ts";
import { studyOf } from "../reports/inference/studies.ts";
import { reportSources } from "./_report_sources.ts";
import { terminalOptions } from "./_terminal.ts";
import { generatedBy, writeFiles } from "./_write_files.ts";

/** Options of {@linkcode writeReport}. */
export interface BenchReportOptions
  extends Pick<BenchOptions, "report" | "json" | "tables" | "catalogue"> {
  /** The reason why the report cannot be written, if one is known. */
  readonly refusal?: Error;
}

/**
 * Prints all tables where they are asked for, then the summary of each suite; writes the report with the most
 * informative figures; `deno task report` draws all of them.
 *
 * @param plans The planned runs of each suite, with their records.
 * @param store The results folder with the records.
 * @param options The report's folder; `tables`: prints all tables before the summary; `json`: prints one JSON document
 * instead.
 * @throws {Error} If writing fails.
 */
export async function writeReport(
  plans: readonly (readonly PlannedRun[])[],
  store: ResultsStore,
  { report: folder, json, tables, catalogue, refusal }: BenchReportOptions,
): Promise<void> {
  const studies = [];
  for (const runs of plans) studies.push(await studyOf(runs, reportSources(store, catalogue)));
  if (json) {
    const suites = studies.map(({ suite: name, comparison }) => ({
      name,
      cells: cells(comparison),
    }));
    printJson({ suites, results: store.folder });
  } else {
    for (const { title, comparison, published } of tables ? studies : []) {
      printLine(title);
      printText(`\n${terminalTables(comparison, published, terminalOptions())}`);
    }
    printText(terminalSummary(studies, terminalOptions()));
    printLine(`Records: ${join(store.folder, "runs")}`);
  }
  if (refusal) {
    printNote(`The report was not written: ${refusal.message}`);
    return;
  }

  const drawn = studies.map((study) => ({ study, figures: figuresOf(study) }));
  const content = { title: "Bench report", studies: drawn, generatedBy };
  const labelOf = methodLabels(plans.map((runs) => ({ runs })));
  const predicted = plans.flatMap((runs) =>
    predictionsFiles(catalogue.suites[runs[0].spec.suite.name], runs, store, labelOf)
  );
  const [report] = await writeFiles(folder, [
    ...md.render(content),
    ...svg.render(content),
    ...predicted,
  ]);
  if (json) return;
  printLine(`Report:  ${report}`);
  if (predicted.length > 0) {
    printLine(`Classes: ${join(folder, "predictions")}, of rows without labels`);
  }
  for (const { study, figures } of drawn) {
    for (const figure of figures) {
      printLine(`Figure:  ${join(folder, drawingPath(study, figure, "png"))}`);
    }
  }
  const results = store.folder === absolutePath("--results", "results")
    ? ""
    : ` --results ${store.folder}`;
  printLine(`Next:    \`${COMMAND} report${results}\` draws all figures and a page`);
  if (!tables) printLine("         the same command with --tables prints all tables");
}

/**
 * Returns the figures that fit the study: decision boundaries for data in the plane; otherwise gains against
 * relatedness if it is varied, accuracy by copied layers, or gains by problem.
 */
function figuresOf(study: Study) {
  const [found = []] = [decisionBoundaries, transferByRelatedness, depthCurves, gainsByProblem]
    .map((kind) => kind.draw(study)).filter(({ length }) => length > 0);
  return found;
}
