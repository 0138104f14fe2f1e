/**
 * `deno task reproduce`: compares published tables and claims with our records, with a verdict for each number.
 *
 * @module
 */
import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { reproductionHtml } from "../reports/page/reproduction/page.ts";
import {
  type ExperimentRuns,
  experimentsOf,
  reproduce,
  type ReproducedPaper,
} from "../reports/reproduction/reproduction.ts";
import { reproductionPage } from "../reports/reproduction/markdown.ts";
import { reproductionText } from "../reports/reproduction/terminal.ts";
import type { Experiment } from "../suites/published/paper.ts";
import { entriesOf, moduleArguments } from "./_bench_command.ts";
import { parseBenchOptions } from "./_bench_options.ts";
import { folderRefusal } from "./_destinations.ts";
import { INTERRUPTED, makeRunsHere } from "./_make_runs.ts";
import { readReproduceOptions } from "./_named_modules.ts";
import { printJson, printLine, printNote, printText } from "./_print.ts";
import { runProgram } from "./_program.ts";
import { listParts, listText } from "./_reproduce_list.ts";
import { reproduceHelp, type ReproduceOptions } from "./_reproduce_options.ts";
import {
  type ExperimentPlan,
  planExperiments,
  plansOf,
  readExperiment,
} from "./_reproduce_plan.ts";
import { resultsStore } from "./_results_store.ts";
import type { ResultsStore } from "../runs/store.ts";
import { colors, columnsOf } from "./_terminal.ts";
import { writeWhole } from "../runs/write_whole.ts";

/** The program: takes the command line's arguments and returns the exit code. */
export async function main(args: string[]): Promise<number> {
  const options = await readReproduceOptions(args);
  if (options.help) {
    printText(reproduceHelp(options.catalogue));
    return 0;
  }
  const store = await resultsStore(options.results);
  const planned = await planExperiments(options.papers, options, store);
  if (options.list) {
    const parts = listParts(options.papers, planned);
    if (options.json) printJson({ parts });
    else printText(listText(parts));
    return 0;
  }
  for (const note of new Set([...planned.values()].flatMap(({ notes }) => notes))) {
    printNote(note);
  }
  const refusal = await folderRefusal(options.out, "--out");
  // If all runs are recorded in a read-only folder, their tables can still be printed.
  if (refusal && options.out !== options.results) throw refusal;
  let left = false;
  if (options.run) {
    const machine = parseBenchOptions([...options.bench], options.catalogue);
    const made = await makeRunsHere(plansOf(planned.values()), store, machine);
    if (made === "interrupted") return INTERRUPTED;
    left = made === "incomplete";
  }
  const papers = await readPapers(options, planned, store);
  await show(papers, { ...options, refusal });
  const failed = papers.flatMap(({ experiments }) => experiments.flatMap(({ flaws }) => flaws))
    .some(({ status }) => status === "failed");
  const missing = options.run && [...planned.values()].some(({ withoutData }) => withoutData);
  return failed || missing || left ? 1 : 0;
}

async function readPapers(
  { papers, catalogue }: ReproduceOptions,
  planned: ReadonlyMap<Experiment, ExperimentPlan>,
  store: ResultsStore,
): Promise<ReproducedPaper[]> {
  const runs = new Map<Experiment, ExperimentRuns>();
  for (const [experiment, plan] of planned) runs.set(experiment, await readExperiment(plan, store));
  return papers.map((paper) => {
    const entries = experimentsOf(paper).flatMap((experiment) =>
      runs.get(experiment)!.runs.flatMap(({ spec }) => entriesOf(spec))
    );
    const modules = moduleArguments([`papers/${paper.name}`, ...entries], catalogue);
    return reproduce(paper, runs, modules);
  });
}

/** Prints the tables or one JSON document; writes the page, the Markdown and the document if the folder is writable. */
async function show(
  papers: readonly ReproducedPaper[],
  { out, json, refusal }: ReproduceOptions & { readonly refusal?: Error },
): Promise<void> {
  if (json) printJson({ papers });
  else printText(reproductionText(papers, { color: colors(), width: columnsOf(Deno.stdout) }));
  if (refusal) {
    printNote(`The pages were not written: ${refusal.message}`);
    return;
  }
  await Deno.mkdir(out, { recursive: true });
  const [html, markdown, data] = ["html", "md", "json"].map((kind) =>
    join(out, `reproduction.${kind}`)
  );
  await writeWhole(html, await reproductionHtml(papers, `graft ${config.version}`));
  await writeWhole(markdown, reproductionPage(papers));
  await writeWhole(data, `${JSON.stringify({ papers }, undefined, 2)}\n`);
  if (json) return;
  printLine(`Page: ${html}`);
  printLine(`Markdown: ${markdown}`);
  printLine(`JSON: ${data}`);
}

if (import.meta.main) await runProgram(main);
