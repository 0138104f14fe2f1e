/**
 * `deno task bench`: runs suites of methods over seeds, and prints and writes their comparison.
 *
 * @module
 */
import type { PlannedRun } from "../records/record.ts";
import { benchHelp } from "./_bench_help.ts";
import type { BenchOptions } from "./_bench_options.ts";
import { writeReport } from "./_bench_report.ts";
import { printCatalogue } from "./_catalogue.ts";
import { checkFolder, folderRefusal } from "./_destinations.ts";
import { INTERRUPTED, makeRunsHere } from "./_make_runs.ts";
import { methodLabels } from "./_method_labels.ts";
import { isDue } from "../runs/make_runs.ts";
import type { SuitePlan } from "../runs/plan.ts";
import { planBench } from "./_bench_plan.ts";
import { readBenchOptions } from "./_named_modules.ts";
import { printJson, printLine, printNote, printText } from "./_print.ts";
import { runProgram } from "./_program.ts";
import { resultsStore } from "./_results_store.ts";
import { planVectors, vectorCoverage } from "../runs/word_vectors.ts";

/** The program: takes the command line's arguments and returns the exit code. */
export async function main(args: string[]): Promise<number> {
  const options = await readBenchOptions(args);
  if (options.help) {
    printText(benchHelp(options.catalogue));
    return 0;
  }
  if (options.list) {
    printCatalogue(options.catalogue, options.json);
    return 0;
  }

  const store = await resultsStore(options.results);
  const vectors = options.embeddings === undefined
    ? undefined
    : await planVectors(options.embeddings);
  const plans = await planBench(options, store, vectors);
  const covered = vectors === undefined ? [] : await vectorCoverage(vectors, plans);
  for (const note of plans.flatMap(({ notes }) => notes)) printNote(note);
  for (const { suite, problem, found, of, seed } of covered) {
    const share = (100 * found / of).toFixed(1);
    printNote(
      `${suite} ${problem}: ${found} of ${of} words have a vector (${share} %), seed ${seed}`,
    );
  }
  if (options.dryRun) {
    printPlan(plans, options);
    return 0;
  }

  const refusal = await reportRefusal(plans, options);
  const made = await makeRunsHere(plans, store, options, vectors);
  if (made === "interrupted") return INTERRUPTED;

  const finished = await Promise.all(
    plans.map(({ runs }) =>
      Promise.all(runs.map(async (run): Promise<PlannedRun> => ({
        ...run,
        record: await store.record(run.id),
      })))
    ),
  );
  await writeReport(finished, store, { ...options, refusal });
  const records = finished.flatMap((runs) => runs.map(({ record }) => record));
  const missing = records.filter((record) => record === undefined).length;
  if (missing && made === "complete") {
    printNote(
      `${missing} of ${records.length} records have disappeared from '${store.runs}': ` +
        "the same command makes them again",
    );
  }
  return missing || records.some((record) => record?.status === "failed") ? 1 : 0;
}

/**
 * Checks before the first run that the report can be written.
 *
 * @returns The reason why not, if the tables can still be printed: all runs are recorded, and the results folder is not
 * writable.
 * @throws {Error} If the folder of --report is not writable.
 */
async function reportRefusal(
  plans: readonly SuitePlan[],
  options: BenchOptions,
): Promise<Error | undefined> {
  if (options.report !== options.results) {
    await checkFolder(options.report, "--report");
    return undefined;
  }
  const due = plans.some(({ runs }) => runs.some(({ record }) => isDue(record, options)));
  // If runs are due, the results folder is checked when it is opened.
  return due ? undefined : await folderRefusal(options.report, "--report");
}

function printPlan(plans: readonly SuitePlan[], options: BenchOptions): void {
  const labelOf = methodLabels(plans);
  const runs = plans.flatMap(({ runs }) => runs).map(({ id, spec, record }) => ({
    id,
    suite: spec.suite.name,
    problem: spec.problem.name,
    method: spec.method.name,
    label: labelOf(spec),
    values: spec.method.values,
    seed: spec.seed,
    recorded: record?.status ?? null,
    due: isDue(record, options),
  }));
  if (options.json) {
    printJson({ runs, results: options.results });
    return;
  }
  for (const { id, suite, problem, label, seed, recorded } of runs) {
    printLine(
      `${id.slice(0, 12)}  ${suite}  ${problem}  ${label}  seed ${seed}  ${recorded ?? "not run"}`,
    );
  }
  const due = runs.filter((run) => run.due).length;
  printLine(`${runs.length} runs, ${runs.length - due} recorded, ${due} to make`);
}

if (import.meta.main) await runProgram(main);
