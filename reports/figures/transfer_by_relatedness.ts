import { extent, maximum } from "../../descriptors/extremes.ts";
import type { TopLevelSpec } from "vega-lite";
import { metricKinds } from "../../descriptors/metrics.ts";
import { shownSection } from "../inference/bounds.ts";
import type { Comparison, Entry, Row } from "../inference/comparison.ts";
import { type Gain, gainsByEntry } from "../inference/gains.ts";
import type { Study } from "../inference/study.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { colors, dashes, lineLegend, methodEncoding, shapes } from "./line_legend.ts";
import {
  framed,
  inks,
  innerWidth,
  leading,
  letters,
  oneColumn,
  twoColumns,
} from "./paper_frame.ts";
import { signedLabel, whyAbsent } from "./shown_gains.ts";
import { wrapped } from "./text_width.ts";

/** The gain of learning tasks together, by their correlation. */
const kind: FigureKind = {
  name: "transfer_by_relatedness",
  place: 50,
  describe:
    "The gain of each method over each task alone against the correlation of the tasks, if that is varied.",
  draw: (study) => figures(study),
};

export default kind;

/** The correlation of a group's tasks, and their number of training rows. */
interface Setting {
  readonly p: number;
  readonly n: number;
}

/** A point of a line; without numbers where the line has a gap. */
interface Point {
  /** The label of the line: its number of training rows. */
  readonly method: string;
  readonly p: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** True if the verdict is helped or harmed. */
  readonly settled: boolean;
}

/** The pixels of a panel's height, between panels side by side, of a panel's title, and of an axis with its title. */
const panelHeight = 96;
const gap = 14;
const titleGap = 5;
const axisHeight = 38;

/** The options of each mark: clipped at the panel's edges, and without a text for screen readers at each point. */
const drawn = { clip: true, aria: false } as const;

/**
 * Tests that a comparison is one of transfer against relatedness: its groups are called `p=0.5:n=200`, after the
 * correlation of their tasks and the number of training rows, their gains have one unit, and there is something to
 * compare.
 *
 * @param comparison The comparison.
 */
export function isByRelatedness(comparison: Comparison): boolean {
  const { groups, baseline, methods, sections } = comparison;
  const settings = groups.map((group) => settingOf(comparison, group));
  const units = new Set(sections[0].rows[0].groups.map(({ scale }) => scale?.percent));
  return baseline !== undefined && methods.length > 1 && units.size === 1 &&
    settings.every((setting) => setting !== undefined) &&
    new Set(settings.map(({ p }) => p)).size > 1;
}

function figures({ comparison, title: suite }: Study): Figure[] {
  const section = shownSection(comparison);
  if (!section || !isByRelatedness(comparison)) return [];
  return [{
    name: kind.name,
    title: `Gain over ${comparison.baseline!.label} of ${suite} by the correlation of tasks, ` +
      `${unitOf(comparison)}, ${section.selection}`,
    spec: transferByRelatedness(comparison),
  }];
}

/**
 * Draws the gain of learning tasks together over learning each alone by the correlation of the tasks: a panel for each
 * method, in the order of their mean gains, with a line for each number of training rows and a band for its 95 %
 * interval. All panels have the same axes.
 *
 * @param comparison A comparison by relatedness; its first selection rule that is no bound is drawn.
 * @returns The figure in Vega-Lite.
 * @throws {RangeError} If the comparison is of something else.
 */
