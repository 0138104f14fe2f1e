import { metricKinds } from "../../descriptors/metrics.ts";
import type { Comparison, Entry, Row } from "../inference/comparison.ts";
import { scaleOf } from "../inference/problems.ts";

/** The columns of sheets. */
export interface Shown {
  /** The names of the problems or groups in published tables. */
  readonly names: readonly string[];
  readonly heads: readonly string[];
  /** True if a column is the mean over a group's tasks, because there are too many tasks. */
  readonly grouped: boolean;
  /** True if a column of means over all follows. */
  readonly averaged: boolean;
  of(row: Row): readonly Entry[];
}

/** The most tasks of several groups that have columns of their own; of more, the groups' means are shown. */
const MANY_TASKS = 8;

/**
 * Chooses the columns of a comparison's sheets.
 *
 * @param comparison The comparison.
 */
export function shownOf({ problems, groups }: Pick<Comparison, "problems" | "groups">): Shown {
  const metrics = problems.map(({ metric }) => metric);
  const comparable = scaleOf(metrics) !== undefined;
  const averaged = problems.length > 1 && comparable;
  const grouped = comparable && problems.length > MANY_TASKS && groups.length > 1 &&
    groups.length < problems.length;
  if (grouped) {
    return { names: groups, heads: groups, grouped, averaged, of: (row) => row.groups };
  }
  const alike = new Set(metrics).size === 1;
  return {
    names: problems.map(({ task }) => task),
    heads: problems.map(({ name, metric }) =>
      alike ? name : `${name} (${metricKinds[metric].title})`
    ),
    grouped,
    averaged,
    of: (row) => row.entries,
  };
}
