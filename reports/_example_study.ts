/** Studies for the tests of the reports: of made-up runs. */
import type { PlannedRun } from "../records/record.ts";
import { compare } from "./comparison.ts";
import type { Study } from "./study.ts";

/**
 * Makes a study of some runs.
 *
 * @param runs The runs.
 * @param more Other parts; by default there are no published tables, departures, changes, commands and views.
 */
export function studyOf(runs: readonly PlannedRun[], more: Partial<Study> = {}): Study {
  const { suite } = runs[0].spec;
  return {
    name: suite.name,
    suite: suite.name,
    title: suite.name,
    runs,
    comparison: compare(runs),
    published: [],
    departures: [],
    changes: [],
    commands: new Map(),
    views: new Map(),
    ...more,
  };
}
