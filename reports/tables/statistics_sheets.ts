import { minimum } from "../../descriptors/extremes.ts";
import type { Comparison } from "../inference/comparison.ts";
import { averageGainsOf, type Gain } from "../inference/gains.ts";
import { type Ranking, rankingOf } from "../inference/ranking.ts";
import type { Sheet } from "./sheet.ts";
import {
  absent,
  differenceText,
  intervalText,
  judged,
  labelOf,
  type SheetCell,
} from "./sheet_cells.ts";
import type { Interval } from "../inference/statistics/interval.ts";

/**
 * Puts what the seeds prove into sheets: of each method's mean over the problems against the baseline's, by
 * selection rule, and how the methods rank over many problems.
 *
 * @param comparison The comparison.
 * @returns The sheets; none where no method can be paired with a baseline and there is nothing to rank.
 */
export function statisticsSheets(comparison: Comparison): Sheet[] {
  return [...gainSheets(comparison), ...rankSheets(comparison)];
}

/**
 * Says what the numbers in {@linkcode statisticsSheets} mean.
 *
 * @param comparison The comparison.
 * @returns One sentence or more each; none where there are no sheets.
 */
export function statisticsNotes(comparison: Comparison): string[] {
  const tested = averageGainsOf(comparison).filter(({ estimate }) => estimate.interval);
  return [
    ...tested.length ? gainNotes(tested) : [],
    ...rankNotes(comparison),
  ];
}

/** A p value to two digits or more. */
export function pValueText(pValue: number): string {
  if (pValue < 0.0001) return "<0.0001";
  return pValue.toFixed(pValue < 0.01 ? 4 : 3);
}

function gainSheets(comparison: Comparison): Sheet[] {
  const { baseline, sections, problems } = comparison;
  return sections.flatMap(({ selection }) => {
    const gains = averageGainsOf(comparison).filter((gain) => gain.selection === selection);
    if (!gains.some(({ estimate }) => estimate.interval)) return [];
    const of = problems.length > 1 ? "mean gain" : "gain";
    return [{
      title: `Statistics of the ${of} over ${baseline!.label}, ${selection}`,
      heads: [
        gains[0].relative ? "Δm" : "gain",
        "95 % Student",
        "95 % BCa",
        "p, t",
        "p, Wilcoxon",
        "p, sign-flip",
        "Holm",
        "BH",
        "Cohen's d",
        "P(better)",
        "detectable",
        "seeds",
      ],
      rows: gains.map((gain) => ({ label: labelOf(gain), cells: statisticsCells(gain) })),
    }];
  });
}

function statisticsCells(gain: Gain): SheetCell[] {
  const { estimate: { mean, n, interval }, bootstrap, pValues, adjusted, entry } = gain;
  const difference = (value: number) => differenceText(value, gain);
  const range = (interval: Interval) => intervalText(interval, difference);
  const fraction = (value: number) => value.toFixed(2).replace("-", "−");
  const cell = <T>(value: T | undefined, text: (value: T) => string): SheetCell =>
    value === undefined ? absent : { text: text(value) };
  return [
    mean === undefined ? absent : judged(difference(mean), gain.verdict, gain.stars),
    cell(interval, range),
    cell(bootstrap, range),
    cell(pValues.t, pValueText),
    cell(pValues.signedRank, pValueText),
    cell(pValues.signFlip, pValueText),
    cell(adjusted.holm, pValueText),
    cell(adjusted.benjaminiHochberg, pValueText),
    cell(gain.cohensD, fraction),
    cell(gain.probabilityOfImprovement, fraction),
    cell(gain.detectable, (value) => difference(value).replace("+", "")),
    { text: n === entry.planned ? `${n}` : `${n}/${entry.planned}` },
  ];
}

function gainNotes(tested: readonly Gain[]): string[] {
  const least = minimum(tested.map(({ estimate }) => estimate.n));
  const smallest = pValueText(2 ** (1 - least));
  return [
    "p: two-sided, of no difference: paired t test, exact Wilcoxon signed-rank test, sign-flip " +
    `permutation test. Of ${least} seeds the last two cannot give less than ${smallest}. Holm and BH ` +
    "(Benjamini–Hochberg): the t test's p, adjusted over the methods of a table but bounds, which are tested alone.",
    "95 %: Student's interval, and the bootstrap's (BCa), which is too narrow for fewer than ten seeds.",
    "Cohen's d: mean over standard deviation of the paired differences. P(better): how often a run of the " +
    "method beats one of the baseline, of any two seeds, a tie counted half; over several problems the mean of " +
    "theirs (Agarwal et al. 2021).",
    "detectable: the smallest true gain that the paired t test at 5 % would find in 80 % of repetitions, " +
    "with this spread and number of seeds.",
  ];
}

/** The rankings of the selection rules that have one. */
function rankings({ sections }: Comparison): { selection: string; ranking: Ranking }[] {
  return sections.flatMap((section) => {
    const ranking = rankingOf(section);
    return ranking ? [{ selection: section.selection, ranking }] : [];
  });
}

function rankSheets(comparison: Comparison): Sheet[] {
  const { methods, problems, words } = comparison;
  const all = rankings(comparison);
  if (all.length === 0) return [];
  const what = words.problems;
  const row = (label: string, text: (ranking: Ranking) => SheetCell | undefined) => ({
    label,
    cells: all.map(({ ranking }) => text(ranking) ?? absent),
  });
  return [{
    title: `Average ranks over ${problems.length} ${what}, by selection rule`,
    heads: all.map(({ selection }) => selection),
    rows: [
      ...methods.filter((method) => all.some(({ ranking }) => rankOf(ranking, method)))
        .map((method) => row(method.label, (ranking) => rankCell(ranking, method))),
      row("Friedman's χ²", ({ friedman }) => ({ text: friedman.statistic.toFixed(1) })),
      row("its p", ({ friedman }) => ({ text: pValueText(friedman.pValue) })),
      row("critical difference", ({ criticalDifference }) => ({
        text: criticalDifference.toFixed(2),
      })),
    ],
  }];
}

function rankOf({ ranks }: Ranking, method: Comparison["methods"][number]) {
  return ranks.find((ranked) => ranked.method === method)?.averageRank;
}

function rankCell(ranking: Ranking, method: Comparison["methods"][number]): SheetCell | undefined {
  const rank = rankOf(ranking, method);
  if (rank === undefined) return undefined;
  const text = rank.toFixed(2);
  return rank === ranking.ranks[0].averageRank ? { text, mark: "best" } : { text };
}

function rankNotes(comparison: Comparison): string[] {
  const all = rankings(comparison);
  if (all.length === 0) return [];
  const omitted = new Set(
    all.flatMap(({ ranking }) => ranking.omitted.map(({ label }) => label)),
  );
  const what = comparison.words.problems;
  return [
    `Average ranks: 1 is best; of the means over the seeds, the ${what} as Friedman's blocks. Where its p is ` +
    "small, methods whose ranks are further apart than the critical difference (Nemenyi, 5 %) differ. " +
    `It takes the ${what} for independent: those that share data are not, so it is too sure of them.` +
    (omitted.size ? ` Not ranked: ${[...omitted].join(", ")}.` : ""),
  ];
}
