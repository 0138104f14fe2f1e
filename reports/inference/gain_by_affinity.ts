import type { PlannedRun } from "../../records/record.ts";
import { affinities } from "./affinity.ts";
import type { Comparison, Entry } from "./comparison.ts";
import { type Gain, gainsByEntry } from "./gains.ts";
import type { ComparedMethod } from "./labels.ts";
import { runsOfMethod } from "./method_runs.ts";
import { mean } from "./statistics/estimate.ts";
import { rankCorrelation } from "./statistics/rank_correlation.ts";

/** The affinity of some tasks and the gain from learning them together. */
export interface AffinityPoint {
  /** A group of tasks; in a study of one group, a task. */
  readonly name: string;
  /** The mean cosine between the gradients of two tasks of the group, or of the task and another one. */
  readonly cosine: number;
  /** The mean relative improvement over the baseline, a fraction. */
  readonly improvement: number;
}

/** The gains of one method by the affinity of the tasks. */
export interface GainByAffinity {
  readonly method: ComparedMethod;
  readonly points: readonly AffinityPoint[];
  /**
   * Spearman's ρ between cosine and improvement; `undefined` for fewer than three points, and if all cosines or all
   * improvements are equal.
   */
  readonly correlation: number | undefined;
}

/** The fewest points for which a correlation is shown. */
export const FEWEST_POINTS = 3;

/**
 * Pairs the gains of methods with the cosines of the tasks' gradients, under the first selection rule.
 *
 * @param comparison The comparison of the runs.
 * @param runs All planned runs.
 * @returns The methods with recorded cosines; none without a baseline.
 */
export function gainsByAffinity(
  comparison: Comparison,
  runs: readonly PlannedRun[],
): GainByAffinity[] {
  const { sections: [{ rows }], groups } = comparison;
  const gains = gainsByEntry(comparison);
  return rows.flatMap((row) => {
    const own = runsOfMethod(runs, row.method.method);
    const cosines = groups.length > 1 ? groupCosines(own) : taskCosines(own);
    const points = pointsOf(cosines, groups.length > 1 ? row.groups : row.entries, gains);
    if (points.length === 0) return [];
    const correlation = rankCorrelation(
      points.map(({ cosine, improvement }) => [cosine, improvement]),
    );
    return [{ method: row.method, points, correlation }];
  });
}

/** The mean cosine of each group's tasks. */
function groupCosines(runs: readonly PlannedRun[]): ReadonlyMap<string, number> {
  return new Map(
    affinities(runs).flatMap(({ group, overall: { mean } }): [string, number][] =>
      mean === undefined ? [] : [[group, mean]]
    ),
  );
}

/** The mean cosine of each task with the others of its group. */
function taskCosines(runs: readonly PlannedRun[]): ReadonlyMap<string, number> {
  return new Map(
    affinities(runs).flatMap(({ tasks, between }) =>
      tasks.flatMap((task): [string, number][] => {
        const cosine = mean(tasks.flatMap((other) => between(task, other) ?? []));
        return cosine === undefined ? [] : [[task, cosine]];
      })
    ),
  );
}

function pointsOf(
  cosines: ReadonlyMap<string, number>,
  entries: readonly Entry[],
  gains: ReadonlyMap<Entry, Gain>,
): AffinityPoint[] {
  return [...cosines].flatMap(([name, cosine]): AffinityPoint[] => {
    const entry = entries.find(({ cell }) => cell.problem === name)!;
    const improvement = gains.get(entry)?.improvement.mean;
    return improvement === undefined ? [] : [{ name, cosine, improvement }];
  });
}
