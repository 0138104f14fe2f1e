import type { PlannedRun, RunRecord } from "../../records/record.ts";
import { type Estimate, estimate, mean } from "./statistics/estimate.ts";

/** The mean cosines between the gradients of a group's tasks while they were learned together. */
export interface GroupAffinity {
  readonly group: string;
  readonly tasks: readonly string[];
  /** The mean over training and over the pairs of tasks, estimated over the seeds. */
  readonly overall: Estimate;
  /** The mean cosine of two tasks over training and seeds; `undefined` if none was recorded. */
  between(task: string, other: string): number | undefined;
}

/**
 * Averages the cosines of the tasks' gradients over training within each run, then over seeds.
 *
 * @param runs The runs of one method.
 * @returns The affinity in each group with a recorded cosine, in the order of the plan.
 */
export function affinities(runs: readonly PlannedRun[]): GroupAffinity[] {
  return [...Map.groupBy(runs, ({ spec }) => spec.problem.name)].flatMap(([group, own]) => {
    const bySeed = own.flatMap(({ record }) => {
      const cosines = record?.status === "ok" ? meanCosines(record) : [];
      return cosines.length ? [cosines] : [];
    });
    const { problem } = own[0].spec;
    if (bySeed.length === 0) return [];
    return [{
      group,
      tasks: problem.tasks.map(({ name }) => name),
      overall: estimate(bySeed.map((pairs) => mean(pairs.map(({ cosine }) => cosine))!)),
      between: (task, other) =>
        mean(
          bySeed.flatMap((pairs) =>
            pairs.filter(({ tasks }) => tasks.has(task) && tasks.has(other))
              .map(({ cosine }) => cosine)
          ),
        ),
    }];
  });
}

/** The cosine of two tasks' gradients. */
interface PairCosine {
  readonly tasks: ReadonlySet<string>;
  readonly cosine: number;
}

/** Returns the mean over a run's checkpoints for each pair of tasks; a task without a gradient has no cosine. */
function meanCosines({ curve }: RunRecord): PairCosine[] {
  const seen = curve.flatMap(({ affinity = {} }) =>
    Object.entries(affinity).flatMap(([task, others]) =>
      Object.entries(others).map(([other, cosine]) => ({ task, other, cosine }))
    )
  );
  const pairs = Map.groupBy(seen, ({ task, other }) => JSON.stringify([task, other]));
  return [...pairs.values()].map((own) => ({
    tasks: new Set([own[0].task, own[0].other]),
    cosine: mean(own.map(({ cosine }) => cosine))!,
  }));
}
