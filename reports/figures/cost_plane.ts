import { extent, maximum, minimum } from "../../descriptors/extremes.ts";
import type { Offer } from "./costs.ts";
import type { Figure } from "./figure.ts";
import { type LabelField, placeLabels } from "./label_places.ts";
import type { MetricAxis } from "./metric_axis.ts";
import { type Frame, framed, inks, innerWidth, letters, twoColumns } from "./paper_frame.ts";
import { textWidth } from "./text_width.ts";

/** A method in the plane of cost and metric. */
export interface CostPoint extends Offer {
  readonly label: string;
  /** The value minus a standard error; `high`: the value plus a standard error. */
  readonly low: number;
  readonly high: number;
  readonly kind: "method" | "baseline" | "upper bound";
}

/** The two axes. */
export interface CostAxes {
  readonly axis: MetricAxis;
  readonly cost: { readonly title: string; readonly unit: string };
}

/** The most methods whose names stand in the drawing; more are numbered, and named below the drawing. */
const mostNames = 9;
/** The least ratio of costs for which their axis is logarithmic. */
const largeRatio = 10;

const height = 280;
const axisHeight = 40;
const margin = { left: 64, right: 12, top: 12, bottom: 4 };
const lineHeight = 13;

/** A scale from values to pixels. */
interface Scale {
  readonly domain: readonly [number, number];
  readonly log: boolean;
  toPixel(value: number): number;
  fromPixel(pixel: number): number;
}

function scaleTo(
  domain: readonly [number, number],
  pixels: readonly [number, number],
  log: boolean,
): Scale {
  const [from, to] = log ? domain.map(Math.log) : domain;
  const [start, end] = pixels;
  const slope = (end - start) / (to - from);
  return {
    domain,
    log,
    toPixel: (value) => start + slope * ((log ? Math.log(value) : value) - from),
    fromPixel(pixel) {
      const value = from + (pixel - start) / slope;
      return log ? Math.exp(value) : value;
    },
  };
}

function scalesOf(points: readonly CostPoint[], width: number): { x: Scale; y: Scale } {
  const spent = points.map(({ cost }) => cost);
  const [least, most] = extent(spent);
  const log = least > 0 && most / least >= largeRatio;
  const [low, high] = [
    minimum(points.map(({ low }) => low)),
    maximum(points.map(({ high }) => high)),
  ];
  const spare = Math.max((high - low) / 12, Math.abs(high) * 1e-6);
  return {
    x: scaleTo(log ? [least / 1.3, most * 1.3] : [0, most * 1.1], [0, width], log),
    y: scaleTo([low - spare, high + spare], [height, 0], false),
  };
}

/**
 * Draws methods in the plane of cost and metric.
 *
 * @param points The methods.
 * @param front The methods on the Pareto front, by ascending cost.
 * @param axes The two axes. The axis of costs is logarithmic if costs differ much.
 * @param heading The heading.
 */
export function costPlane(
  points: readonly CostPoint[],
  front: readonly CostPoint[],
  { axis, cost }: CostAxes,
  heading: Pick<Frame, "title" | "description" | "notes">,
): Figure["spec"] {
  const sign = axis.higherIsBetter ? 1 : -1;
  const ranked = points.toSorted((a, b) => sign * (b.value - a.value));
  const numbered = points.length > mostNames;
  const inner = innerWidth({ width: twoColumns, margin });
  const scales = scalesOf(points, inner);
  const texts = ranked.map(({ label }, i) => numbered ? `${i + 1}` : label);
  const key = numbered ? keyOf(ranked, axis, cost, inner) : undefined;
  const x = (field: string) => ({
    field,
    type: "quantitative",
    scale: {
      type: scales.x.log ? "log" : "linear",
      domain: scales.x.domain,
      nice: false,
    },
    axis: {
      title: `${cost.title}, ${cost.unit}${scales.x.log ? " (logarithmic)" : ""}`,
      grid: true,
      ...scales.x.log
        ? { values: ticksOf(scales.x.domain), labelExpr: "format(datum.value, ',~g')" }
        : { tickCount: 6 },
    },
  });
  const y = (field: string) => ({
    field,
    type: "quantitative",
    scale: { domain: scales.y.domain, nice: false, zero: false },
    axis: { title: axis.title, tickCount: 6 },
  });
  const values = ranked.map((point) => ({
    ...place(point),
    low: point.low,
    high: point.high,
    kind: point.kind,
    fill: front.includes(point) ? inks.helped : "white",
  }));
  const steps = [...front.map(place), { cost: scales.x.domain[1], value: front.at(-1)!.value }];
  const labels = labelsOf(ranked, texts, scales, {
    width: inner,
    height,
    lineHeight,
    obstacles: obstaclesOf(ranked, steps, scales),
  });
  const view = {
    width: inner,
    height,
    view: { stroke: inks.frame },
    layer: [
      {
        data: { values: steps },
        mark: {
          type: "line",
          interpolate: "step-after",
          strokeDash: [5, 3],
          color: inks.helped,
          aria: false,
        },
        encoding: { x: x("cost"), y: y("value"), order: { field: "cost", type: "quantitative" } },
      },
      {
        data: { values: values.filter(({ low, high }) => low < high) },
        mark: { type: "rule", color: inks.neutral, aria: false },
        encoding: { x: x("cost"), y: y("low"), y2: { field: "high" } },
      },
      {
        data: { values: labels.filter(({ far }) => far) },
        mark: { type: "rule", color: inks.frame, strokeWidth: 0.7, aria: false },
        encoding: { x: x("cost"), x2: { field: "toX" }, y: y("value"), y2: { field: "toY" } },
      },
      {
        data: { values },
        mark: {
          type: "point",
          size: 60,
          opacity: 1,
          strokeWidth: 1.5,
          stroke: inks.helped,
          aria: false,
        },
        encoding: {
          x: x("cost"),
          y: y("value"),
          fill: { field: "fill", type: "nominal", scale: null },
          shape: {
            field: "kind",
            type: "nominal",
            scale: {
              domain: ["method", "baseline", "upper bound"],
              range: ["circle", "square", "diamond"],
            },
            legend: null,
          },
        },
      },
      {
        data: { values: labels },
        mark: { type: "text", align: "left", baseline: "middle", aria: false },
        encoding: { x: x("x"), y: y("y"), text: { field: "text" } },
      },
    ],
  };
  return framed({
    width: twoColumns,
    ...heading,
    margin,
    height: height + axisHeight + (key?.height ?? 0),
  }, key ? { spacing: axisHeight, bounds: "flush", vconcat: [view, key] } : view);
}

