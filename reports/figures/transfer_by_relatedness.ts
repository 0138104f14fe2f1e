import type { TopLevelSpec } from "vega-lite";
import { metricKinds } from "../../descriptors/metrics.ts";
import type { Comparison, Row } from "../comparison.ts";
import { meanGain } from "../transfer.ts";
import { colors, dashes, lineLegend, shapes, told } from "./line_legend.ts";
import { runsLine } from "./runs_line.ts";

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

/** Pixels of a panel; with its axis about the width of one column at 96 pixels an inch. */
const panel = { width: 300, height: 180 };

const dark = "#222222";

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

/**
 * Draws what learning tasks together gains over learning each alone, against how related they are: a panel
 * for each number of training rows, a line for each method with a band of a standard error to either side.
 *
 * @param comparison A comparison by relatedness; its first selection rule is drawn.
 * @returns The figure in Vega-Lite.
 * @throws {RangeError} If the comparison is of something else.
 */
export function transferByRelatedness(comparison: Comparison): TopLevelSpec {
  const { groups, baseline, methods, problems, sections: [{ rows }] } = comparison;
  if (!isByRelatedness(comparison)) {
    throw new RangeError(
      `Cannot draw transfer by relatedness: groups must be like p=0.5:n=200, of several p, and ` +
        `a method must stand beside the baseline, current groups are ${groups.join(", ")}`,
    );
  }
  const settings = groups.map((group) => settingOf(group)!);
  const rivals = rows.filter(({ method }) => method !== baseline);
  const sizes = [...new Set(settings.map(({ n }) => n))].sort((a, b) => a - b);
  const points = sizes.map((n) => rivals.flatMap((row) => pointsOf(row, settings, n)));
  const correlations = [...new Set(settings.map(({ p }) => p))].sort((a, b) => a - b);
  const metrics = new Set(problems.map(({ metric }) => metricKinds[metric].title));
  const frame: Frame = {
    x: [correlations[0], correlations.at(-1)!],
    ticks: correlations,
    y: extent(points.flat()),
    methods: rivals.map(({ method }) => method.label),
  };
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: `Gain over ${baseline!.label} against the correlation of the tasks, of ${
      methods.map(({ label }) => label).join(", ")
    }`,
    background: "white",
    padding: 8,
    spacing: 12,
    title: {
      text: `${[...metrics].join(" and ")}: improvement over ${baseline!.label}`,
      subtitle: [runsLine(comparison), ...missingIn(rivals)],
      offset: 10,
    },
    vconcat: [
      ...sizes.map((n, i) => panelSpec(n, points[i], frame, i === sizes.length - 1)),
      lineLegend(frame.methods, panel.width),
    ],
    config: {
      axis: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: "normal" },
      title: { fontSize: 12, subtitleFontSize: 11, anchor: "start" },
      view: { stroke: "#888888" },
    },
  } as TopLevelSpec;
}

type Range = readonly [least: number, greatest: number];

interface Frame {
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
      const { mean, standardError } = entry.improvement!;
      if (mean === undefined || meanGain(entry) === undefined) {
        return { method: method.label, p, mean: null, low: null, high: null };
      }
      const [center, error] = [100 * mean, 100 * (standardError ?? 0)];
      return {
        method: method.label,
        p,
        mean: center,
        low: center - error,
        high: center + error,
      };
    })
    .sort((a, b) => a.p - b.p);
}

/** Says in how many groups methods have no number, and why: a line each. */
function missingIn(rivals: readonly Row[]): string[] {
  return rivals.flatMap(({ method: { label }, groups }) => {
    const whys = groups
      .filter((entry) => entry.improvement?.mean === undefined || meanGain(entry) === undefined)
      .map(({ cell: { status } }) => status === "ok" ? "not comparable" : status.replace("_", " "));
    return [...new Set(whys)].map((why) => {
      const count = whys.filter((other) => other === why).length;
      return `No point: ${label}, ${why} in ${count} of ${groups.length} groups`;
    });
  });
}

/** The part of an axis, in twentieths, that either side of zero has at least: for its label. */
const SIDE = 7;

/** Zero and all bands, with a twentieth to spare. */
function extent(points: readonly Point[]): Range {
  const values = [0, ...points.flatMap(({ low, high }) => [low ?? 0, high ?? 0])];
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const spare = Math.max(1, greatest - least) / 20;
  return [Math.min(least - spare, -SIDE * spare), Math.max(greatest + spare, SIDE * spare)];
}

function panelSpec(n: number, points: readonly Point[], frame: Frame, lowest: boolean) {
  const { x: domain, ticks, y: range, methods } = frame;
  const x = {
    field: "p",
    type: "quantitative",
    scale: { domain, nice: false, padding: 8 },
    axis: {
      values: ticks,
      labelExpr: "datum.value",
      grid: false,
      title: lowest ? "correlation of the tasks, p" : null,
    },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative",
    scale: { domain: range, nice: false, zero: false },
    axis: { tickCount: 6, gridColor: "#e6e6e6" },
    title: "improvement, %",
  });
  const side = (text: string, align: string, dx: number) => ({
    data: { values: [{ text }] },
    mark: { type: "text", angle: 270, align, dx, fontSize: 11, color: dark, aria: false },
    encoding: { x: { value: panel.width + 10 }, y: { datum: 0 }, text: { field: "text" } },
  });
  return {
    title: { text: `${n} training rows`, frame: "group", offset: 6 },
    ...panel,
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
        mark: { type: "rule", color: dark, strokeWidth: 1.5, ...drawn },
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
