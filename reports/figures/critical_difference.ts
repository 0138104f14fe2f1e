import { maximum } from "../../descriptors/extremes.ts";
import { type Ranking, rankingOf } from "../inference/ranking.ts";
import type { Study } from "../inference/study.ts";
import type { Figure, FigureKind } from "./figure.ts";
import {
  framed,
  inks,
  innerWidth,
  leading,
  letters,
  oneColumn,
  twoColumns,
  widest,
} from "./paper_frame.ts";
import { shownSection } from "../inference/bounds.ts";
import { wrapped } from "./text_width.ts";

/** The widest line of a name, and the least width of the axis, in pixels. */
const widestName = 200;
const leastAxis = 130;
/** The distances from the axis to the ruler above it and to the first bar below it, and between bars, in pixels. */
const rulerHeight = 30;
const barStep = 7;

/**
 * Average ranks over the problems, with bars that join the methods whose ranks differ by less than Nemenyi's
 * critical difference.
 *
 * @see Demšar 2006, Statistical Comparisons of Classifiers over Multiple Data Sets:
 * https://www.jmlr.org/papers/v7/demsar06a.html
 */
const criticalDifference: FigureKind = {
  name: "critical_difference",
  place: 40,
  describe:
    "The methods' average ranks over the problems, and which of them do not differ by a test.",
  draw: (study) => figures(study),
};

export default criticalDifference;

function figures({ comparison, title: suite }: Study): Figure[] {
  const { problems, words, seeds } = comparison;
  const section = shownSection(comparison);
  const ranking = section && rankingOf(section);
  if (!ranking) return [];
  const { ranks, omitted, friedman, criticalDifference: difference } = ranking;
  const what = words.problems;
  const named = (upperBound: boolean) =>
    omitted.filter((method) => method.upperBound === upperBound).map(({ label }) => label).join(
      ", ",
    );
  const [bounds, incomplete] = [named(true), named(false)];
  const { frame, layer } = diagram(ranks, difference);
  return [{
    name: criticalDifference.name,
    title: `Average ranks of ${suite} over ${problems.length} ${what}, ${section.selection}, ` +
      `with Nemenyi's critical difference, ${difference.toFixed(2)}`,
    spec: framed({
      ...frame,
      title: `Average rank over ${problems.length} ${what}; 1 is best`,
      notes: [
        `Selection: ${section.selection}; ` +
        (seeds.length > 1 ? `means over ${seeds.length} seeds.` : "one seed."),
        `Friedman: χ² = ${friedman.statistic.toFixed(1)}, ${pText(friedman.pValue)}` +
        (friedman.pValue < 0.05 ? "." : ": the methods may all be alike."),
        "Bars join ranks that differ by less than the critical difference (CD), Nemenyi at 5 %.",
        ...bounds ? [`Left out, an upper bound: ${bounds}.`] : [],
        ...incomplete ? [`Left out, incomplete: ${incomplete}.`] : [],
      ],
      description: `Average ranks: ${
        ranks.map(({ method, averageRank }) => `${method.label} ${averageRank.toFixed(2)}`)
          .join(", ")
      }; critical difference ${difference.toFixed(2)}`,
    }, { width: innerWidth(frame), height: frame.height, layer }),
  }];
}

/**
 * Finds the longest runs of ranks that differ by less than the critical difference.
 *
 * @param ranks The average ranks from the best to the worst.
 * @param difference The critical difference.
 * @returns The first and the last index of each run of at least two ranks.
 */
export function alikeRanks(
  ranks: readonly number[],
  difference: number,
): [first: number, last: number][] {
  const runs = ranks.map((rank, first): [number, number] => [
    first,
    ranks.findLastIndex((other) => other - rank < difference),
  ]);
  return runs.filter(([first, last], i) => last > first && last > (runs[i - 1]?.[1] ?? -1));
}