const place = ({ cost, value }: CostPoint) => ({ cost, value });

interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

/** Returns the boxes that labels must not cover: the steps of the front and the bars of the standard errors. */
function obstaclesOf(
  points: readonly CostPoint[],
  steps: readonly Offer[],
  { x, y }: Scales,
): LabelField["obstacles"] {
  const line = (x1: number, y1: number, x2: number, y2: number) => ({
    left: Math.min(x1, x2) - 1,
    right: Math.max(x1, x2) + 1,
    top: Math.min(y1, y2) - 1,
    bottom: Math.max(y1, y2) + 1,
  });
  const corners = steps.map(({ cost, value }) => [x.toPixel(cost), y.toPixel(value)]);
  return [
    ...corners.slice(1).flatMap(([x2, y2], i) => [
      line(corners[i][0], corners[i][1], x2, corners[i][1]),
      line(x2, corners[i][1], x2, y2),
    ]),
    ...points.map(({ cost, low, high }) =>
      line(x.toPixel(cost), y.toPixel(low), x.toPixel(cost), y.toPixel(high))
    ),
  ];
}

/** Places the labels in the drawing. */
function labelsOf(
  points: readonly CostPoint[],
  texts: readonly string[],
  { x, y }: Scales,
  field: LabelField,
) {
  const sized = points.map(({ cost, value }, i) => ({
    x: x.toPixel(cost),
    y: y.toPixel(value),
    width: textWidth(texts[i], letters.text),
  }));
  return placeLabels(sized, field).map((label, i) => {
    const end = Math.min(Math.max(sized[i].x, label.x), label.x + sized[i].width);
    const side = Math.sign(sized[i].y - label.y) * (lineHeight / 2 - 1);
    return {
      ...place(points[i]),
      text: texts[i],
      far: label.far,
      x: x.fromPixel(label.x),
      y: y.fromPixel(label.y),
      toX: x.fromPixel(end),
      toY: y.fromPixel(label.y + side),
    };
  });
}

/** Returns 1, 2 and 5 times the powers of ten inside a domain. */
function ticksOf([from, to]: readonly [number, number]): number[] {
  const powers = Array.from(
    { length: Math.ceil(Math.log10(to / from)) + 2 },
    (_, i) => 10 ** (Math.floor(Math.log10(from)) + i),
  );
  return powers.flatMap((power) => [power, 2 * power, 5 * power])
    .filter((tick) => tick >= from && tick <= to);
}

/** Returns the key to the numbered methods, in columns. */
function keyOf(
  ranked: readonly CostPoint[],
  axis: MetricAxis,
  { unit }: CostAxes["cost"],
  width: number,
) {
  const decimals = axis.decimals(ranked.map(({ value }) => value));
  const texts = ranked.map(({ label, value, cost }, i) =>
    `${i + 1}  ${label}: ${value.toFixed(decimals)}, ${Number(cost.toPrecision(3))} ${unit}`
  );
  const widest = maximum(texts.map((text) => textWidth(text, letters.text))) + 16;
  const columns = Math.max(1, Math.floor((width + margin.left) / widest));
  const rows = Math.ceil(texts.length / columns);
  const values = texts.map((text, i) => ({
    text,
    x: Math.floor(i / rows) * widest - margin.left,
    y: (i % rows + 0.5) * lineHeight,
  }));
  const at = (field: string) => ({ field, type: "quantitative", scale: null, axis: null });
  return {
    data: { values },
    width,
    height: rows * lineHeight + 4,
    mark: { type: "text", align: "left", baseline: "middle", aria: false },
    encoding: { x: at("x"), y: at("y"), text: { field: "text" } },
  };
}
