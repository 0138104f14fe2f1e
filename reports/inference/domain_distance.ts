import type { DomainDistance, PlannedRun } from "../../records/record.ts";
import type { Sample, SeedOutcome } from "./samples.ts";

/** The A-distances between the domains of each pair in a method's features, by pair and seed. */
export type PairDistances = ReadonlyMap<string, Sample>;

/**
 * Reads the distances between domains.
 *
 * @param runs The runs of one method.
 * @param when The untrained encoder, or the model after the last step.
 * @returns The pairs in the order of the plan; a successful run without a distance counts as `partial`.
 */
export function distancesOf(
  runs: readonly PlannedRun[],
  when: keyof DomainDistance,
): PairDistances {
  return new Map([...Map.groupBy(runs, ({ spec }) => spec.problem.name)].map(([pair, own]) => {
    return [
      pair,
      new Map(own.map(({ spec, record }): [number, SeedOutcome] => {
        if (record?.status !== "ok") return [spec.seed, { status: record?.status ?? "not_run" }];
        const value = record.domainDistance?.[when];
        return [spec.seed, value === undefined ? { status: "partial" } : { status: "ok", value }];
      })),
    ];
  }));
}
