import { extent } from "../../descriptors/extremes.ts";
import type { TopLevelSpec } from "vega-lite";
import { metricKinds } from "../../descriptors/metrics.ts";
import type { Comparison, Row } from "../comparison.ts";
import { colors, dashes, lineLegend, shapes, told } from "./line_legend.ts";
import { wentWrong } from "../samples.ts";
import { estimate } from "../statistics/estimate.ts";
import { studentInterval } from "../statistics/interval.ts";
import type { Study } from "../study.ts";
import type { Figure, FigureKind } from "./figure.ts";
import {
  framed,
  inks,
  innerWidth,
  leading,
  letters,
  oneColumn,
  twoColumns,
} from "./paper_frame.ts";
import { shownSection } from "../bounds.ts";
import { signedLabel, whyAbsent } from "./shown_gains.ts";

/** What learning tasks together brings, against how related they are. */
const kind: FigureKind = {
  name: "transfer_by_relatedness",
  describe:
    "The improvement over each task alone against the correlation of the tasks, where that is dialled.",
  draw: (study) => figures(study),
};

export default kind;

/** How related a group's tasks are, and how many training rows they have. */
interface Setting {
  readonly p: number;
  readonly n: number;
}

/** A point of a line, in percent; without numbers where the line has a gap. */
interface Point {
  readonly method: string;
  readonly p: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Pixels of a panel's height, between panels side by side, and of an axis with its title. */
const panelHeight = 180;
const gap = 70;
const axisHeight = 40;

/** Of each mark: cut at the panel's edges, and without a text for screen readers per point. */
const drawn = { clip: true, aria: false } as const;

/**
 * Whether a comparison is one of transfer against relatedness: its groups are called `p=0.5:n=200`, after
 * the correlation of their tasks and the number of training rows, and there is something to compare.
 *
 * @param comparison The comparison.
 */
export function isByRelatedness({ groups, baseline, methods }: Comparison): boolean {
  const settings = groups.map(settingOf);
  return baseline !== undefined && methods.length > 1 &&
    settings.every((setting) => setting !== undefined) &&
    new Set(settings.map(({ p }) => p)).size > 1;
}

function figures({ comparison, title: suite }: Study): Figure[] {
  const section = shownSection(comparison);
  if (!section || !isByRelatedness(comparison)) return [];
  return [{
    name: kind.name,
    title:
      `Improvement over ${comparison.baseline!.label} of ${suite} by the correlation of tasks, ` +
      `%, ${section.selection}`,
    spec: transferByRelatedness(comparison),
  }];
}

/**
 * Draws what learning tasks together gains over learning each alone, against how related they are: a panel
 * for each number of training rows, a line for each method with a band, its 95 % interval.
 *
 * @param comparison A comparison by relatedness; its first selection rule that is no oracle is drawn.
 * @returns The figure in Vega-Lite.
 * @throws {RangeError} If the comparison is of something else.
 */
export function transferByRelatedness(comparison: Comparison): TopLevelSpec {
  const { groups, baseline, methods, problems, seeds } = comparison;
  const section = shownSection(comparison);
  if (!section || !isByRelatedness(comparison)) {
    throw new RangeError(
      `Cannot draw transfer by relatedness: groups must be like p=0.5:n=200, of several p, and ` +
        `a method must stand beside the baseline, current groups are ${groups.join(", ")}`,
    );
  }
  const settings = groups.map((group) => settingOf(group)!);
  const rivals = section.rows.filter(({ method }) => method !== baseline);
  const sizes = [...new Set(settings.map(({ n }) => n))].sort((a, b) => a - b);
  const points = sizes.map((n) => rivals.flatMap((row) => pointsOf(row, settings, n)));
  const correlations = [...new Set(settings.map(({ p }) => p))].sort((a, b) => a - b);
  const metrics = new Set(problems.map(({ metric }) => metricKinds[metric].title));
  const columns = Math.min(2, sizes.length);
  const width = columns === 1 ? oneColumn : twoColumns;
  const head = leading.text + 8;
  const sides = { left: 46, right: 22 };
  const inner = innerWidth({ width, margin: { ...sides, top: 0, bottom: 0 } });
  const labels = rivals.map(({ method }) => method.label);
  const legend = lineLegend(labels, inner);
  const rows = Math.ceil(sizes.length / columns);
  const frame: Frame = {
    width: Math.floor((inner - (columns - 1) * gap) / columns),
    x: [correlations[0], correlations.at(-1)!],
    ticks: correlations,
    y: rangeOf(points.flat()),
    methods: labels,
  };
  return framed({
    width,
    title: `${[...metrics].join(" and ")}: improvement over ${baseline!.label}`,
    notes: [
      `Selection: ${section.selection}; ` +
      (seeds.length > 1
        ? `bands are 95 % Student intervals, paired over ${seeds.length} seeds.`
        : "one seed, so there are no intervals."),
      ...missingIn(rivals),
    ],
    description: `Gain over ${baseline!.label} against the correlation of the tasks, of ${
      methods.map(({ label }) => label).join(", ")
    }`,
    margin: { ...sides, top: 8, bottom: 8 },
    height: legend.height + 6 + rows * (head + panelHeight + axisHeight),
  }, {
    bounds: "flush",
    spacing: 6 + head,
    // Vega knows no size of the panels together: what has one stands above them.
    vconcat: [
      legend,
      {
        columns,
        bounds: "flush",
        spacing: { column: gap, row: axisHeight + head },
        concat: sizes.map((n, i) => panelSpec(n, points[i], frame, i % columns === 0)),
      },
    ],
  });
}

type Range = readonly [least: number, greatest: number];

interface Frame {
  /** Pixels of a panel. */
  readonly width: number;
  readonly x: Range;
  readonly ticks: readonly number[];
  readonly y: Range;
  readonly methods: readonly string[];
}

function settingOf(group: string): Setting | undefined {
  const [, p, n] = group.match(/^p=(-?[\d.]+):n=(\d+)$/) ?? [];
  const setting = { p: Number(p), n: Number(n) };
  return Number.isFinite(setting.p) && Number.isFinite(setting.n) ? setting : undefined;
}

function pointsOf({ method, groups }: Row, settings: readonly Setting[], n: number): Point[] {
  return groups
    .map((entry, i) => ({ entry, setting: settings[i] }))
    .filter(({ setting }) => setting.n === n)
    .map(({ entry, setting: { p } }): Point => {
      const values = wentWrong(entry.cell) ? [] : [...entry.improvements!.values()];
      const { mean } = estimate(values);
      if (mean === undefined) return { method: method.label, p, mean: null, low: null, high: null };
      const { lower, upper } = studentInterval(values) ?? { lower: mean, upper: mean };
      return { method: method.label, p, mean: 100 * mean, low: 100 * lower, high: 100 * upper };
    })
    .sort((a, b) => a.p - b.p);
}

/** Says in how many groups methods have no number, and why: a line each. */
function missingIn(rivals: readonly Row[]): string[] {
  return rivals.flatMap(({ method: { label }, groups }) => {
    const whys = groups
      .filter((entry) => entry.improvement?.mean === undefined || wentWrong(entry.cell))
      .map(({ cell }) => whyAbsent(cell));
    return [...new Set(whys)].map((why) => {
      const count = whys.filter((other) => other === why).length;
      return `No point: ${label}, ${why} in ${count} of ${groups.length} groups`;
    });
  });
}

/** The part of an axis, in twentieths, that either side of zero has at least: for its label. */
const SIDE = 7;

/** Zero and all bands, with a twentieth to spare. */
function rangeOf(points: readonly Point[]): Range {
  const values = [0, ...points.flatMap(({ low, high }) => [low ?? 0, high ?? 0])];
  const [least, greatest] = extent(values);
  const spare = Math.max(1, greatest - least) / 20;
  return [Math.min(least - spare, -SIDE * spare), Math.max(greatest + spare, SIDE * spare)];
}

function panelSpec(n: number, points: readonly Point[], frame: Frame, leftmost: boolean) {
  const { width, x: domain, ticks, y: range, methods } = frame;
  const x = {
    field: "p",
    type: "quantitative",
    scale: { domain, nice: false, padding: 8 },
    axis: {
      values: ticks,
      labelExpr: "datum.value",
      grid: false,
      title: "correlation of the tasks, p",
    },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative",
    scale: { domain: range, nice: false, zero: false },
    axis: { tickCount: 6, labelExpr: signedLabel },
    title: leftmost ? "improvement, %" : null,
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
  return {
    title: { text: `${n} training rows`, offset: 6 },
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
            color: told(methods, colors).scale.range[methods.indexOf(point.method)],
          })),
        },
        mark: { type: "area", opacity: 0.15, ...drawn },
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
          color: told(methods, colors),
          strokeDash: told(methods, dashes),
        },
      },
      {
        data: { values: points },
        mark: { type: "point", filled: true, size: 45, opacity: 1, ...drawn },
        encoding: { x, y: y("mean"), color: told(methods, colors), shape: told(methods, shapes) },
      },
      side("better", "left", 5),
      side("harmed", "right", -5),
    ],
  };
}
