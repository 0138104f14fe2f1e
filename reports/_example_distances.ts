/** Runs with distances between domains, for the tests of the reports: made up, not measured. */
import type { DomainDistance, PlannedRun } from "../records/record.ts";

/**
 * Gives records the distances that they are to have.
 *
 * @param runs The runs.
 * @param distanceOf The distances of a run that ended well; none where `undefined`.
 */
export function withDistances(
  runs: readonly PlannedRun[],
  distanceOf: (pair: string, seed: number) => DomainDistance | undefined,
): PlannedRun[] {
  return runs.map((run) => {
    const { spec: { problem, seed }, record } = run;
    const domainDistance = distanceOf(problem.name, seed);
    if (record?.status !== "ok" || !domainDistance) return run;
    return { ...run, record: { ...record, domainDistance } };
  });
}
