import type { CurvePoint, PlannedRun } from "../../records/record.ts";
import { runsOnProblem } from "../inference/method_runs.ts";
import { shownOf } from "../tables/columns.ts";
import type { Comparison, Row } from "../inference/comparison.ts";
import { gainsByEntry } from "../inference/gains.ts";
import type { ComparedProblem } from "../inference/problems.ts";
import { type Estimate, estimate, mean } from "../inference/statistics/estimate.ts";
import { shownSection } from "../inference/bounds.ts";

/** A panel of curves: of a pair, of a task, or of the mean over a group's tasks. */
export interface CurvePanel {
  readonly title: string;
  readonly problems: readonly ComparedProblem[];
}

/** The rows of a metric. */
export type CurveRows = "test" | "validation";

/** The estimate over seeds at one step, on the scale of the records. */
export interface CurveEstimate extends Estimate {
  readonly step: number;
  readonly mean: number;
}

/** Returns the panels of a comparison's curves: its problems, or its groups if there are many problems. */
export function curvePanels(comparison: Comparison): CurvePanel[] {
  const { problems, groups } = comparison;
  return shownOf(comparison).grouped
    ? groups.map((title) => ({ title, problems: problems.filter(({ group }) => group === title) }))
    : problems.map((problem) => ({ title: problem.name, problems: [problem] }));
}

/**
 * Chooses the methods whose curves are drawn: the baseline and the best, by the mean under the first selection rule or,
 * if there is no mean over all problems, by the relative improvement.
 *
 * @param comparison The comparison.
 * @param most The greatest number of methods.
 * @returns Their rows, in the order of the plan.
 */
export function curveMethods(comparison: Comparison, most: number): Row[] {
  const { sections, baseline } = comparison;
  const { rows } = shownSection(comparison) ?? sections[0];
  const gains = gainsByEntry(comparison);
  const scoreOf = ({ method, average }: Row): number => {
    if (method === baseline) return Infinity;
    const { cell, scale } = average;
    const score = scale ? cell.mean : gains.get(average)?.improvement.mean;
    return (score ?? -Infinity) * (scale && !scale.higherIsBetter ? -1 : 1);
  };
  const best = rows.toSorted((a, b) => scoreOf(b) - scoreOf(a)).slice(0, most);
  return rows.filter((row) => best.includes(row));
}

/**
 * Averages a method's curves over the seeds of successful runs.
 *
 * @param row The method.
 * @param panel The panel, over whose problems the metric is averaged within a seed.
 * @param runs All runs.
 * @param rows The rows of the metric.
 * @returns The estimates at the steps that all of these seeds evaluated, in order.
 */
export function curveLine(
  { method }: Row,
  { problems }: CurvePanel,
  runs: readonly PlannedRun[],
  rows: CurveRows,
): CurveEstimate[] {
  const [{ group }] = problems;
  const seeds = runsOnProblem(runs, method.method, group).filter(({ record }) =>
    record?.status === "ok"
  ).map(({ record }) =>
    new Map(record!.curve.flatMap((point): [number, number][] => {
      const values = problems.flatMap(({ task }) => valueAt(point, task, rows) ?? []);
      return values.length === problems.length ? [[point.step, mean(values)!]] : [];
    }))
  );
  const [first] = seeds;
  const common = [...first?.keys() ?? []].filter((step) => seeds.every((seed) => seed.has(step)));
  return common.map((step) => {
    const seen = estimate(seeds.map((seed) => seed.get(step)!));
    return { step, ...seen, mean: seen.mean! };
  });
}

/** Returns the metric of a checkpoint, of its pair or of one of its tasks. */
function valueAt(point: CurvePoint, task: string, rows: CurveRows): number | undefined {
  return point.tasks[task]?.[rows];
}
