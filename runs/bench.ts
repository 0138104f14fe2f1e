import type { PlannedRun } from "../records/record.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import type { Suite } from "../suites/suite.ts";
import { builtIn } from "./catalogue.ts";
import type { Selected } from "./expand.ts";
import { local } from "./launch/local.ts";
import { type MakeOptions, makeRuns } from "./make_runs.ts";
import { planRuns } from "./plan.ts";
import { ResultsStore } from "./store.ts";

/** Options of {@linkcode bench}. */
export interface BenchOptions extends Omit<MakeOptions, "catalogue"> {
  /** The results folder; runs that it has already are not repeated. */
  readonly results: string;
  /** The entries that the runs can name; by default those that Graft comes with. */
  readonly catalogue?: Catalogue;
  /** The part of the suite that is run; by default all that it lists. */
  readonly selected?: Selected;
  /** Worker processes, if no launcher is given; by default one. */
  readonly jobs?: number;
  /** Data folders, searched before GRAFT_DATA and the cache. */
  readonly data?: string;
  /** True to run on data files whose checksum is not the official one. */
  readonly acceptModifiedData?: boolean;
  /** Receives a sentence on each domain that is left out, and on each record that cannot be used. */
  note?(sentence: string): void;
}

/**
 * Runs a suite: plans its runs, makes those that the results folder lacks, and returns all with their records.
 *
 * A catalogue with a user's own entries is made by `addModules`, so that the worker processes load the same modules.
 *
 * @param suite The suite.
 * @param options The results folder, and all that differs from the suite.
 * @returns The runs in the order of the plan; without a record where none was made.
 * @throws {RangeError} If a part of the suite does not exist, or options cannot be combined.
 * @throws {DataError} If data is missing or corrupt.
 */
export async function bench(suite: Suite, options: BenchOptions): Promise<PlannedRun[]> {
  const { results, catalogue = builtIn, selected = {}, jobs = 1, retryFailed = false } = options;
  const { data, acceptModifiedData = false, vectors } = options;
  const store = new ResultsStore(
    results,
    (path, why) => options.note?.(`Left out: ${path}: ${why}`),
  );
  const plans = await planRuns(
    [{ suite, selected }],
    catalogue,
    { data, acceptModifiedData, retryFailed, vectors },
    store,
  );
  for (const sentence of plans.flatMap(({ notes }) => notes)) options.note?.(sentence);
  await makeRuns(plans, store, { launcher: local({ jobs }), ...options, catalogue });
  const runs = plans.flatMap(({ runs }) => runs);
  return await Promise.all(
    runs.map(async (run) => ({ ...run, record: await store.record(run.id) })),
  );
}
