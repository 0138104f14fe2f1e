/** Changes of the made-up runs, for the tests of the reports. */
import type { PlannedRun, RunRecord } from "../records/record.ts";

/**
 * Changes the records of runs.
 *
 * @param runs The runs; those without a record stay as they are.
 * @param change What is other in a record.
 */
export function changed(
  runs: readonly PlannedRun[],
  change: (record: RunRecord) => Partial<RunRecord>,
): PlannedRun[] {
  return runs.map((run) =>
    run.record ? { ...run, record: { ...run.record, ...change(run.record) } } : run
  );
}
