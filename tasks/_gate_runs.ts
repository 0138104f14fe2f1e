import { join, resolve } from "node:path";
import type { PlannedRun } from "../records/record.ts";
import type { BenchOptions } from "./_bench_options.ts";
import { isCommitted } from "../runs/commit.ts";
import { ownCommit } from "../runs/environment.ts";
import { makeRunsHere } from "./_make_runs.ts";
import type { SuitePlan } from "../runs/plan.ts";
import { planBench } from "./_bench_plan.ts";
import { readGrids } from "./_named_modules.ts";
import { printNote } from "./_print.ts";
import { UsageError } from "./_program.ts";
import type { RegressOptions } from "./_regress_options.ts";
import { resultsStore } from "./_results_store.ts";

/** Options of {@linkcode gridRuns}. */
export type GridOptions = Pick<RegressOptions, "results" | "run" | "resume" | "machine" | "use">;

/**
 * Plans grids and makes their runs.
 *
 * @param grids Arguments of bench.
 * @param options The results folder and the options of the machine.
 * @param seeds Number of seeds that replaces the grids' own.
 * @returns The runs of all grids with their records; `undefined` if Ctrl-C interrupted them.
 * @throws {UsageError} If the folder has records that other code may have made.
 */
export async function gridRuns(
  grids: readonly string[],
  options: GridOptions,
  seeds?: number,
): Promise<PlannedRun[] | undefined> {
  const commit = await ownCommit();
  const results = options.results ?? folderOf(commit);
  const rest = ["--results", results, ...options.machine];
  const bench = (await readGrids(grids, options.use, rest)).map((parsed): BenchOptions =>
    seeds === undefined ? parsed : { ...parsed, seeds }
  );
  const store = await resultsStore(results);
  const plans: SuitePlan[] = [];
  const planned = new Set<string>();
  for (const one of bench) {
    for (const plan of await planBench(one, store)) {
      const runs = plan.runs.filter(({ id }) => !planned.has(id));
      for (const { id } of runs) planned.add(id);
      plans.push({ ...plan, runs });
    }
  }
  for (const note of plans.flatMap(({ notes }) => notes)) printNote(note);
  const runs = plans.flatMap(({ runs }) => runs);
  if (!options.run) return runs;
  checkCommit(runs, commit, results, options.resume);
  // The options of the machine are the same for all grids.
  if (await makeRunsHere(plans, store, bench[0]) === "interrupted") return undefined;
  return await Promise.all(
    runs.map(async (run): Promise<PlannedRun> => ({ ...run, record: await store.record(run.id) })),
  );
}

/**
 * Reads all records of a results folder.
 *
 * @throws {UsageError} If the folder is missing.
 */
export async function recordedRuns(results: string): Promise<PlannedRun[]> {
  if (!await Deno.stat(join(results, "runs")).catch(() => undefined)) {
    throw new UsageError(`Cannot take records: '${results}' is not a results folder`);
  }
  const records = [...(await (await resultsStore(results)).records()).values()];
  const commits = records.map(({ environment }) => environment.commit);
  const unknown = new Set(commits.filter((commit) => !isCommitted(commit)));
  if (unknown.size) {
    printNote(
      `Using records of commit ${[...unknown].join(", ")}: the code that made them is not ` +
        `known`,
    );
  }
  return records.map((record) => ({
    id: record.id,
    spec: record.spec,
    about: record.about,
    record,
  }));
}

/** The default results folder of a commit; an unused one if the code does not match a commit. */
function folderOf(commit: string): string {
  const name = commit.slice(0, 12);
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const unused = `${name}-${stamp}-${crypto.randomUUID().slice(0, 8)}`;
  return resolve("results", "regress", isCommitted(commit) ? name : unused);
}

/**
 * Checks that the records were made by this code: a run's id does not identify the code that made it.
 *
 * @throws {UsageError} If other code may have made some records, and the options do not allow that.
 */
function checkCommit(
  runs: readonly PlannedRun[],
  commit: string,
  results: string,
  allowed: boolean,
): void {
  const found = runs.flatMap(({ record }) => record ?? []);
  const strangers = found.filter(({ environment }) =>
    !isCommitted(commit) || environment.commit !== commit
  );
  if (strangers.length === 0) return;
  const commits = [...new Set(strangers.map(({ environment }) => environment.commit))];
  const facts = `'${results}' has ${strangers.length} records of commit ${commits.join(", ")}, ` +
    `this code is ${commit}`;
  if (!allowed) {
    throw new UsageError(
      `Cannot judge this code by records of other code: ${facts}; name another folder with ` +
        `--results, use the records with --no-run, or continue there with --resume`,
    );
  }
  printNote(`Judging by records that other code may have made: ${facts}`);
}
