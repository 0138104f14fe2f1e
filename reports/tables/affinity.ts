import { extent } from "../../descriptors/extremes.ts";
import type { PlannedRun, RunRecord } from "../../records/record.ts";
import { runsOfMethod } from "../inference/method_runs.ts";
import type { Comparison } from "../inference/comparison.ts";
import type { ComparedMethod } from "../inference/labels.ts";
import { markdownText } from "../escapes/markdown.ts";
import { markdownTable } from "./markdown_table.ts";
import { type Estimate, estimate, mean } from "../inference/statistics/estimate.ts";

/** The method whose shared parameters the gradients are taken in. */
const SHARING = "hard_sharing";

/** More tasks than this are one number, not a table. */
const MOST_TASKS = 16;

/** How alike the gradients of a group's tasks were while they were learned together. */
export interface GroupAffinity {
  readonly group: string;
  readonly tasks: readonly string[];
  /** Over the seeds: the mean cosine over training, and over the pairs of tasks. */
  readonly overall: Estimate;
  /** The mean cosine of two tasks over training and seeds; `undefined` where none was recorded. */
  between(task: string, other: string): number | undefined;
}

/**
 * Averages the cosines of the tasks' gradients over training within each run, then over seeds.
 *
 * @param runs The runs of one method.
 * @returns The affinity in each group in which a run recorded one, in the order of the plan.
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

/**
 * Writes how alike the tasks' gradients were under hard sharing, which explains what they do to each other.
 *
 * @param comparison The comparison of the runs.
 * @param runs All planned runs.
 * @returns A heading, a table of tasks × tasks, or one of groups, and what it is; nothing where no run of
 * the method recorded it.
 */
export function affinityTables(
  { methods, groups: planned }: Pick<Comparison, "methods" | "groups">,
  runs: readonly PlannedRun[],
): string[] {
  const candidates = methods.filter(({ method }) => method.name === SHARING);
  const compared = candidates.find(isPlain) ?? candidates[0];
  if (!compared) return [];
  const groups = affinities(runsOfMethod(runs, compared.method));
  if (groups.length === 0) return [];
  const [{ tasks, between }] = groups;
  const seeds = groups.map(({ overall }) => overall.n);
  const [least, most] = extent(seeds);
  const count = least === most ? `${most}` : `${least} to ${most}`;
  return [
    `### ${markdownText(`Task affinity, ${compared.label}`)}`,
    planned.length === 1 && tasks.length <= MOST_TASKS
      ? markdownTable(
        ["task", ...tasks],
        tasks.map((task) => [
          task,
          ...tasks.map((other) => other === task ? "–" : cosineText(between(task, other))),
        ]),
      )
      : markdownTable(
        ["group", "mean over pairs of tasks"],
        groups.map(({ group, overall: { mean, standardError } }) => [
          group,
          cosineText(mean) +
          (standardError === undefined ? "" : ` ± ${standardError.toFixed(3)}`),
        ]),
      ),
    "- The cosine between the gradients of two tasks' losses in the shared parameters, mean over the " +
    `checkpoints of a run and over seeds (${count}): above zero, a step that is good for one ` +
    "task is good for the other.",
  ];
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

function isPlain({ method: { weighting, rule, fineTuning } }: ComparedMethod): boolean {
  return weighting?.name === "equal" && rule?.name === "sum" && !fineTuning;
}

function cosineText(cosine: number | undefined): string {
  if (cosine === undefined) return "–";
  const size = Math.abs(cosine).toFixed(3);
  return Number(size) === 0 ? size : `${cosine < 0 ? "−" : "+"}${size}`;
}
