/** Studies for the tests of the reports: of made-up runs. */
import type { PlannedRun } from "../records/record.ts";
import { compare, type CompareOptions } from "./comparison.ts";
import type { Study } from "./study.ts";

/**
 * Makes a study of some runs.
 *
 * @param runs The runs.
 * @param more What else there is: no upper bounds, published tables or views unless given.
 */
export function studyOf(
  runs: readonly PlannedRun[],
  { upperBounds = new Set(), ...more }: Partial<CompareOptions & Study> = {},
): Study {
  const { suite } = runs[0].spec;
  return {
    name: suite.name,
    suite: suite.name,
    title: suite.name,
    runs,
    comparison: compare(runs, { upperBounds }),
    published: [],
    departures: [],
    changes: [],
    commands: new Map(),
    views: new Map(),
    ...more,
  };
}
