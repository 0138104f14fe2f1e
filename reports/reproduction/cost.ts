import type { PlannedRun } from "../../records/record.ts";
import { secondsOf } from "./reproduction.ts";

/** The missing runs and their estimated time. */
export interface Cost {
  readonly planned: number;
  /** Number of runs with a record. */
  readonly recorded: number;
  /** Estimated seconds of the missing runs, run sequentially. */
  readonly seconds: number;
  /** Number of missing runs whose time is a guess, because their method has no record. */
  readonly guessed: number;
}

/**
 * Estimates the time of an experiment's missing runs: the mean time of the recorded runs of the same method.
 *
 * @param runs Its planned runs, with existing records.
 * @param guess Seconds of a run whose method has no record yet.
 */
export function costOf(runs: readonly PlannedRun[], guess: number): Cost {
  const taken = new Map<string, number[]>();
  for (const { record, spec } of runs) {
    if (record?.status !== "ok") continue;
    const key = JSON.stringify(spec.method);
    taken.set(key, [...taken.get(key) ?? [], secondsOf(record.seconds)]);
  }
  const missing = runs.filter(({ record }) => !record)
    .map(({ spec }) => taken.get(JSON.stringify(spec.method)));
  const seconds = missing.map((known) =>
    known ? known.reduce((a, b) => a + b) / known.length : guess
  );
  return {
    planned: runs.length,
    recorded: runs.length - missing.length,
    seconds: seconds.reduce((a, b) => a + b, 0),
    guessed: missing.filter((known) => !known).length,
  };
}
