import type { PlannedRun } from "../../records/record.ts";
import type { Comparison } from "./comparison.ts";
import { distancesOf } from "./domain_distance.ts";
import { gainsByEntry } from "./gains.ts";
import type { ComparedMethod } from "./labels.ts";
import { runsOfMethod } from "./method_runs.ts";
import { valuesOf } from "./samples.ts";
import { mean } from "./statistics/estimate.ts";
import { rankCorrelation } from "./statistics/rank_correlation.ts";

/** The distance of two domains and a method's gain on them. */
export interface DistancePoint {
  /** The pair of domains. */
  readonly name: string;
  /** The A-distance in the baseline's features after the last step, the mean over the seeds. */
  readonly distance: number;
  /** The mean gain over the baseline, a fraction. */
  readonly gain: number;
}

/** The gains of one method by the distance of the domains. */
export interface GainByDistance {
  readonly method: ComparedMethod;
  readonly points: readonly DistancePoint[];
  /** Spearman's ρ between distance and gain; `undefined` for fewer than three points, or equal ones. */
  readonly correlation: number | undefined;
}

/** The fewest pairs for which a correlation is shown. */
export const FEWEST_PAIRS = 3;

/**
 * Pairs the gains of methods with the distances of the domains in the baseline's features, under the first selection
 * rule.
 *
 * @param comparison The comparison of the runs.
 * @param runs All planned runs.
 * @returns All methods but the baseline that have a gain on a pair with a distance; none without a baseline.
 */
export function gainsByDistance(
  comparison: Comparison,
  runs: readonly PlannedRun[],
): GainByDistance[] {
  const { sections: [{ rows }], baseline } = comparison;
  const gains = gainsByEntry(comparison);
  if (!baseline) return [];
  const own = runsOfMethod(runs, baseline.method);
  const distances = distancesOf(own, "after");
  return rows.flatMap((row) => {
    const points = row.entries.flatMap((entry): DistancePoint[] => {
      const name = entry.cell.problem;
      const distance = mean(valuesOf(distances.get(name)?.values() ?? []));
      const gain = gains.get(entry)?.estimate.mean;
      return distance === undefined || gain === undefined ? [] : [{ name, distance, gain }];
    });
    if (points.length === 0) return [];
    const correlation = rankCorrelation(points.map(({ distance, gain }) => [distance, gain]));
    return [{ method: row.method, points, correlation }];
  });
}
