/** Changes of the made-up runs, for the tests of the reports. */
import type { About, PlannedRun, RunRecord } from "../records/record.ts";

/**
 * Changes the records of runs.
 *
 * @param runs The runs; those without a record stay as they are.
 * @param change Returns the changed parts of a record.
 */
export function changed(
  runs: readonly PlannedRun[],
  change: (record: RunRecord) => Partial<RunRecord>,
): PlannedRun[] {
  return runs.map((run) =>
    run.record ? { ...run, record: { ...run.record, ...change(run.record) } } : run
  );
}

/**
 * Changes the facts on runs, in their records too.
 *
 * @param runs The runs.
 * @param change Returns the changed parts of the facts.
 */
export function described(
  runs: readonly PlannedRun[],
  change: (about: About) => Partial<About>,
): PlannedRun[] {
  return changed(runs, ({ about }) => ({ about: { ...about, ...change(about) } }))
    .map((run) => ({ ...run, about: { ...run.about, ...change(run.about) } }));
}

/** Gives the runs a checkpoint: the last one, with the results of the rule `last`. */
export function withLastCheckpoint(runs: readonly PlannedRun[]): PlannedRun[] {
  return changed(runs, ({ metrics }) => ({
    curve: [{
      step: 100,
      training: {},
      tasks: Object.fromEntries(
        Object.entries(metrics).map(([task, { last }]) => [task, { test: Object.values(last)[0] }]),
      ),
    }],
  }));
}
