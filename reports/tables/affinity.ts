import { extent } from "../../descriptors/extremes.ts";
import type { PlannedRun } from "../../records/record.ts";
import { markdownText } from "../escapes/markdown.ts";
import { affinities } from "../inference/affinity.ts";
import type { Comparison } from "../inference/comparison.ts";
import type { ComparedMethod } from "../inference/labels.ts";
import { runsOfMethod } from "../inference/method_runs.ts";
import { markdownTable } from "./markdown_table.ts";
import { signed } from "./signed.ts";

/** The method whose shared parameters the gradients are taken in. */
const SHARING = "hard_sharing";

/** The most tasks that are shown as a table of tasks × tasks; more are shown as one number. */
const MOST_TASKS = 16;

/**
 * Renders the cosines of the tasks' gradients under hard sharing, in Markdown.
 *
 * @param comparison The comparison of the runs.
 * @param runs All planned runs.
 * @returns A heading, a table of tasks × tasks or of groups, and a note; nothing if no run of the method recorded
 * cosines.
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

function isPlain({ method: { weighting, rule, fineTuning } }: ComparedMethod): boolean {
  return weighting?.name === "equal" && rule?.name === "sum" && !fineTuning;
}

function cosineText(cosine: number | undefined): string {
  return cosine === undefined ? "–" : signed(cosine, 3);
}
