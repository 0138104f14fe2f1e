import { join } from "node:path";
import { cells } from "../reports/comparison.ts";
import decisionBoundaries from "../reports/figures/decision_boundaries.ts";
import depthCurves from "../reports/figures/depth_curves.ts";
import gainsByProblem from "../reports/figures/gains_by_problem.ts";
import transferByRelatedness from "../reports/figures/transfer_by_relatedness.ts";
import { markdownReport, type ReportSection } from "../reports/markdown_report.ts";
import type { Study } from "../reports/study.ts";
import { terminalTables } from "../reports/table.ts";
import type { PlannedRun } from "../suites/record.ts";
import type { BenchOptions } from "./_bench_options.ts";
import { drawFigures, terminalOptions } from "./_figures.ts";
import type { ResultsStore } from "./_store.ts";
import { studyOf } from "./_studies.ts";
import { writeWhole } from "./_write.ts";

/**
 * Prints the comparison of each suite and writes the report with the figures that say most; `deno task
 * report` draws all there are.
 *
 * @param plans The planned runs of each suite, with their records.
 * @param store Where the records are.
 * @param options Where the report goes, and whether one JSON document is printed instead of tables.
 */
export async function writeReport(
  plans: readonly (readonly PlannedRun[])[],
  store: ResultsStore,
  { report: folder, json }: Pick<BenchOptions, "report" | "json">,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const sections: ReportSection[] = [];
  const documents = [];
  for (const runs of plans) {
    const study = await studyOf(runs, store);
    const { suite: name, title, comparison, published } = study;
    documents.push({ name, cells: cells(comparison) });
    const figures = await drawFigures(study, figuresOf(study), folder, ["svg", "png"]);
    sections.push({ study, figures });
    if (json) continue;
    console.log(`${title}\n`);
    console.log(terminalTables(comparison, published, terminalOptions()));
  }
  const report = join(folder, "report.md");
  await writeWhole(report, markdownReport("Bench report", sections));
  if (json) {
    console.log(JSON.stringify({ suites: documents, results: store.folder }, undefined, 2));
  } else {
    console.log(`Records: ${join(store.folder, "runs")}\nReport:  ${report}`);
    for (const { path } of sections.flatMap(({ figures }) => figures)) {
      console.log(`Figure:  ${join(folder, path)}`);
    }
  }
}

/**
 * What is learned, where it lies in the plane; else gains against relatedness where that is dialled, accuracy by the
 * layers copied, or gains by problem.
 */
function figuresOf(study: Study) {
  const [found = []] = [decisionBoundaries, transferByRelatedness, depthCurves, gainsByProblem]
    .map((kind) => kind.draw(study)).filter(({ length }) => length > 0);
  return found;
}
