import { metricKinds } from "../descriptors/metrics.ts";
import type { PublishedTable } from "../suites/record.ts";
import type { Shown } from "./columns.ts";
import type { Comparison, Entry } from "./comparison.ts";
import { trainsTasks } from "./problems.ts";
import { quotations } from "./published.ts";
import { HARM } from "./sheet_cells.ts";

/**
 * Says what the numbers and signs in a comparison's sheets mean; only of signs that are there.
 *
 * @param comparison The comparison.
 * @param shown The columns of its sheets.
 * @param published The suite's published tables.
 * @param bestSign How the best of a column is marked.
 * @returns One sentence or more each.
 */
export function notes(
  comparison: Comparison,
  shown: Shown,
  published: readonly PublishedTable[],
  bestSign: string,
): string[] {
  const { sections, methods, protocol } = comparison;
  const rows = sections.flatMap((section) => section.rows);
  const entries = rows.flatMap((row) => [...shown.of(row), row.average]);
  const has = (test: (entry: Entry) => boolean) => entries.some(test);
  const unverified = methods.some(({ method }) =>
    published.some((table) =>
      quotations(table, method.name, shown.names).some(({ status }) => status === "unverified")
    )
  );
  const ofTasks = trainsTasks(protocol);
  const explained: [boolean, string][] = [
    [
      has(({ best }) => best),
      `${bestSign}: the best of its column among the methods whose seeds are all done; ties are all marked.`,
    ],
    ...ofTasks ? gainsOfTasks(comparison) : gainsOfPairs(comparison),
    [
      methods.some(({ upperBound }) => upperBound),
      "† An upper bound: it is trained and validated on the target's labelled training rows, and is not ranked.",
    ],
    [
      has(({ cell, planned }) => cell.n > 0 && cell.n < planned && cell.status === "partial"),
      "(k/n): k of n planned seeds are done, or can be paired; no standard error is given.",
    ],
    [has(({ cell }) => cell.status === "not_run"), "not run: no planned seed is done."],
    [
      has(({ cell, scale }) => cell.status === "partial" && cell.n === 0 && scale !== undefined),
      `incomplete: no seed is done on all ${ofTasks ? "tasks" : "problems"}, ` +
      "so there is no mean over them.",
    ],
    [
      has(({ cell }) => cell.status === "diverged"),
      "diverged: the loss of at least one seed was not finite, so the cell has no mean.",
    ],
    [
      has(({ cell }) => cell.status === "failed"),
      "failed: the run of at least one seed threw, so the cell has no mean.",
    ],
    [
      unverified,
      "unverified: a published number as recalled, not yet checked against the paper.",
    ],
  ];
  return [
    ...ofTasks ? metricsOfTasks(comparison, shown) : [
      `Accuracy on the target's test rows in %, ${spreadOf(comparison)}`,
    ],
    ...explained.flatMap(([applies, text]) => applies ? [text] : []),
  ];
}

function spreadOf({ seeds }: Comparison): string {
  return seeds.length > 1
    ? `mean ± standard error over ${seeds.length} seeds (${seeds.join(", ")}).`
    : `of one seed (${seeds[0]}): one run has no standard error.`;
}

function metricsOfTasks(comparison: Comparison, shown: Shown): string[] {
  const { problems } = comparison;
  const metrics = [...new Set(problems.map(({ metric }) => metric))];
  const described = metrics.map((metric) => {
    const { title, percent, higherIsBetter } = metricKinds[metric];
    const better = `${higherIsBetter ? "higher" : "lower"} is better`;
    return { title, unit: percent ? " in %" : "", better, metric };
  });
  const [{ title, unit, better }] = described;
  const several = described.map(({ title, unit, better, metric }) => {
    const names = problems.filter((problem) => problem.metric === metric).map(({ name }) => name);
    return `${title}${unit}, ${better} (${names.join(", ")})`;
  });
  return [
    metrics.length === 1
      ? `${title[0].toUpperCase()}${title.slice(1)} on the test rows${unit}, ${better}; ` +
        spreadOf(comparison)
      : `On the test rows: ${several.join("; ")}; ${spreadOf(comparison)}`,
    ...shown.grouped
      ? ["Each column is the mean over the tasks of one group; `--json` prints every task."]
      : [],
    ...problems.length > 1 && !shown.averaged
      ? ["There is no mean over the tasks: their metrics differ in direction or unit."]
      : [],
  ];
}

function gainsOfPairs({ baseline, methods }: Comparison): [boolean, string][] {
  return [[
    baseline !== undefined && methods.length > 1,
    `Gain: mean difference to ${baseline?.label} in points, paired by seed; below zero, ` +
    "the method harms.",
  ]];
}

function gainsOfTasks({ baseline, methods, problems, sections }: Comparison): [boolean, string][] {
  if (!baseline || methods.length < 2) return [];
  const percent = problems.map(({ metric }) => metricKinds[metric].percent);
  const unit = percent.every(Boolean)
    ? "in points"
    : percent.some(Boolean)
    ? "in points, or the metric's unit where that is not %"
    : "in the metric's unit";
  const unknown = sections.some(({ rows }) =>
    rows.some(({ transfer }) => transfer && transfer.known < problems.length)
  );
  return [
    [
      true,
      `Gain: mean improvement on ${baseline.label} ${unit}, paired by seed: above zero, the method ` +
      `is better, whatever the metric's direction. ${HARM}: below zero, the method harms: by the ` +
      "sign of the mean, not by a test.",
    ],
    [
      true,
      "Δm: mean over the tasks of (−1)^l (M − M_b)/M_b in %, where M is the method's metric, M_b " +
      `that of ${baseline.label} on the same seed, and l is 1 where lower is better and 0 elsewhere ` +
      "(Maninis et al. 2019): above zero, the method is better.",
    ],
    [
      true,
      "Harmed: how many tasks have a mean gain below zero, even where it rounds to zero, of those " +
      "that have a gain. Worst and best task: by mean relative improvement.",
    ],
    [unknown, "unknown: tasks without a gain, since runs are missing, diverged or failed."],
  ];
}
