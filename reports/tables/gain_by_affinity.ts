import type { PlannedRun } from "../../records/record.ts";
import { affinities, type GroupAffinity } from "./affinity.ts";
import { runsOfMethod } from "../inference/method_runs.ts";
import type { Comparison, Row } from "../inference/comparison.ts";
import type { ComparedMethod } from "../inference/labels.ts";
import { markdownText } from "../escapes/markdown.ts";
import { markdownTable } from "./markdown_table.ts";
import { wentWrong } from "../inference/samples.ts";
import { signedPercent } from "./sheet_cells.ts";
import { mean } from "../inference/statistics/estimate.ts";
import { rankCorrelation } from "../inference/statistics/rank_correlation.ts";

/** How alike the gradients of some tasks were, and what learning them together brought. */
export interface AffinityPoint {
  /** A group of tasks; of a single group, a task and the others. */
  readonly name: string;
  /** Mean cosine between the gradients of two tasks. */
  readonly cosine: number;
  /** Mean relative improvement over the baseline, as a fraction. */
  readonly improvement: number;
}

/** Of one method, how far its gains follow the affinity of the tasks. */
export interface GainByAffinity {
  readonly method: ComparedMethod;
  readonly points: readonly AffinityPoint[];
  /**
   * Spearman's ρ between cosine and improvement: 1 where they rise together. `undefined` for fewer than three
   * points, and where all of one are equal.
   */
  readonly correlation: number | undefined;
}

/** Of fewer points, a correlation says nothing. */
const FEWEST_POINTS = 3;

/**
 * Puts what methods gained beside how alike the tasks' gradients were, under the first selection rule.
 *
 * @param comparison The comparison of the runs.
 * @param runs All planned runs.
 * @returns The methods that recorded cosines; none without a baseline.
 */
export function gainsByAffinity(
  { sections: [{ rows }], groups }: Comparison,
  runs: readonly PlannedRun[],
): GainByAffinity[] {
  return rows.flatMap((row) => {
    const own = runsOfMethod(runs, row.method.method);
    const recorded = affinities(own);
    const points = groups.length > 1 ? pointsOfGroups(recorded, row) : pointsOfTasks(recorded, row);
    if (points.length === 0) return [];
    const correlation = rankCorrelation(
      points.map(({ cosine, improvement }) => [cosine, improvement]),
    );
    return [{ method: row.method, points, correlation }];
  });
}

/**
 * Writes how far gains follow the affinity of the tasks.
 *
 * @param comparison The comparison of the runs.
 * @param runs All planned runs.
 * @returns A heading, a table with a row for each method, and what it is; nothing where too few tasks or groups
 * have both.
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
    `Of few ${what} it says little.`,
  ];
}

function pointsOfGroups(recorded: readonly GroupAffinity[], row: Row): AffinityPoint[] {
  const entries = new Map(row.groups.map((entry) => [entry.cell.problem, entry]));
  return recorded.flatMap(({ group, overall }) => {
    const entry = entries.get(group)!;
    const improvement = entry.improvement?.mean;
    return improvement === undefined || overall.mean === undefined || wentWrong(entry.cell)
      ? []
      : [{ name: group, cosine: overall.mean, improvement }];
  });
}

function pointsOfTasks(recorded: readonly GroupAffinity[], row: Row): AffinityPoint[] {
  const entries = new Map(row.entries.map((entry) => [entry.cell.problem, entry]));
  return recorded.flatMap(({ tasks, between }) =>
    tasks.flatMap((task) => {
      const entry = entries.get(task)!;
      const cosine = mean(tasks.flatMap((other) => between(task, other) ?? []));
      const improvement = entry.improvement?.mean;
      return improvement === undefined || cosine === undefined || wentWrong(entry.cell)
        ? []
        : [{ name: task, cosine, improvement }];
    })
  );
}

function signed(value: number, decimals: number): string {
  const size = Math.abs(value).toFixed(decimals);
  return Number(size) === 0 ? size : `${value < 0 ? "−" : "+"}${size}`;
}
