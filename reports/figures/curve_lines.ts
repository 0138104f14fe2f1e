import type { CurvePoint, PlannedRun } from "../../records/record.ts";
import { runsOnProblem } from "../inference/method_runs.ts";
import { shownOf } from "../tables/columns.ts";
import type { Comparison, Row } from "../inference/comparison.ts";
import { gainsByEntry } from "../inference/gains.ts";
import type { ComparedProblem } from "../inference/problems.ts";
import { type Estimate, estimate, mean } from "../inference/statistics/estimate.ts";
import { shownSection } from "../inference/bounds.ts";

/** What a panel of curves is of: a pair, a task, or the mean over a group's tasks. */
export interface CurvePanel {
  readonly title: string;
  readonly problems: readonly ComparedProblem[];
}

/** Which rows a metric was computed on. */
export type CurveRows = "test" | "validation";

/** What the seeds have at one step, as the records have it. */
export interface CurveEstimate extends Estimate {
  readonly step: number;
  readonly mean: number;
}

/** The panels of a comparison's curves: its problems; where these are many, its groups. */
export function curvePanels(comparison: Comparison): CurvePanel[] {
  const { problems, groups } = comparison;
  return shownOf(comparison).grouped
    ? groups.map((title) => ({ title, problems: problems.filter(({ group }) => group === title) }))
    : problems.map((problem) => ({ title: problem.name, problems: [problem] }));
}

/**
 * Chooses the methods whose curves are drawn: the baseline and the best, by the mean under the first selection rule
 * or, where there is none over all problems, by the relative improvement.
 *
 * @param comparison The comparison.
 * @param most How many there may be.
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
 * Averages a method's curves over the seeds whose runs ended well.
 *
 * @param row The method.
 * @param panel What its metric is averaged over, within a seed.
 * @param runs All runs.
 * @param rows Which rows the metric was computed on.
 * @returns The steps that all of these seeds have looked at, in order.
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

/** What a run saw: of its pair, or of one of its tasks. */
function valueAt(point: CurvePoint, task: string, rows: CurveRows): number | undefined {
  return point.tasks[task]?.[rows];
}
