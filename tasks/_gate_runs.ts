import { join, resolve } from "node:path";
import type { PlannedRun } from "../suites/record.ts";
import type { BenchOptions } from "./_bench_options.ts";
import { isCommitted } from "./_commit.ts";
import { describeHost } from "./_environment.ts";
import { makeRuns } from "./_make_runs.ts";
import { planRuns, type SuitePlan } from "./_plan.ts";
import { printNote } from "./_print.ts";
import { UsageError } from "./_program.ts";
import { parseGrid, type RegressOptions } from "./_regress_options.ts";
import { ResultsStore } from "./_store.ts";

/** How {@linkcode gridRuns} goes about it. */
export type GridOptions = Pick<RegressOptions, "results" | "run" | "resume" | "machine">;

/**
 * Plans grids and makes their runs.
 *
 * @param grids Arguments of bench.
 * @param options Where records go, and what computes.
 * @param seeds So many in place of the grids' own.
 * @returns The runs of all grids with their records; `undefined` where Ctrl-C has interrupted them.
 * @throws {UsageError} If the folder has records that may be of other code.
 */
export async function gridRuns(
  grids: readonly string[],
  options: GridOptions,
  seeds?: number,
): Promise<PlannedRun[] | undefined> {
  const { commit } = await describeHost();
  const results = options.results ?? folderOf(commit);
  const bench = grids.map((grid): BenchOptions => {
    const parsed = parseGrid(grid, ["--results", results, ...options.machine]);
    return seeds === undefined ? parsed : { ...parsed, seeds };
  });
  const store = new ResultsStore(results);
  const plans: SuitePlan[] = [];
  const planned = new Set<string>();
  for (const one of bench) {
    for (const plan of await planRuns(one, store)) {
      const runs = plan.runs.filter(({ id }) => !planned.has(id));
      for (const { id } of runs) planned.add(id);
      plans.push({ ...plan, runs });
    }
  }
  for (const note of plans.flatMap(({ notes }) => notes)) printNote(note);
  const runs = plans.flatMap(({ runs }) => runs);
  if (!options.run) return runs;
  checkCommit(runs, commit, results, options.resume);
  // What computes is the same for all grids.
  if (await makeRuns(plans, bench[0], store) === "interrupted") return undefined;
  return await Promise.all(
    runs.map(async ({ id, spec }): Promise<PlannedRun> => ({
      id,
      spec,
      record: await store.record(id),
    })),
  );
}

/**
 * Reads all records of a results folder.
 *
 * @throws {UsageError} If there is no such folder.
 */
export async function recordedRuns(results: string): Promise<PlannedRun[]> {
  if (!await Deno.stat(join(results, "runs")).catch(() => undefined)) {
    throw new UsageError(`Cannot take records: '${results}' is no results folder`);
  }
  const records = [...(await new ResultsStore(results).records()).values()];
  const commits = records.map(({ environment }) => environment.commit);
  const untold = new Set(commits.filter((commit) => !isCommitted(commit)));
  if (untold.size) {
    printNote(
      `Taken as they are: records of commit ${[...untold].join(", ")}, of which nobody can say ` +
        `what code made them`,
    );
  }
  return records.map((record) => ({ id: record.id, spec: record.spec, record }));
}

/** A folder of the commit's own; where the code is not that of a commit, one that nothing has used. */
function folderOf(commit: string): string {
  const name = commit.slice(0, 12);
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const unused = `${name}-${stamp}-${crypto.randomUUID().slice(0, 8)}`;
  return resolve("results", "regress", isCommitted(commit) ? name : unused);
}

/**
 * Sees to it that no record of other code is judged unnoticed: a run's id says nothing of the code that made it.
 *
 * @throws {UsageError} If there are records that may be of other code, and they are not asked for.
 */
function checkCommit(
  runs: readonly PlannedRun[],
  commit: string,
  results: string,
  asked: boolean,
): void {
  const found = runs.flatMap(({ record }) => record ?? []);
  const strangers = found.filter(({ environment }) =>
    !isCommitted(commit) || environment.commit !== commit
  );
  if (strangers.length === 0) return;
  const commits = [...new Set(strangers.map(({ environment }) => environment.commit))];
  const what = `'${results}' has: ${strangers.length} records, of commit ` +
    `${commits.join(", ")}, and this is ${commit}`;
  if (!asked) {
    throw new UsageError(
      `Cannot judge this code by what ${what}; name another folder with --results, ` +
        `take them with --no-run, or go on there with --resume`,
    );
  }
  printNote(`Judging by records that may be of other code, which ${what}`);
}
