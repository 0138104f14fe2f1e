import { metricKinds } from "../../descriptors/metrics.ts";
import { boundRules } from "../inference/bounds.ts";
import type { Shown } from "./columns.ts";
import type { Comparison, Entry } from "../inference/comparison.ts";
import {
  averageGainsOf,
  FEWEST_SEEDS,
  type Gain,
  gainsOf,
  groupGainsOf,
} from "../inference/gains.ts";
import { quotations } from "./published.ts";
import type { SheetsOptions } from "./sheet.ts";
import { HARM, HELP } from "./sheet_cells.ts";
import { statisticsNotes } from "./statistics_sheets.ts";

/**
 * Explains the numbers and signs in a comparison's sheets; a sign that does not occur has no note.
 *
 * @param comparison The comparison.
 * @param shown The columns of its sheets.
 * @param options The shown parts.
 * @returns Notes of one sentence or more.
 */
export function notes(
  comparison: Comparison,
  shown: Shown,
  { published, bestSign, statistics }: SheetsOptions,
): string[] {
  const { sections, methods, words } = comparison;
  const rows = sections.flatMap((section) => section.rows);
  const entries = rows.flatMap((row) => [...shown.of(row), row.average]);
  const has = (test: (entry: Entry) => boolean) => entries.some(test);
  const unverified = methods.some(({ method }) =>
    published.some((table) =>
      quotations(table, method.name, shown.names).some(({ status }) => status === "unverified")
    )
  );
  const explained: [boolean, string][] = [
    [
      has(({ best }) => best),
      `${bestSign}: the best of its column among the methods whose seeds are all done; ties are all marked.`,
    ],
    ...gainNotes(comparison, shown),
    [
      methods.some(({ upperBound }) => upperBound),
      "† An upper bound: it learns from data that are hidden from the others, and is neither ranked nor starred.",
    ],
    ...boundRules(comparison).map((selection): [boolean, string] => [
      true,
      `${selection} reads hidden labels: all of its results are bounds, neither ranked nor starred.`,
    ]),
    [
      has(({ cell, planned }) => cell.n > 0 && cell.n < planned && cell.status === "partial"),
      "(k/n): k of n planned seeds are done, or can be paired; no standard error is given.",
    ],
    [has(({ cell }) => cell.status === "not_run"), "not run: no planned seed is done."],
    [
      has(({ cell, scale }) => cell.status === "partial" && cell.n === 0 && scale !== undefined),
      `incomplete: no seed is done on all ${words.problems}, so there is no mean over them.`,
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
    ...metricNotes(comparison, shown),
    ...tunedNote(comparison.tunedSeeds),
    ...explained.flatMap(([applies, text]) => applies ? [text] : []),
    ...statistics ? statisticsNotes(comparison) : [],
  ];
}

/** Returns a sentence on the seeds on which the suite's settings were chosen, if there are any. */
export function tunedNote(seeds: readonly number[]): string[] {
  if (seeds.length === 0) return [];
  const which = seeds.length > 1 ? `The seeds ${seeds.join(", ")} are` : `The seed ${seeds[0]} is`;
  return [
    `${which} among those that the suite's settings were chosen on: no fair comparison; ` +
    "`--seeds N` takes N others.",
  ];
}

function spreadOf({ seeds }: Comparison): string {
  return seeds.length > 1
    ? `mean ± standard error over ${seeds.length} seeds (${seeds.join(", ")}).`
    : `of one seed (${seeds[0]}): one run has no standard error.`;
}

function metricNotes(comparison: Comparison, shown: Shown): string[] {
  const { problems, words } = comparison;
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
      ? `${title[0].toUpperCase()}${title.slice(1)} on the ${words.tested}${unit}, ${better}; ` +
        spreadOf(comparison)
      : `On the ${words.tested}: ${several.join("; ")}; ${spreadOf(comparison)}`,
    ...shown.grouped
      ? [
        `Each column is the mean over the ${words.problems} of one group; \`--json\` prints every ` +
        `${words.problem}.`,
      ]
      : [],
    ...problems.length > 1 && !shown.averaged
      ? [`There is no mean over the ${words.problems}: their metrics differ in direction or unit.`]
      : [],
  ];
}

function gainNotes(comparison: Comparison, shown: Shown): [boolean, string][] {
  const { baseline, methods, problems, words, relativeGains } = comparison;
  if (!baseline || methods.length < 2) return [];
  const { problem: one, problems: all } = words;
  const gains = [gainsOf, groupGainsOf, averageGainsOf].flatMap((of) => of(comparison));
  const has = (test: (gain: Gain) => boolean) => gains.some(test);
  const unit = unitOf(problems);
  const worst = relativeGains ? "by mean relative improvement" : "by mean gain";
  return [
    [
      true,
      `Gain: mean difference to ${baseline.label} ${unit}, paired by seed: above zero, ` +
      "the method is better, for metrics of either direction.",
    ],
    [
      has(({ estimate }) => estimate.interval !== undefined),
      `${HARM} harmed, ${HELP} helped: the whole 95 % interval (Student's, over seeds) of the gain lies ` +
      "below or above zero, each with a probability of 1 in 40 without a true difference. All other cells are " +
      "neutral.",
    ],
    [
      has(({ stars }) => stars !== ""),
      "*, **, ***: p < 0.05, 0.01, 0.001 by the paired t test, after Holm's correction over all " +
      `${
        shown.grouped ? "groups" : all
      } and all methods but bounds of the selection rule, of means ` +
      "over those methods.",
    ],
    [
      has(({ estimate: { n } }) => n > 0 && n < FEWEST_SEEDS),
      `Gains of fewer than ${FEWEST_SEEDS} seeds have no stars: by the signs of n differences alone, no p ` +
      "value is below 2^(1−n), 0.125 for four. Read their interval; one seed has none.",
    ],
    [
      relativeGains,
      `Δm: mean over the ${all} of (−1)^l (M − M_b)/M_b in % with its 95 % interval, where M is the method's ` +
      `metric, M_b that of ${baseline.label} on the same seed, and l is 1 if lower is better and 0 ` +
      "otherwise (Maninis et al. 2019): above zero, the method is better." +
      (averageGainsOf(comparison).some(({ relative }) => !relative)
        ? " It has no mark: marks are those of gains in the metric's own unit."
        : ""),
    ],
    [
      true,
      problems.length > 1
        ? `Seeds harmed: of all combinations of ${all} and seeds, those on which the method is worse. Worst ` +
          `${one}: ${worst}.`
        : "Seeds harmed: those on which the method is worse.",
    ],
    [
      has(({ verdict }) => verdict === "unknown"),
      `unknown: ${all} without an interval: fewer than two seeds are paired, or one diverged or failed.`,
    ],
  ];
}

function unitOf(problems: Comparison["problems"]): string {
  const percent = problems.map(({ metric }) => metricKinds[metric].percent);
  if (percent.every(Boolean)) return "in points";
  return percent.some(Boolean)
    ? "in points, or the metric's unit if it is not %"
    : "in the metric's unit";
}
