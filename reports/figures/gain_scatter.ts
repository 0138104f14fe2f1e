import { extent } from "../../descriptors/extremes.ts";
import { placeLabels } from "./label_places.ts";
import { inks, leading, letters } from "./paper_frame.ts";
import { type ShownGain, signedLabel, verdictColor, verdictShape } from "./shown_gains.ts";
import { textWidth } from "./text_width.ts";

/** The gain on a problem, against another quantity. */
export interface ScatterPoint {
  /** The label beside the point. */
  readonly label: string;
  readonly x: number;
  /** The gain, which has a mean. */
  readonly gain: ShownGain;
}

/** The range of an axis. */
export type Range = readonly [least: number, greatest: number];

/** The field of a scatter plot. */
export interface ScatterField {
  /** The width in pixels; `height` likewise. */
  readonly width: number;
  readonly height: number;
  readonly x: Range;
  readonly y: Range;
  /** The titles of the axes; `null` if the title stands beside another field. */
  readonly titles: { readonly x: string; readonly y: string | null };
  /** The expression of the labels of the x axis in Vega. */
  readonly xLabels: string;
}

/** The pixels of an axis' labels and title below a field. */
export const axisHeight = 40;

/**
 * Draws gains with their intervals against another quantity: points in the colour and the shape of their verdicts, with
 * labels, and a line at zero.
 *
 * @param points The points.
 * @param field The field.
 * @returns The layers of a view in Vega-Lite.
 */
export function gainScatter(points: readonly ScatterPoint[], field: ScatterField): object[] {
  const { width, height, titles } = field;
  const x = (name: string) => ({
    field: name,
    type: "quantitative",
    scale: { domain: field.x, nice: false, zero: false },
    axis: { tickCount: 5, grid: false, title: titles.x, labelExpr: field.xLabels },
  });
  const y = (name: string) => ({
    field: name,
    type: "quantitative",
    scale: { domain: field.y, nice: false, zero: false },
    axis: { tickCount: 6, title: titles.y, labelExpr: signedLabel },
  });
  const values = points.map(({ label, x, gain: { problem, mean, interval, verdict } }) => ({
    label,
    problem,
    against: x,
    gain: mean!,
    lower: interval?.lower ?? null,
    upper: interval?.upper ?? null,
    verdict,
  }));
  const across = (value: number) => part(value, field.x) * width;
  const down = (gain: number) => (1 - part(gain, field.y)) * height;
  const places = placeLabels(
    values.map(({ label, against, gain }) => ({
      x: across(against),
      y: down(gain),
      width: textWidth(label, letters.text),
    })),
    {
      width,
      height,
      lineHeight: leading.text,
      obstacles: [
        { left: 0, right: width, top: down(0) - 1, bottom: down(0) + 1 },
        ...values.flatMap(({ against, lower, upper }) =>
          lower === null || upper === null ? [] : [{
            left: across(against) - 1,
            right: across(against) + 1,
            top: down(upper),
            bottom: down(lower),
          }]
        ),
      ],
    },
  );
  const labels = places.map(({ x, y, far }, i) => {
    const { label, against, gain } = values[i];
    const end = x + textWidth(label, letters.text);
    const point = { px: across(against), py: down(gain) };
    return { label, x, y, far, ...point, near: Math.min(Math.max(point.px, x), end) };
  });
  const rule = { type: "rule", aria: false };
  const byVerdict = { field: "verdict", type: "nominal", legend: null };
  const pixels = (name: string) => ({ field: name, type: "quantitative", scale: null, axis: null });
  const zeros = [{ zero: 0 }];
  return [
    {
      data: { values: zeros },
      mark: { ...rule, color: inks.dark, strokeWidth: 1.5 },
      encoding: { y: y("zero") },
    },
    ...field.x[0] < 0 && field.x[1] > 0
      ? [{
        data: { values: zeros },
        mark: { ...rule, color: inks.frame, strokeDash: [3, 3] },
        encoding: { x: x("zero") },
      }]
      : [],
    {
      data: { values: values.filter(({ lower }) => lower !== null) },
      mark: { ...rule, strokeWidth: 1.25, opacity: 0.6 },
      encoding: {
        x: x("against"),
        y: y("lower"),
        y2: { field: "upper" },
        color: { ...byVerdict, scale: verdictColor },
      },
    },
    {
      data: { values: labels.filter(({ far }) => far) },
      mark: { ...rule, color: inks.frame, strokeWidth: 0.75 },
      encoding: { x: pixels("near"), y: pixels("y"), x2: { field: "px" }, y2: { field: "py" } },
    },
    {
      data: { values },
      mark: { type: "point", filled: true, opacity: 1, size: 50, aria: false },
      encoding: {
        x: x("against"),
        y: y("gain"),
        color: { ...byVerdict, scale: verdictColor },
        shape: { ...byVerdict, scale: verdictShape },
      },
    },
    {
      data: { values: labels },
      mark: {
        type: "text",
        align: "left",
        baseline: "middle",
        fontSize: letters.text,
        aria: false,
      },
      encoding: { x: pixels("x"), y: pixels("y"), text: { field: "label" } },
    },
  ];
}

/** Returns the range of values with a margin on both sides. */
export function spread(values: readonly number[]): Range {
  const [least, greatest] = extent(values);
  const room = Math.max(greatest - least, 1e-3) * 0.08;
  return [least - room, greatest + room];
}

/** Returns the position of a value in a range, from 0 to 1. */
function part(value: number, [least, greatest]: Range): number {
  return (value - least) / (greatest - least);
}
