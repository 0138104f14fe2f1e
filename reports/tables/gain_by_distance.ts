import type { PlannedRun } from "../../records/record.ts";
import { runsOfMethod } from "../inference/method_runs.ts";
import type { Comparison } from "../inference/comparison.ts";
import { distancesOf } from "../inference/domain_distance.ts";
import type { ComparedMethod } from "../inference/labels.ts";
import { markdownText } from "../escapes/markdown.ts";
import { markdownTable } from "./markdown_table.ts";
import { valuesOf } from "../inference/samples.ts";
import { labelOf, signedPercent } from "./sheet_cells.ts";
import { mean } from "../inference/statistics/estimate.ts";
import { rankCorrelation } from "../inference/statistics/rank_correlation.ts";
import { meanGain } from "../inference/transfer.ts";

/** How far apart two domains are where nothing brings them together, and what a method gained on them. */
export interface DistancePoint {
  /** The pair of domains. */
  readonly name: string;
  /** The A-distance in the baseline's features after the last step, the mean over the seeds. */
  readonly distance: number;
  /** The mean gain over the baseline, as a fraction. */
  readonly gain: number;
}

/** Of one method, how far its gains follow the distance of the domains. */
export interface GainByDistance {
  readonly method: ComparedMethod;
  readonly points: readonly DistancePoint[];
  /** Spearman's ρ between distance and gain; `undefined` for fewer than three points, or equal ones. */
  readonly correlation: number | undefined;
}

/** Of fewer points, a correlation says nothing. */
const FEWEST_POINTS = 3;

/**
 * Puts what methods gained on pairs of domains beside how far apart the domains are in the baseline's features,
 * under the first selection rule.
 *
 * @param comparison The comparison of the runs.
 * @param runs All planned runs.
 * @returns All methods but the baseline that have a gain where it has a distance; none without a baseline.
 */
export function gainsByDistance(
  { sections: [{ rows }], baseline }: Comparison,
  runs: readonly PlannedRun[],
): GainByDistance[] {
  if (!baseline) return [];
  const own = runsOfMethod(runs, baseline.method);
  const distances = distancesOf(own, "after");
  return rows.flatMap((row) => {
    const points = row.entries.flatMap((entry): DistancePoint[] => {
      const name = entry.cell.problem;
      const distance = mean(valuesOf(distances.get(name)?.values() ?? []));
      const gain = meanGain(entry);
      return distance === undefined || gain === undefined ? [] : [{ name, distance, gain }];
    });
    if (points.length === 0) return [];
    const correlation = rankCorrelation(points.map(({ distance, gain }) => [distance, gain]));
    return [{ method: row.method, points, correlation }];
  });
}

/**
 * Writes how far gains follow the distance of the domains.
 *
 * @param comparison The comparison of the runs.
 * @param runs All planned runs.
 * @returns A heading, a table with a row for each method, and what it is; nothing where too few pairs have both.
 */
export function gainByDistanceTables(
  comparison: Comparison,
  runs: readonly PlannedRun[],
): string[] {
  const known = gainsByDistance(comparison, runs)
    .filter(({ points }) => points.length >= FEWEST_POINTS);
  if (known.length === 0) return [];
  const { sections: [{ selection }], baseline } = comparison;
  return [
    `### ${markdownText(`Gain against A-distance, ${selection}`)}`,
    markdownTable(
      ["method", "pairs", "mean A-distance", "mean gain", "Spearman's ρ"],
      known.map(({ method, points, correlation }) => [
        labelOf({ method }),
        `${points.length}`,
        mean(points.map(({ distance }) => distance))!.toFixed(2),
        signedPercent(mean(points.map(({ gain }) => gain))!),
        correlation === undefined ? "–" : signed(correlation),
      ]),
    ),
    "- The rank correlation, over the pairs, between the A-distance of the domains in the features of " +
    `${
      markdownText(baseline!.label)
    } and the mean gain over it: near 1, the method gains most where the domains are furthest ` +
    "apart. Pairs share domains, so they are not independent, and of few it says little.",
  ];
}

function signed(correlation: number): string {
  const size = Math.abs(correlation).toFixed(2);
  return Number(size) === 0 ? size : `${correlation < 0 ? "−" : "+"}${size}`;
}
