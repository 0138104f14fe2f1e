import { maximum } from "../../descriptors/extremes.ts";
import { HARM, HELP } from "../tables/sheet_cells.ts";
import type { Study } from "../inference/study.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { framed, inks, leading, letters, oneColumn, twoColumns, widest } from "./paper_frame.ts";
import { signed } from "../tables/signed.ts";
import {
  gainExtent,
  gainNotes,
  type ShownGain,
  shownGains,
  type ShownRow,
  signedLabel,
  signOf,
  verdictColor,
  whyAbsent,
} from "./shown_gains.ts";
import { wrapped } from "./text_width.ts";

/** The fewest problems that have an order worth showing. */
const fewestProblems = 3;
/** The most panels that fit a page. */
const mostPanels = 8;
/** The least width of a bar with its name below it, in pixels. */
const leastBar = 11;
const panelHeight = 96;
/** The pixels between panels side by side, and beside the figure. */
const [gap, edge] = [18, 8];

/** The gains of each method from the worst problem to the best. */
const gainWaterfall: FigureKind = {
  name: "gain_waterfall",
  place: 30,
  describe: "The gains of each method on all problems, from the worst to the best.",
  draw: (study) => figures(study),
};

export default gainWaterfall;

function figures(study: Study): Figure[] {
  const { comparison } = study;
  const gains = shownGains(comparison);
  const candidates =
    gains?.rows.filter(({ upperBound, problems }) =>
      !upperBound && problems.filter(({ mean }) => mean !== undefined).length >= fewestProblems
    ) ?? [];
  if (!gains || candidates.length === 0) return [];
  const { baseline, unit, selection } = gains;
  const rows = mostMoved(candidates);
  const what = comparison.words.problems;
  const { frame, drawing } = panels(rows, comparison.problems.length);
  return [{
    name: gainWaterfall.name,
    title: `Gains over ${baseline} of ${study.title} from the worst to the best of ` +
      `${comparison.problems.length} ${what}, ${unit}, ${selection}`,
    spec: framed({
      ...frame,
      title: `Gain over ${baseline} by ${what.slice(0, -1)}, from worst to best, ${unit}`,
      notes: [
        ...gainNotes({ ...gains, rows }, comparison),
        ...leftOut(gains.rows, candidates, rows),
      ],
      description: `Gains over ${baseline} from the worst to the best of ` +
        `${comparison.problems.length} ${what}, of ${rows.map(({ label }) => label).join(", ")}`,
    }, drawing),
  }];
}

/** Returns the rows that fit a page: those with the mean gains farthest from zero, in the given order. */
function mostMoved(rows: readonly ShownRow[]): ShownRow[] {
  const size = ({ average }: ShownRow) => Math.abs(average.mean ?? 0);
  const shown = rows.toSorted((a, b) => size(b) - size(a)).slice(0, mostPanels);
  return rows.filter((row) => shown.includes(row));
}

/** Lists the methods without a panel, with the reasons. */
function leftOut(
  all: readonly ShownRow[],
  candidates: readonly ShownRow[],
  shown: readonly ShownRow[],
): string[] {
  const names = (rows: readonly ShownRow[]) => rows.map(({ label }) => label).join(", ");
  const bounds = all.filter(({ upperBound }) => upperBound);
  const few = all.filter((row) => !row.upperBound && !candidates.includes(row));
  const more = candidates.filter((row) => !shown.includes(row));
  return [
    ...bounds.length ? [`Not shown: ${names(bounds)}, an upper bound.`] : [],
    ...few.length ? [`Not shown, with fewer than ${fewestProblems} gains: ${names(few)}.`] : [],
    ...more.length ? [`Not shown, with the mean gains nearest to zero: ${names(more)}.`] : [],
  ];
}

function panels(rows: readonly ShownRow[], problems: number) {
  const domain = withRoom(gainExtent(rows.flatMap((row) => row.problems)));
  const decimals = maximum(rows.map(({ average }) => average.decimals));
  const left = widest(domain.map((value) => signed(value, decimals))) + 12;
  const panelWidth = (width: number, columns: number) =>
    (width - left - edge - (columns - 1) * gap) / columns;
  const narrow = rows.length === 1 && panelWidth(oneColumn, 1) / problems >= leastBar;
  const width = narrow ? oneColumn : twoColumns;
  const columns = rows.length > 1 && panelWidth(width, 2) / problems >= leastBar ? 2 : 1;
  const own = Math.floor(panelWidth(width, columns));
  const named = own / problems >= leastBar;
  const titles = rows.map(({ label }) => wrapped(label, own, letters.text, "bold"));
  const lines = maximum(titles.map(({ length }) => length));
  const head = (lines + 1) * leading.text + 8;
  const names = rows.flatMap((row) => row.problems.map(({ problem }) => problem));
  const foot = named ? widest(names) + 8 : 6;
  const count = Math.ceil(rows.length / columns);
  const frame = {
    width,
    margin: { left, right: edge, top: head + 6, bottom: foot + 4 },
    height: count * panelHeight + (count - 1) * (head + foot),
  };
  return {
    frame,
    drawing: {
      columns,
      bounds: "flush",
      spacing: { column: gap, row: head + foot },
      concat: rows.map((row, i) => ({
        title: { text: titles[i], subtitle: accountOf(row), offset: 4, ...titleLines },
        width: own,
        height: panelHeight,
        view: { stroke: inks.frame },
        layer: panelLayers(row, domain, { named, leftmost: i % columns === 0 }),
      })),
    },
  };
}

