import type { PlannedRun } from "../../records/record.ts";
import { markdownText } from "../escapes/markdown.ts";
import type { Comparison } from "../inference/comparison.ts";
import { FEWEST_POINTS, gainsByAffinity } from "../inference/gain_by_affinity.ts";
import { mean } from "../inference/statistics/estimate.ts";
import { markdownTable } from "./markdown_table.ts";
import { signedPercent } from "./sheet_cells.ts";
import { signed } from "./signed.ts";

/**
 * Renders the rank correlations between gains and the affinity of the tasks, in Markdown.
 *
 * @param comparison The comparison of the runs.
 * @param runs All planned runs.
 * @returns A heading, a table with a row for each method, and a note; nothing if too few tasks or groups have both.
 */
export function gainByAffinityTables(
  comparison: Comparison,
  runs: readonly PlannedRun[],
): string[] {
  const known = gainsByAffinity(comparison, runs)
    .filter(({ points }) => points.length >= FEWEST_POINTS);
  if (known.length === 0) return [];
  const { groups, sections: [{ selection }], baseline } = comparison;
  const what = groups.length > 1 ? "groups" : "tasks";
  return [
    `### ${markdownText(`Gain against affinity, ${selection}`)}`,
    markdownTable(
      ["method", what, "mean cosine", "Δm", "Spearman's ρ"],
      known.map(({ method, points, correlation }) => [
        method.label,
        `${points.length}`,
        signed(mean(points.map(({ cosine }) => cosine))!, 3),
        signedPercent(mean(points.map(({ improvement }) => improvement))!),
        correlation === undefined ? "–" : signed(correlation, 2),
      ]),
    ),
    `- The rank correlation, over the ${what}, between the mean cosine of the tasks' gradients and the mean ` +
    `relative improvement on ${
      markdownText(baseline!.label)
    }: near 1, the method gains most where gradients agree most. ` +
    `With few ${what} it is unreliable.`,
  ];
}
