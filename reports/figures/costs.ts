import type { Environment, PlannedRun, RunRecord } from "../../records/record.ts";
import { runsOfMethod } from "../inference/method_runs.ts";
import type { Row } from "../inference/comparison.ts";
import { mean } from "../inference/statistics/estimate.ts";

/** Reads the cost of a run from its record; `undefined` if it was not measured. */
export type CostOf = (record: RunRecord) => number | undefined;

/**
 * Averages the cost of a method's runs over the seeds of successful runs, then over the groups.
 *
 * @param row The method.
 * @param groups The problems of the runs.
 * @param runs All runs.
 * @param costOf Reads the cost of a run.
 * @returns The mean with its records; `undefined` if a group has no measurement.
 */
export function costOfMethod(
  { method: { method } }: Row,
  groups: readonly string[],
  runs: readonly PlannedRun[],
  costOf: CostOf,
): { readonly cost: number; readonly records: readonly RunRecord[] } | undefined {
  const records = runsOfMethod(runs, method).flatMap(({ record }) =>
    record?.status === "ok" && costOf(record) !== undefined ? record : []
  );
  const ofGroups = Map.groupBy(records, ({ spec }) => spec.problem.name);
  const byGroup = groups.map((group) =>
    mean((ofGroups.get(group) ?? []).map((run) => costOf(run)!))
  );
  if (byGroup.some((cost) => cost === undefined)) return undefined;
  return { cost: mean(byGroup as number[])!, records };
}

/**
 * Describes the environments of records: costs on several machines, devices or thread counts are not comparable.
 *
 * @param records The records.
 * @returns A sentence; two if they were made by several versions of Graft.
 */
export function whereMade(records: readonly RunRecord[]): string[] {
  const places = new Map<string, number>();
  for (const { environment } of records) {
    const place = placeOf(environment);
    places.set(place, (places.get(place) ?? 0) + 1);
  }
  const sorted = [...places].sort(([a], [b]) => a < b ? -1 : 1);
  const commits = new Set(records.map(({ environment: { commit } }) => commit));
  return [
    sorted.length === 1
      ? `Measured on ${sorted[0][0]}.`
      : `Measured in ${sorted.length} environments, whose numbers do not compare: ${
        sorted.map(([place, count]) => `${place} (${count} ${count === 1 ? "run" : "runs"})`)
          .join("; ")
      }.`,
    ...commits.size > 1 ? [`Made by ${commits.size} versions of Graft.`] : [],
  ];
}

function placeOf({ device, threads, adapter, cpu, os }: Environment): string {
  const counted = `${threads} ${threads === 1 ? "thread" : "threads"}`;
  return [`device ${device}`, counted, ...adapter ? [adapter] : [], cpu, os].join(", ");
}

/** The cost and the value of a method. */
export interface Offer {
  readonly cost: number;
  readonly value: number;
}

/**
 * Finds the Pareto front: the offers for which no other one has both a lower cost and a better value.
 *
 * @param offers All offers.
 * @param higherIsBetter True if the higher of two values is better.
 * @returns The front by ascending cost; of equal offers the first.
 *
 * @example
 * ```ts
 * import { paretoFront } from "./costs.ts";
 * import assert from "node:assert/strict";
 *
 * const [cheap, good, poor] = [{ cost: 1, value: 5 }, { cost: 3, value: 9 }, { cost: 2, value: 4 }];
 * assert.deepEqual(paretoFront([good, poor, cheap], true), [cheap, good]);
 * ```
 */
export function paretoFront<O extends Offer>(offers: readonly O[], higherIsBetter: boolean): O[] {
  const sign = higherIsBetter ? 1 : -1;
  const front: O[] = [];
  for (const offer of offers.toSorted((a, b) => a.cost - b.cost || sign * (b.value - a.value))) {
    const best = front.at(-1);
    if (!best || sign * (offer.value - best.value) > 0) front.push(offer);
  }
  return front;
}