function diagram(ranks: Ranking["ranks"], difference: number) {
  const ranked = ranks.map(({ method, averageRank }) => ({
    method: method.label,
    rank: averageRank,
  }));
  const names = ranked.map(({ method }) => wrapped(method, widestName, letters.text));
  const middle = Math.ceil(ranked.length / 2);
  // The better half stands on the right, the best at the top, and the other half on the left, the worst at the top.
  const places = ranked.map(({ rank }, i) => ({
    rank,
    text: [...names[i].slice(0, -1), `${names[i].at(-1)} ${rank.toFixed(2)}`],
    onRight: i < middle,
    row: i < middle ? i : ranked.length - 1 - i,
  }));
  const room = (right: boolean) =>
    widest(places.filter(({ onRight }) => onRight === right).flatMap(({ text }) => text)) + 18;
  const [left, right] = [room(false), room(true)];
  const width = oneColumn - left - right >= leastAxis ? oneColumn : twoColumns;
  const bars = alikeRanks(ranked.map(({ rank }) => rank), difference)
    .map(([first, last], i) => ({
      from: ranked[first].rank,
      to: ranked[last].rank,
      y: rulerHeight + (i + 1) * barStep,
    }));
  const most = maximum(names.map(({ length }) => length));
  const step = Math.max(17, most * (leading.text - 1) + 4);
  const under = rulerHeight + (bars.length + 1) * barStep + 8;
  const y = (row: number) => under + row * step;
  const frame = {
    width,
    margin: { left, right, top: 12, bottom: 12 },
    height: Math.ceil(y(middle - 1) + step / 2),
  };
  const inner = innerWidth(frame);
  const pixels = (field: string) => ({
    field,
    type: "quantitative",
    scale: null,
    axis: null,
  });
  const x = (field: string) => ({
    field,
    type: "quantitative",
    scale: { domain: [ranked.length, 1], nice: false, zero: false },
    axis: null,
  });
  const rules = (values: readonly object[], mark: object = {}) => ({
    data: { values },
    mark: { type: "rule", color: inks.dark, strokeWidth: 1, aria: false, ...mark },
    encoding: { x: x("from"), x2: { field: "to" }, y: pixels("y"), y2: { field: "y2" } },
  });
  const flat = <T extends { readonly y: number }>(values: readonly T[]) =>
    values.map((value) => ({ ...value, y2: value.y }));
  const text = (values: readonly object[], mark: object) => ({
    data: { values },
    mark: { type: "text", aria: false, ...mark },
    encoding: { x: x("at"), y: pixels("y"), text: { field: "text" } },
  });
  const ticks = Array.from({ length: ranked.length }, (_, i) => i + 1);
  const everyTick = inner / ranked.length < 16 ? 2 : 1;
  // The ruler lies at the left end of the axis, with the worst rank.
  const ruler = { from: ranked.length, to: ranked.length - difference, y: 2 };
  const side = (onRight: boolean) => {
    const own = places.filter((place) => place.onRight === onRight);
    const end = onRight ? inner : 0;
    return [
      {
        data: { values: own.map(({ rank, row }) => ({ rank, y: y(row) })) },
        mark: { type: "rule", color: inks.dark, aria: false },
        encoding: { x: x("rank"), x2: { value: end + (onRight ? 8 : -8) }, y: pixels("y") },
      },
      {
        data: {
          values: own.map(({ text, row }) => ({
            text: text.join("\n"),
            lines: text.length,
            y: y(row),
          })),
        },
        mark: {
          type: "text",
          align: onRight ? "left" : "right",
          baseline: "middle",
          lineBreak: "\n",
          lineHeight: leading.text - 1,
          dy: { expr: `-(datum.lines - 1) / 2 * ${leading.text - 1}` },
          aria: false,
        },
        encoding: {
          x: { value: end + (onRight ? 12 : -12) },
          y: pixels("y"),
          text: { field: "text" },
        },
      },
    ];
  };
  const layer = [
    rules(flat([{ from: ranked.length, to: 1, y: rulerHeight }])),
    rules(ticks.map((tick) => ({ from: tick, to: tick, y: rulerHeight - 5, y2: rulerHeight }))),
    text(
      ticks.filter((tick) => (tick - 1) % everyTick === 0)
        .map((tick) => ({ at: tick, y: rulerHeight - 11, text: `${tick}` })),
      {},
    ),
    rules(flat([ruler]), { strokeWidth: 2 }),
    rules([ruler.from, ruler.to].map((end) => ({ from: end, to: end, y: -1, y2: 5 })), {}),
    text([{ at: ruler.to, y: 2, text: `CD = ${difference.toFixed(2)}` }], {
      align: "left",
      dx: 6,
    }),
    rules(
      places.map(({ rank, row }) => ({ from: rank, to: rank, y: rulerHeight, y2: y(row) })),
    ),
    ...side(false),
    ...side(true),
    rules(flat(bars), { strokeWidth: 4, strokeCap: "round", color: inks.helped }),
  ];
  return { frame, layer };
}

function pText(pValue: number): string {
  return pValue < 0.001 ? "p < 0.001" : `p = ${pValue.toFixed(3)}`;
}
