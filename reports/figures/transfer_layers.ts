import { extent, maximum, minimum } from "../../descriptors/extremes.ts";
import type { Labels } from "../../records/record.ts";
import { jsonText } from "../escapes/json.ts";
import type { CopiedLayers, CopiedLayersPoint } from "./copied_layers.ts";
import { colors, dashes, methodEncoding, shapes } from "./line_legend.ts";
import type { MetricAxis } from "./metric_axis.ts";
import { inks } from "./paper_frame.ts";
import { whyAbsent } from "./shown_gains.ts";

/** The horizontal axis of copied layers. */
export interface TransferAxis {
  readonly title: string;
  /** At least two ticks, ascending. */
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  /** The position of a break in the axis, which no line crosses. */
  readonly brokenAt?: number;
  /** True if the method that copies nothing is drawn as a level across the panel. */
  readonly level: boolean;
  /** True if all panels of a pair have one vertical scale. */
  readonly sharedScale: boolean;
  /** Returns the position of a point. */
  at(point: CopiedLayersPoint): number;
}

/** The size of a panel in pixels. */
export interface PanelSize {
  readonly width: number;
  readonly height: number;
}

/** A drawn point. */
interface Placed {
  readonly method: string;
  readonly x: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The number of layers, for the tooltip. */
  readonly layers: number;
  readonly labels: Labels;
  readonly interval: string;
  readonly seeds: string;
  readonly why: string;
  readonly partial: boolean;
}

/** The pixels between methods at the same tick, and from the outermost to a panel's edges. */
const [apart, edge] = [5, 7];
/** The greatest width of the methods at one tick: as a fraction of a panel's width, and of the distance of ticks. */
const [widely, crowded] = [1 / 6, 0.6];
/** The height of the strip for points without a number, in pixels. */
const stripHeight = 16;
/** The least span of an axis in percent, in points, and of other axes, as a fraction of their greatest value. */
const [leastSpan, leastPart] = [2, 0.02];

const still = { aria: false, tooltip: null };
const symbol = { type: "point", size: 36, opacity: 1, strokeWidth: 1.4, aria: false };

/** True if a point has fewer seeds than planned. */
export function isPartial({ mean, n, planned }: CopiedLayersPoint): boolean {
  return mean !== undefined && n < planned;
}

/**
 * Draws the means of one panel: lines through neighbouring points, with their intervals. A point of fewer seeds than
 * planned is hollow; points without a number stand in a grey strip at the bottom, and no line crosses them.
 *
 * @param points The points of the panel.
 * @param scaled The points that determine its vertical scale and its strip: its own, or those of other panels too.
 * @param copied The methods of the legend, and the axis and the bounds of the means.
 * @param axis The horizontal axis.
 * @param size The panel's size.
 * @returns Layers in Vega-Lite.
 */
