/// <reference lib="dom" />
import { extent } from "../../../descriptors/extremes.ts";
import { shape } from "./elements.ts";

/** The line of a run in a chart. */
export interface Line {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
  /** The step of the chosen checkpoint. */
  readonly chosen?: number;
}

/** The height of a chart and its margins, in pixels. */
const chart = { height: 190, left: 52, right: 12, top: 10, bottom: 24 };

/**
 * Draws lines over steps, all in one colour; each has its name as a tooltip.
 *
 * @param lines The lines.
 * @param title The description for readers who cannot see the chart.
 * @param width The width in pixels.
 */
export function curveChart(lines: readonly Line[], title: string, width: number): SVGSVGElement {
  const { height, left, right, top, bottom } = chart;
  const steps = extent(lines.flatMap((line) => line.steps));
  const values = extent(lines.flatMap((line) => line.values.filter((value) => value !== null)));
  const x = (step: number) =>
    left + (width - left - right) * (step - steps[0]) / (steps[1] - steps[0] || 1);
  const y = (value: number) =>
    height - bottom - (height - top - bottom) * (value - values[0]) / (values[1] - values[0] || 1);
  const text = (content: string, at: { x: number; y: number }, anchor: string) =>
    shape("text", { ...at, "text-anchor": anchor }, content);
  return shape(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title, class: "curves" },
    ...values.map((value) =>
      shape("path", { class: "grid", d: `M${left} ${y(value)}H${width - right}` })
    ),
    ...values.map((value) => text(brief(value), { x: left - 6, y: y(value) + 4 }, "end")),
    text(`${steps[0]}`, { x: left, y: height - 8 }, "start"),
    text(`step ${steps[1]}`, { x: width - right, y: height - 8 }, "end"),
    ...lines.map((line) => drawn(line, x, y)),
  );
}

function drawn(
  { name, steps, values, chosen }: Line,
  x: (step: number) => number,
  y: (value: number) => number,
): SVGElement {
  const points = steps.flatMap((step, i) => {
    const value = values[i];
    return value === null
      ? []
      : [{ step, at: `${x(step).toFixed(1)} ${y(value).toFixed(1)}`, value }];
  });
  const marked = points.find(({ step }) => step === chosen);
  return shape(
    "g",
    { class: "line" },
    shape("title", {}, name),
    shape("path", { d: points.map(({ at }, i) => `${i ? "L" : "M"}${at}`).join("") }),
    points.length === 1 || marked
      ? shape("circle", {
        cx: x((marked ?? points[0]).step),
        cy: y((marked ?? points[0]).value),
        r: 3.5,
      })
      : undefined,
  );
}

function brief(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}