const titleLines = {
  lineHeight: leading.text,
  subtitleFontSize: letters.text,
  subtitleColor: inks.dark,
  subtitlePadding: 1,
};

/** Extends a domain to make room for the signs beyond the whiskers. */
function withRoom([least, greatest]: readonly [number, number]): [number, number] {
  const room = (greatest - least) * 0.18;
  return [least - room, greatest + room];
}

/** Summarises the effect of a method on the problems in a line. */
function accountOf({ problems, average: { mean, decimals } }: ShownRow): string {
  const count = (verdict: ShownGain["verdict"]) =>
    problems.filter((gain) => gain.verdict === verdict).length;
  const absent = problems.filter((gain) => gain.mean === undefined).length;
  const judged = problems.length - count("unknown");
  return [
    ...mean === undefined ? [] : [`mean ${signed(mean, decimals)}`],
    ...judged ? [`${HARM} ${count("harmed")}, ${HELP} ${count("helped")} of ${judged}`] : [],
    ...absent ? [`${absent} without a gain`] : [],
  ].join("; ");
}

function panelLayers(
  { problems }: ShownRow,
  domain: readonly number[],
  { named, leftmost }: { readonly named: boolean; readonly leftmost: boolean },
) {
  const known = problems.filter(({ mean }) => mean !== undefined)
    .toSorted((a, b) => a.mean! - b.mean!);
  const absent = problems.filter(({ mean }) => mean === undefined);
  const values = known.map(({ problem, mean, interval, verdict }) => ({
    problem,
    gain: mean!,
    lower: interval?.lower ?? null,
    upper: interval?.upper ?? null,
    verdict,
    sign: signOf(verdict),
  }));
  const x = {
    field: "problem",
    type: "nominal",
    sort: null,
    scale: { domain: [...known, ...absent].map(({ problem }) => problem), padding: 0.2 },
    axis: named ? { title: null, labelAngle: -90, ticks: false, domain: false } : null,
  };
  const y = (field: string) => ({
    field,
    type: "quantitative",
    scale: { domain, nice: false, zero: false },
    title: null,
    axis: { tickCount: 5, domain: false, labels: leftmost, labelExpr: signedLabel },
  });
  const withInterval = values.filter(({ lower }) => lower !== null);
  const sign = (verdict: string, end: string, dy: number) => ({
    data: { values: values.filter((value) => value.verdict === verdict) },
    mark: { type: "text", dy, aria: false },
    encoding: { x, y: y(end), text: { field: "sign" } },
  });
  return [
    {
      data: { values },
      mark: { type: "bar", strokeWidth: 1, aria: false },
      encoding: {
        x,
        y: y("gain"),
        fill: { field: "verdict", type: "nominal", scale: fills, legend: null },
        stroke: { field: "verdict", type: "nominal", scale: verdictColor, legend: null },
      },
    },
    {
      data: { values: withInterval },
      mark: { type: "rule", color: inks.dark, strokeWidth: 1.25, aria: false },
      encoding: { x, y: y("lower"), y2: { field: "upper" } },
    },
    {
      data: { values: [{ zero: 0 }] },
      mark: { type: "rule", color: inks.dark, aria: false },
      encoding: { y: y("zero") },
    },
    sign("harmed", "lower", 8),
    sign("helped", "upper", -7),
    {
      data: {
        values: absent.map((gain) => ({ problem: gain.problem, why: whyAbsent(gain), zero: 0 })),
      },
      mark: { type: "text", angle: -90, color: inks.neutral, aria: false },
      encoding: { x, y: y("zero"), text: { field: "why" } },
    },
  ];
}

/** The fills of the bars: full for a verdict of harmed or helped, pale otherwise. */
const fills = { ...verdictColor, range: [inks.harmed, "#e4e4e4", "#ffffff", inks.helped] };