export function transferByRelatedness(comparison: Comparison): TopLevelSpec {
  const { groups, baseline, seeds } = comparison;
  const section = shownSection(comparison);
  if (!section || !isByRelatedness(comparison)) {
    throw new RangeError(
      `Cannot draw transfer by relatedness: groups must differ in the quantities correlation and rows, and have one ` +
        `metric, and a method must stand beside the baseline, current groups are ${
          groups.join(", ")
        }`,
    );
  }
  const gains = gainsByEntry(comparison);
  const settings = groups.map((group) => settingOf(comparison, group)!);
  const meanOf = ({ average }: Row) => gains.get(average)?.estimate.mean ?? -Infinity;
  const rivals = section.rows.filter(({ method }) => method !== baseline)
    .toSorted((a, b) => meanOf(b) - meanOf(a) || 0);
  const sizes = [...new Set(settings.map(({ n }) => n))].sort((a, b) => a - b);
  const lines = sizes.map(lineOf);
  const panels = rivals.map((row) =>
    row.groups.map((entry, i) => pointOf(gains.get(entry), settings[i]))
      .sort((a, b) => lines.indexOf(a.method) - lines.indexOf(b.method) || a.p - b.p)
  );
  const correlations = [...new Set(settings.map(({ p }) => p))].sort((a, b) => a - b);
  const columns = columnsFor(rivals.length);
  const width = columns === 1 ? oneColumn : twoColumns;
  const sides = { left: 58, right: 22 };
  const inner = innerWidth({ width, margin: { ...sides, top: 0, bottom: 0 } });
  const panelWidth = Math.floor((inner - (columns - 1) * gap) / columns);
  const titles = rivals.map(({ method }) =>
    wrapped(method.label, panelWidth, letters.text, "bold")
  );
  const head = maximum(titles.map(({ length }) => length)) * leading.text + 2 * titleGap;
  const legend = sizes.length > 1 ? [lineLegend(lines, inner)] : [];
  const [legendHeight = 0] = legend.map(({ height }) => height);
  const rows = Math.ceil(rivals.length / columns);
  const unit = unitOf(comparison);
  const frame: Frame = {
    width: panelWidth,
    x: [correlations[0], correlations.at(-1)!],
    ticks: correlations,
    y: rangeOf(panels.flat()),
    lines,
    unit,
  };
  const rowsText = sizes.length > 1 ? "" : ` (${lines[0]})`;
  return framed({
    width,
    title: `Gain over ${baseline!.label} by the correlation of the tasks, ${unit}${rowsText}`,
    notes: [
      `Above the zero line, the method is better than ${
        baseline!.label
      }; the methods are in the order of ` +
      `their mean gains. Selection: ${section.selection}; ` +
      (seeds.length > 1
        ? `bands are 95 % Student intervals, paired over ${seeds.length} seeds; ` +
          "filled symbols: the interval leaves zero out."
        : "one seed, so there are no intervals."),
      ...missingIn(rivals, gains),
    ],
    description: `Gain over ${baseline!.label} against the correlation of the tasks, of ${
      rivals.map(({ method }) => method.label).join(", ")
    }`,
    margin: { ...sides, top: legend.length ? 8 : 8 + head, bottom: 8 },
    height: legendHeight + (legend.length + rows - 1) * head + rows * panelHeight + axisHeight,
  }, {
    bounds: "flush",
    spacing: head,
    // Vega has no total size of the panels, so parts with a size stand above them.
    vconcat: [
      ...legend,
      {
        columns,
        bounds: "flush",
        spacing: { column: gap, row: head },
        concat: panels.map((points, i) =>
          panelSpec(titles[i], points, frame, {
            first: i % columns === 0,
            last: i % columns === columns - 1 || i === panels.length - 1,
            bottom: i + columns >= panels.length,
          })
        ),
      },
    ],
  });
}

type Range = readonly [least: number, greatest: number];

interface Frame {
  /** The width of a panel in pixels. */
  readonly width: number;
  readonly x: Range;
  readonly ticks: readonly number[];
  readonly y: Range;
  readonly lines: readonly string[];
  readonly unit: string;
}

/** The place of a panel among the others. */
interface Place {
  /** True if it is the first of its row; `last`: the last. */
  readonly first: boolean;
  readonly last: boolean;
  /** True if no panel is below. */
  readonly bottom: boolean;
}

/** Returns the number of panels side by side. */
function columnsFor(panels: number): number {
  if (panels <= 4) return Math.min(2, panels);
  return panels <= 9 ? 3 : 4;
}

function settingOf({ quantities }: Comparison, group: string): Setting | undefined {
  const { correlation: p, rows: n } = quantities.get(group) ?? {};
  return p === undefined || n === undefined ? undefined : { p, n };
}

const lineOf = (n: number) => `${n} training rows`;

/** Returns the unit of the gains. */
function unitOf({ sections: [{ rows: [row] }], problems }: Comparison): string {
  const [{ scale }] = row.groups;
  if (!scale) return "%";
  if (scale.percent) return "points";
  return [...new Set(problems.map(({ metric }) => metricKinds[metric].title))].join(" and ");
}

function pointOf(gain: Gain | undefined, { p, n }: Setting): Point {
  const method = lineOf(n);
  const mean = gain?.estimate.mean;
  if (!gain || mean === undefined) {
    return { method, p, mean: null, low: null, high: null, settled: false };
  }
  const factor = gain.scale.percent ? 100 : 1;
  const { lower, upper } = gain.estimate.interval ?? { lower: mean, upper: mean };
  const settled = gain.verdict === "helped" || gain.verdict === "harmed";
  return { method, p, mean: factor * mean, low: factor * lower, high: factor * upper, settled };
}

