import { boundRules } from "../inference/bounds.ts";
import type { Entry } from "../inference/comparison.ts";
import { FEWEST_SEEDS, type Gain } from "../inference/gains.ts";
import { type Content, element, type Html } from "./html.ts";
import type { PlacedStudy } from "./placed_study.ts";
import { verdictMarks } from "../tables/quantities.ts";
import { bullets } from "./section.ts";

/**
 * Explains the signs in a study's tables; only signs that occur.
 *
 * @param placed The study.
 */
export function legend({ study: { comparison }, columns, gainOf }: PlacedStudy): Html {
  const { sections, baseline, methods, seeds, words } = comparison;
  const entries = sections.flatMap(({ rows }) =>
    rows.flatMap((row) => columns.map((column) => column.of(row)))
  );
  const gains = entries.flatMap((entry) => gainOf(entry) ?? []);
  const has = (test: (entry: Entry) => boolean) => entries.some(test);
  const proves = (test: (gain: Gain) => boolean) => gains.some(test);
  const of = (status: string) => has(({ cell }) => cell.status === status);
  const explained: [applies: boolean, sign: Content, meaning: string][] = [
    [
      has(({ best }) => best),
      element("b", {}, "Bold"),
      ": the best of its column among the methods whose seeds are all done.",
    ],
    [
      gains.length > 0,
      [verdictSign("helped"), ", ", verdictSign("harmed")],
      `: the whole 95 % Student interval of the gain over ${baseline?.label}, paired by seed, lies ` +
      "above or below zero. Where there is no sign, the seeds do not settle it. The bar is the " +
      "interval, the tick its mean, the line zero; a bar that reaches the edge may go further.",
    ],
    [
      proves(({ relative }) => relative),
      element("b", {}, "%"),
      ` of ${baseline?.label}'s value: so mean gains are given over metrics of several directions or units.`,
    ],
    [
      proves(({ stars }) => stars !== ""),
      element("b", {}, "*, **, ***"),
      ": p of the paired t test below 0.05, 0.01, 0.001, by Holm's method over the selection rule's cells but bounds.",
    ],
    [
      gains.length > 0 && seeds.length < FEWEST_SEEDS,
      element("b", {}, "No stars"),
      `: with fewer than ${FEWEST_SEEDS} seeds, read the intervals.`,
    ],
    [
      methods.some(({ upperBound }) => upperBound),
      element("b", {}, "†"),
      ": an upper bound. It learns from data that are hidden from the others, and is neither ranked nor starred.",
    ],
    ...boundRules(comparison).map((selection): [boolean, Content, string] => [
      true,
      element("b", {}, selection),
      ": it reads hidden labels, so its results are bounds, neither ranked nor starred.",
    ]),
    [
      has(({ cell, planned }) => cell.status === "partial" && cell.n > 0 && cell.n < planned),
      element("b", {}, "(k/n)"),
      ": k of n planned seeds are done; no standard error is given.",
    ],
    [of("not_run"), element("b", {}, "not run"), ": no planned seed is done."],
    [
      has(({ cell, scale }) => cell.status === "partial" && cell.n === 0 && scale !== undefined),
      element("b", {}, "incomplete"),
      `: no seed is done on all ${words.problems}, so there is no mean over them.`,
    ],
    [
      of("diverged"),
      element("b", {}, "diverged"),
      ": the loss of at least one seed was not finite, so the cell has no mean.",
    ],
    [
      of("failed"),
      element("b", {}, "failed"),
      ": the run of at least one seed threw, so the cell has no mean.",
    ],
  ];
  const items = explained.flatMap(([applies, sign, meaning]) => applies ? [[sign, meaning]] : []);
  const cells =
    "Every cell opens its runs: values by seed, curves, and the commands that repeat them.";
  return bullets("legend", [...items, cells]);
}

function verdictSign(verdict: "helped" | "harmed"): Html {
  return element("b", { class: verdict }, `${verdictMarks[verdict]} ${verdict}`);
}
