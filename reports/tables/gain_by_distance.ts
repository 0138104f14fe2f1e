import type { PlannedRun } from "../../records/record.ts";
import { markdownText } from "../escapes/markdown.ts";
import type { Comparison } from "../inference/comparison.ts";
import { FEWEST_PAIRS, gainsByDistance } from "../inference/gain_by_distance.ts";
import { mean } from "../inference/statistics/estimate.ts";
import { markdownTable } from "./markdown_table.ts";
import { labelOf, signedPercent } from "./sheet_cells.ts";
import { signed } from "./signed.ts";

/**
 * Renders the rank correlations between gains and the distance of the domains, in Markdown.
 *
 * @param comparison The comparison of the runs.
 * @param runs All planned runs.
 * @returns A heading, a table with a row for each method, and a note; nothing if too few pairs have both.
 */
export function gainByDistanceTables(
  comparison: Comparison,
  runs: readonly PlannedRun[],
): string[] {
  const known = gainsByDistance(comparison, runs)
    .filter(({ points }) => points.length >= FEWEST_PAIRS);
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
        correlation === undefined ? "–" : signed(correlation, 2),
      ]),
    ),
    "- The rank correlation, over the pairs, between the A-distance of the domains in the features of " +
    `${
      markdownText(baseline!.label)
    } and the mean gain over it: near 1, the method gains most where the domains are furthest ` +
    "apart. Pairs share domains, so they are not independent, and with few pairs it is unreliable.",
  ];
}
