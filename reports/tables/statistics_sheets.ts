import type { Comparison } from "../inference/comparison.ts";
import { gainStatistics } from "../inference/gain_statistics.ts";
import { averageGainsOf, type Gain } from "../inference/gains.ts";
import { type Ranking, rankingOf } from "../inference/ranking.ts";
import type { Sheet } from "./sheet.ts";
import { gainIntervalText, pValueText, statisticText } from "./quantities.ts";
import { absent, differenceText, judged, labelOf, type SheetCell } from "./sheet_cells.ts";

/**
 * Converts the statistics of a comparison to sheets: of each method's mean over the problems against the baseline's, by
 * selection rule, and of the ranks of methods over many problems.
 *
 * @param comparison The comparison.
 * @returns The sheets; none if no method is paired with a baseline and nothing is ranked.
 */
export function statisticsSheets(comparison: Comparison): Sheet[] {
  return [...gainSheets(comparison), ...rankSheets(comparison)];
}

/**
 * Explains the numbers in {@linkcode statisticsSheets}.
 *
 * @param comparison The comparison.
 * @returns Notes of one sentence or more; none without sheets.
 */
export function statisticsNotes(comparison: Comparison): string[] {
  const tested = averageGainsOf(comparison).some(({ estimate }) => estimate.interval);
  return [
    ...tested ? gainStatistics.map(({ note }) => note) : [],
    ...rankNotes(comparison),
  ];
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
        ...gainStatistics.map(({ head }) => head),
        "seeds",
      ],
      rows: gains.map((gain) => ({ label: labelOf(gain), cells: statisticsCells(gain) })),
    }];
  });
}

function statisticsCells(gain: Gain): SheetCell[] {
  const { estimate: { mean, n, interval }, entry } = gain;
  const cell = (text: string | undefined): SheetCell => text === undefined ? absent : { text };
  return [
    mean === undefined ? absent : judged(differenceText(mean, gain), gain.verdict, gain.stars),
    cell(interval && gainIntervalText(interval, gain)),
    ...gainStatistics.map((statistic) => cell(statisticText(statistic, gain))),
    { text: n === entry.planned ? `${n}` : `${n}/${entry.planned}` },
  ];
}

/** Returns the rankings of the selection rules that have one. */
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
    `Average ranks: 1 is best; of the means over the seeds, with the ${what} as Friedman's blocks. If its p is ` +
    "small, methods differ whose ranks are further apart than the critical difference (Nemenyi, 5 %). " +
    `The test assumes independent ${what}; for ones that share data it is too optimistic.` +
    (omitted.size ? ` Not ranked: ${[...omitted].join(", ")}.` : ""),
  ];
}