/** Returns a line for each method and reason: the number of groups without a number. */
function missingIn(rivals: readonly Row[], gains: ReadonlyMap<Entry, Gain>): string[] {
  return rivals.flatMap(({ method: { label }, groups }) => {
    const whys = groups
      .filter((entry) => gains.get(entry)?.estimate.mean === undefined)
      .map(({ cell }) => whyAbsent(cell));
    return [...new Set(whys)].map((why) => {
      const count = whys.filter((other) => other === why).length;
      return `No point: ${label}, ${why} in ${count} of ${groups.length} groups`;
    });
  });
}

/** The least part of an axis on either side of zero, in twentieths. */
const SIDE = 7;

/** Returns the range of zero and all bands, with a twentieth to spare. */
function rangeOf(points: readonly Point[]): Range {
  const [least, greatest] = extent([
    0,
    ...points.flatMap(({ low, high }) => [low ?? 0, high ?? 0]),
  ]);
  const spare = (greatest - least || 1) / 20;
  return [Math.min(least - spare, -SIDE * spare), Math.max(greatest + spare, SIDE * spare)];
}

function panelSpec(
  title: readonly string[],
  points: readonly Point[],
  { width, x: domain, ticks, y: range, lines, unit }: Frame,
  { first, last, bottom }: Place,
) {
  const x = {
    field: "p",
    type: "quantitative",
    scale: { domain, nice: false, padding: 8 },
    axis: { values: ticks, labelExpr: "datum.value", labels: bottom, ticks: bottom, grid: false },
    title: bottom ? "correlation of the tasks, p" : null,
  };
  const y = (field: string) => ({
    field,
    type: "quantitative",
    scale: { domain: range, nice: false, zero: false },
    axis: { tickCount: 5, labels: first, ticks: first, labelExpr: signedLabel },
    title: first ? `gain, ${unit}` : null,
  });
  const side = (text: string, align: string, dx: number) => ({
    data: { values: [{ text }] },
    mark: {
      type: "text",
      angle: 270,
      align,
      dx,
      fontSize: letters.text,
      color: inks.dark,
      aria: false,
    },
    encoding: { x: { value: width + 10 }, y: { datum: 0 }, text: { field: "text" } },
  });
  const symbols = (settled: boolean) => ({
    data: { values: points.filter((point) => point.settled === settled) },
    mark: {
      type: "point",
      filled: false,
      size: 40,
      strokeWidth: 1.5,
      opacity: 1,
      ...settled ? {} : { fill: "white" },
      ...drawn,
    },
    encoding: {
      x,
      y: y("mean"),
      stroke: methodEncoding(lines, colors),
      ...settled ? { fill: methodEncoding(lines, colors) } : {},
      shape: methodEncoding(lines, shapes),
    },
  });
  return {
    width,
    height: panelHeight,
    view: { stroke: inks.frame },
    layer: [
      {
        data: { values: [{ from: range[0], to: 0 }] },
        mark: { type: "rect", color: "#f3f3f3", ...drawn },
        encoding: { y: y("from"), y2: { field: "to" } },
      },
      {
        data: {
          values: points.map((point) => ({
            ...point,
            color: methodEncoding(lines, colors).scale.range[lines.indexOf(point.method)],
          })),
        },
        mark: { type: "area", opacity: 0.2, ...drawn },
        encoding: {
          x,
          y: y("low"),
          y2: { field: "high" },
          detail: { field: "method" },
          fill: { field: "color", type: "nominal", scale: null },
        },
      },
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: "rule", color: inks.dark, strokeWidth: 1.5, ...drawn },
        encoding: { y: y("zero") },
      },
      {
        data: { values: points },
        mark: { type: "line", strokeWidth: 2, ...drawn },
        encoding: {
          x,
          y: y("mean"),
          color: methodEncoding(lines, colors),
          strokeDash: methodEncoding(lines, dashes),
        },
      },
      symbols(false),
      symbols(true),
      {
        data: { values: [{ text: title.join("\n") }] },
        mark: {
          type: "text",
          align: "left",
          baseline: "line-bottom",
          lineBreak: "\n",
          lineHeight: leading.text,
          // The first of several lines is placed.
          dy: -titleGap - (title.length - 1) * leading.text,
          fontWeight: "bold",
          aria: false,
        },
        encoding: { x: { value: 0 }, y: { value: 0 }, text: { field: "text" } },
      },
      ...last ? [side("better", "left", 5), side("harmed", "right", -5)] : [],
    ],
  };
}
