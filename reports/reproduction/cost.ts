import type { PlannedRun } from "../../suites/record.ts";
import { secondsOf } from "../reproduction.ts";

/** What is still to be run, and what that takes. */
export interface Cost {
  readonly planned: number;
  /** How many have a record. */
  readonly recorded: number;
  /** Seconds that the missing runs take one after another. */
  readonly seconds: number;
  /** Of how many of the missing runs the time is a guess, for want of a record of their method. */
  readonly guessed: number;
}

/**
 * Estimates what an experiment's missing runs take.
 *
 * @param runs Its planned runs, with the records of those that have been made.
 * @param guess Seconds of a run whose method has no record yet; else it is taken to take their mean.
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
