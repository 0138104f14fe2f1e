import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { methods } from "../methods/mod.ts";
import { benchReport, type BenchSection } from "../reports/bench_report.ts";
import { cells, compare, type Comparison } from "../reports/comparison.ts";
import { decisionBoundaries, type Panel } from "../reports/figures/decision_boundaries.ts";
import { renderPng, renderSvg } from "../reports/figures/render.ts";
import { terminalTables } from "../reports/table.ts";
import type { PlannedRun } from "../suites/record.ts";
import type { Suite } from "../suites/suite.ts";
import type { BenchOptions } from "./_bench_options.ts";
import type { ResultsStore } from "./_store.ts";
import { writeWhole } from "./_write.ts";

/** A suite with its planned runs and their records. */
export interface FinishedSuite {
  readonly suite: Suite;
  readonly runs: readonly PlannedRun[];
}

/** The methods that learn from the target's labels. */
const upperBounds: ReadonlySet<string> = new Set(
  Object.values(methods).filter(({ reads }) => reads.target === "labelled").map(({ name }) => name),
);

/**
 * Prints the comparison of each suite and writes the report with its figures.
 *
 * @param finished The suites.
 * @param store Where the records are.
 * @param options Where the report goes, and whether one JSON document is printed instead of tables.
 */
export async function writeReport(
  finished: readonly FinishedSuite[],
  store: ResultsStore,
  { report: folder, json }: Pick<BenchOptions, "report" | "json">,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const sections: BenchSection[] = [];
  const documents = [];
  for (const { suite, runs } of finished) {
    const comparison = compare(runs, { upperBounds });
    documents.push({ name: suite.name, cells: cells(comparison) });
    sections.push({
      title: suite.title,
      runs,
      published: suite.published,
      departures: suite.departures,
      upperBounds,
      figures: await drawPlanes(suite, comparison, runs, store, folder),
    });
    if (!json) {
      const { columns } = Deno.stdout.isTerminal() ? Deno.consoleSize() : { columns: 120 };
      const color = Deno.stdout.isTerminal() && !Deno.noColor;
      console.log(`${suite.title}\n`);
      console.log(terminalTables(comparison, suite.published, { color, width: columns }));
    }
  }
  const report = join(folder, "report.md");
  await writeWhole(report, benchReport(sections));
  if (json) {
    console.log(JSON.stringify({ suites: documents, results: store.folder }, undefined, 2));
  } else {
    console.log(`Records: ${join(store.folder, "runs")}\nReport:  ${report}`);
    for (const { path } of sections.flatMap(({ figures }) => figures)) {
      console.log(`Figure:  ${join(folder, path)}`);
    }
  }
}

/** Draws the decision boundaries of each method's first seed, where the inputs lie in the plane. */
async function drawPlanes(
  suite: Suite,
  comparison: Comparison,
  runs: readonly PlannedRun[],
  store: ResultsStore,
  folder: string,
): Promise<BenchSection["figures"]> {
  const figures = [];
  for (const problem of comparison.problems) {
    const panels: Panel[] = [];
    for (const { label, method } of comparison.methods) {
      const run = runs.find(({ spec, record }) =>
        record?.status === "ok" && spec.problem.name === problem &&
        isDeepStrictEqual(spec.method, method)
      );
      const plane = run && (await store.predictions(run.id))?.plane;
      if (!plane) continue;
      const { accuracy } = run.record!.metrics[problem].last!;
      panels.push({
        title: label,
        subtitle: `target accuracy ${(100 * accuracy).toFixed(1)} %, seed ${run.spec.seed}`,
        plane,
      });
    }
    if (panels.length === 0) continue;
    const svg = await renderSvg(decisionBoundaries(panels));
    const stem = join("figures", `${suite.name}_${problem}_decision_boundaries`);
    await Deno.mkdir(join(folder, "figures"), { recursive: true });
    await writeWhole(join(folder, `${stem}.svg`), svg);
    await writeWhole(join(folder, `${stem}.png`), await renderPng(svg));
    figures.push({
      title: `Decision boundaries of ${suite.name} ${problem}, last step`,
      path: `${stem}.png`,
    });
  }
  return figures;
}