export function transferLayers(
  points: readonly CopiedLayersPoint[],
  scaled: readonly CopiedLayersPoint[],
  { methods, metric, bounds }: Pick<CopiedLayers, "methods" | "metric" | "bounds">,
  axis: TransferAxis,
  { width, height }: PanelSize,
): object[] {
  const [first, last] = [axis.ticks[0].x, axis.ticks.at(-1)!.x];
  const spread = Math.min(apart * (methods.length - 1), widely * width);
  const side = edge + spread / 2;
  const unit = (width - 2 * side) / (last - first);
  const digits = metric.decimals(scaled.flatMap(({ mean }) => mean ?? [])) + 1;
  const placed = placedOf(points, methods, axis, spread / unit, digits);
  const measured = placed.filter(({ mean }) => mean !== null);
  const missing = placed.filter(({ mean }) => mean === null);
  const level = axis.level ? measured.filter(({ layers }) => layers === 0) : [];
  const floor = scaled.some(({ mean }) => mean === undefined) ? height - stripHeight : height;
  const labels = Object.fromEntries(axis.ticks.map(({ x, label }) => [x, label]));
  const x = {
    field: "x",
    type: "quantitative",
    scale: { domain: [first - side / unit, last + side / unit], nice: false, zero: false },
    axis: {
      title: axis.title,
      titlePadding: 3,
      values: axis.ticks.map(({ x }) => x),
      labelExpr: `${jsonText(labels)}[datum.value]`,
      grid: false,
    },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative",
    scale: {
      domain: extentOf(scaled, metric, bounds),
      range: [floor, 0],
      nice: false,
      zero: false,
    },
    // A panel without numbers has no labels on its axis.
    axis: measured.length > 0 ? { title: null, tickCount: 4, domain: false } : null,
  });
  const color = methodEncoding(methods, colors);
  const shape = methodEncoding(methods, shapes);
  const [facts, result, seeds] = [
    [
      { field: "method" },
      { field: "layers", title: "layers copied" },
      { field: "labels", title: "labels per class" },
    ],
    [
      { field: "mean", title: metric.title, format: `.${digits}f` },
      { field: "interval", title: "95 % interval" },
    ],
    { field: "seeds" },
  ];
  const across = { x: { value: 0 }, x2: { value: width } };
  const withInterval = ({ low }: Placed) => low !== null;
  return [
    {
      data: { values: level },
      mark: { type: "rule", strokeWidth: 1.5, ...still },
      encoding: { ...across, y: y("mean"), color, strokeDash: methodEncoding(methods, dashes) },
    },
    ...axis.brokenAt === undefined ? [] : [{
      data: { values: [{ x: axis.brokenAt }] },
      mark: { type: "rule", color: inks.frame, strokeDash: [1, 3], ...still },
      encoding: { x },
    }],
    {
      data: { values: measured.filter(withInterval) },
      mark: { type: "rule", strokeWidth: 1.2, clip: true, ...still },
      encoding: { x, y: y("low"), y2: { field: "high" }, color },
    },
    {
      data: { values: segments(placed, axis.brokenAt) },
      mark: { type: "line", strokeWidth: 1.8, ...still },
      encoding: {
        x,
        y: y("mean"),
        color,
        strokeDash: methodEncoding(methods, dashes),
        detail: { field: "segment" },
      },
    },
    {
      data: { values: measured },
      mark: symbol,
      encoding: {
        x,
        y: y("mean"),
        shape,
        stroke: color,
        // The white fill is not a value of the scale.
        fill: {
          condition: { test: "datum.partial", value: "white" },
          ...color,
        },
        tooltip: [...facts, ...result, seeds],
      },
    },
    {
      data: { values: floor < height ? [{}] : [] },
      mark: { type: "rect", color: inks.grid, ...still },
      encoding: { ...across, y: { value: floor }, y2: { value: height } },
    },
    {
      data: { values: missing },
      mark: symbol,
      encoding: {
        x,
        y: { value: (floor + height) / 2 },
        shape,
        stroke: color,
        fill: color,
        tooltip: [...facts, { field: "why", title: "no result" }],
      },
    },
  ];
}

/**
 * Places the methods at one tick side by side, in the width of all methods of the legend; a level has no neighbours.
 */
function placedOf(
  points: readonly CopiedLayersPoint[],
  methods: readonly string[],
  axis: TransferAxis,
  spread: number,
  digits: number,
): Placed[] {
  const isLevel = ({ depth }: CopiedLayersPoint) => axis.level && depth === 0;
  const beside = methods.filter((method) =>
    points.some((point) => point.method === method && !isLevel(point))
  );
  const ways = axis.ticks.slice(1).map(({ x }, i) => x - axis.ticks[i].x);
  const step = Math.min(spread, crowded * minimum(ways)) / Math.max(1, methods.length - 1);
  return points.map((point): Placed => {
    const { method, depth, problem, mean = null, interval, n, planned } = point;
    const place = beside.indexOf(method) - (beside.length - 1) / 2;
    return {
      method,
      x: axis.at(point) + (isLevel(point) ? 0 : place * step),
      mean,
      low: interval?.lower ?? null,
      high: interval?.upper ?? null,
      layers: depth,
      labels: problem.labels,
      interval: interval
        ? `${interval.lower.toFixed(digits)} to ${interval.upper.toFixed(digits)}`
        : "none",
      seeds: `${n} of ${planned}`,
      why: whyAbsent(point),
      partial: isPartial(point),
    };
  });
}

/** Numbers the runs of successive points of each method without a missing point or a break of the axis. */
function segments(placed: readonly Placed[], brokenAt = Infinity) {
  return [...Map.groupBy(placed, ({ method }) => method).values()].flatMap((own) => {
    let [segment, before] = [0, -Infinity];
    return own.toSorted((a, b) => a.x - b.x).flatMap(({ method, x, mean }) => {
      if (mean === null || before < brokenAt && x > brokenAt) segment++;
      before = x;
      return mean === null ? [] : [{ method, segment, x, mean }];
    });
  });
}

/** Returns the extent of all means and intervals, with room for the symbols, within the metric's bounds. */
function extentOf(
  points: readonly CopiedLayersPoint[],
  { factor }: MetricAxis,
  [lowest, highest]: CopiedLayers["bounds"],
): [least: number, greatest: number] {
  const values = points.flatMap(({ mean, interval }) =>
    mean === undefined ? [] : [interval?.lower ?? mean, interval?.upper ?? mean]
  );
  if (values.length === 0) return [0, factor];
  const [least, greatest] = extent(values);
  const span = factor === 100 ? leastSpan : leastPart * (maximum(values.map(Math.abs)) || 1);
  const spare = Math.max((greatest - least) / 14, (span - (greatest - least)) / 2);
  return [Math.max(lowest, least - spare), Math.min(highest, greatest + spare)];
}
