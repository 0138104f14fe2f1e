import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { methods } from "../methods/mod.ts";
import { benchReport, type BenchSection } from "../reports/bench_report.ts";
import { cells, compare, type Comparison } from "../reports/comparison.ts";
import { decisionBoundaries, type Panel } from "../reports/figures/decision_boundaries.ts";
import { gainsByTask, hasGainsByTask } from "../reports/figures/gains_by_task.ts";
import { renderPng, renderSvg } from "../reports/figures/render.ts";
import {
  isByRelatedness,
  transferByRelatedness,
} from "../reports/figures/transfer_by_relatedness.ts";
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
  Object.values(methods).flatMap((method) =>
    method.setting === "unsupervised_adaptation" && method.reads.target === "labelled"
      ? method.name
      : []
  ),
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
      figures: await draw(suite, comparison, runs, store, folder),
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

/** Draws what there is to see of a suite. */
async function draw(
  suite: Suite,
  comparison: Comparison,
  runs: readonly PlannedRun[],
  store: ResultsStore,
  folder: string,
): Promise<BenchSection["figures"]> {
  const figures = suite.setting === "multi_task"
    ? transferFigures(suite, comparison)
    : await planes(suite, comparison, runs, store);
  for (const { stem, spec } of figures) {
    const svg = await renderSvg(spec);
    await Deno.mkdir(join(folder, "figures"), { recursive: true });
    await writeWhole(join(folder, `${stem}.svg`), svg);
    await writeWhole(join(folder, `${stem}.png`), await renderPng(svg));
  }
  return figures.map(({ title, stem }) => ({ title, path: `${stem}.png` }));
}

/** A drawing, and where it goes in the report's folder. */
interface Figure {
  readonly title: string;
  /** A path without its extension. */
  readonly stem: string;
  readonly spec: Parameters<typeof renderSvg>[0];
}

/** What tasks do to each other: against how related they are where that is dialled, or else task by task. */
function transferFigures({ name }: Suite, comparison: Comparison): Figure[] {
  const { baseline, sections: [{ selection }] } = comparison;
  if (isByRelatedness(comparison)) {
    return [{
      title: `Improvement over ${baseline!.label} of ${name} by task correlation, ${selection}`,
      stem: join("figures", `${name}_transfer_by_relatedness`),
      spec: transferByRelatedness(comparison),
    }];
  }
  if (!hasGainsByTask(comparison)) return [];
  return [{
    title: `Gains over ${baseline!.label} of ${name} by task, ${selection}`,
    stem: join("figures", `${name}_gains_by_task`),
    spec: gainsByTask(comparison),
  }];
}

/** The decision boundaries of each method's first seed, where the inputs lie in the plane. */
async function planes(
  suite: Suite,
  { problems, methods }: Comparison,
  runs: readonly PlannedRun[],
  store: ResultsStore,
): Promise<Figure[]> {
  const figures = [];
  for (const { name: problem } of problems) {
    const panels: Panel[] = [];
    for (const { label, method } of methods) {
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
    figures.push({
      title: `Decision boundaries of ${suite.name} ${problem}, last step`,
      stem: join("figures", `${suite.name}_${problem}_decision_boundaries`),
      spec: decisionBoundaries(panels),
    });
  }
  return figures;
}
