import type { TopLevelSpec } from "vega-lite";
import type { Plane, PlanePoint } from "../../suites/record.ts";
import { contour } from "./contour.ts";

/** One model in the plane. */
export interface Panel {
  /** Which model: the method's label. */
  readonly title: string;
  /** What is to be known of it, such as its accuracy. */
  readonly subtitle: string;
  readonly plane: Plane;
}

/** Pixels of the panels of a row together: with axes about 7 inches at 96 pixels, the width of two columns. */
const panelsWidth = 600;

/** Okabe & Ito's blue and vermilion, told apart in all common kinds of colour blindness. */
const classColors = ["#0072B2", "#D55E00"];
const classShapes = ["circle", "triangle-up"];
const dark = "#222222";

/** Of each mark: cut at the panel's edges, and without a text for screen readers per point. */
const drawn = { clip: true, aria: false } as const;

const groups = ["source", "target"].flatMap((domain) =>
  [0, 1].map((label) => ({
    name: `${domain}, class ${label}`,
    color: domain === "source" ? classColors[label] : dark,
    shape: classShapes[label],
  }))
);

/**
 * Draws models over the plane side by side: the probability of class 1 in pale colours, the
 * decision boundary, the source's points in colour and the target's as smaller dark ones.
 *
 * @param panels The models, row by row; all have the same axes, to scale.
 * @returns The figure in Vega-Lite.
 * @throws {RangeError} If there are no panels.
 */
export function decisionBoundaries(panels: readonly Panel[]): TopLevelSpec {
  if (panels.length === 0) throw new RangeError("Cannot draw decision boundaries: no panels");
  const x = extent(panels.flatMap(({ plane }) => plane.xs));
  const y = extent(panels.flatMap(({ plane }) => plane.ys));
  const columns = panels.length === 4 ? 2 : Math.min(3, panels.length);
  const width = Math.round(panelsWidth / Math.max(2, columns));
  const height = Math.round(width * (y[1] - y[0]) / (x[1] - x[0]));
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: `Decision boundaries of ${panels.map(({ title }) => title).join(", ")}`,
    background: "white",
    padding: 8,
    spacing: 16,
    columns,
    concat: panels.map((panel, index) =>
      panelSpec(panel, { x, y, width, height, leftmost: index % columns === 0 })
    ),
    config: {
      axis: { grid: false, tickCount: 5, labelFontSize: 11, titleFontSize: 12 },
      legend: {
        orient: "bottom",
        direction: "horizontal",
        labelFontSize: 11,
        labelLimit: 0,
        titleFontSize: 11,
        titleFontWeight: "normal",
        titleLimit: 0,
        // Vega's; Vega-Lite hands it on, and its types do not know it.
        layout: {
          bottom: { anchor: "middle", direction: "vertical", center: true },
        } as unknown as undefined,
      },
      title: { fontSize: 13, subtitleFontSize: 11, anchor: "middle", offset: 6 },
      view: { stroke: "#888888" },
    },
  } as TopLevelSpec;
}

type Range = readonly [least: number, greatest: number];

interface Frame {
  readonly x: Range;
  readonly y: Range;
  readonly width: number;
  readonly height: number;
  readonly leftmost: boolean;
}

function panelSpec({ title, subtitle, plane }: Panel, frame: Frame) {
  const { x, y, width, height, leftmost } = frame;
  return {
    title: { text: title, subtitle },
    width,
    height,
    layer: [
      {
        data: { values: fill(plane) },
        mark: { type: "rect", ...drawn },
        encoding: {
          x: { field: "x", type: "quantitative", scale: { domain: x, nice: false }, title: "x₁" },
          y: {
            field: "y",
            type: "quantitative",
            scale: { domain: y, nice: false },
            title: leftmost ? "x₂" : null,
          },
          x2: { field: "x2" },
          y2: { field: "y2" },
          color: {
            field: "p",
            type: "quantitative",
            scale: {
              domain: [0, 0.5, 1],
              range: ["#a9cfe6", "#ffffff", "#f7c49e"],
              interpolate: "rgb",
            },
            legend: {
              title: "probability of class 1; black line: the decision boundary at 0.5",
              titleAnchor: "middle",
              gradientLength: 200,
              gradientThickness: 10,
              values: [0, 0.5, 1],
              format: ".1f",
            },
          },
        },
      },
      {
        data: { values: contour(plane, 0.5).map(rounded) },
        mark: { type: "rule", strokeWidth: 2, strokeCap: "round", color: "black", ...drawn },
        encoding: {
          x: { field: "x", type: "quantitative" },
          y: { field: "y", type: "quantitative" },
          x2: { field: "x2" },
          y2: { field: "y2" },
        },
      },
      pointsLayer(plane.source, groups.slice(0, 2), 42),
      pointsLayer(plane.target, groups.slice(2), 18),
    ],
  };
}

/**
 * The grid as rectangles of equal probability, in steps of a twentieth; those that lie side by side
 * are one. Each reaches half a step under its right and upper neighbours, so that no seams show.
 */
function fill({ xs, ys, probability }: Plane) {
  const levels = 20;
  const [dx, dy] = [xs[1] - xs[0], ys[1] - ys[0]];
  return ys.flatMap((y, row) => {
    const level = xs.map((_, column) =>
      Math.min(levels - 1, Math.floor(probability[row * xs.length + column] * levels))
    );
    const starts = xs.flatMap((_, column) => level[column] !== level[column - 1] ? column : []);
    return starts.map((start, i) => {
      const end = (starts[i + 1] ?? xs.length) - 1;
      return {
        ...rounded({
          x: xs[start] - dx / 2,
          x2: xs[end] + dx,
          y: y - dy / 2,
          y2: y + dy,
        }),
        p: (level[start] + 0.5) / levels,
      };
    });
  });
}

/** Points of one domain; `own` are its groups by class. */
function pointsLayer(points: readonly PlanePoint[], own: typeof groups, size: number) {
  const by = (range: readonly string[]) => ({
    field: "group",
    scale: { domain: groups.map(({ name }) => name), range },
    legend: { title: null, columns: groups.length, symbolSize: 50 },
  });
  return {
    data: {
      values: points.map(([x, y, label]) => ({ ...rounded({ x, y }), group: own[label].name })),
    },
    mark: { type: "point", size, opacity: 1, stroke: "white", strokeWidth: 0.6, ...drawn },
    encoding: {
      x: { field: "x", type: "quantitative" },
      y: { field: "y", type: "quantitative" },
      fill: by(groups.map(({ color }) => color)),
      shape: by(groups.map(({ shape }) => shape)),
    },
  };
}

/** Four decimals are finer than a pixel, and keep the figure small. */
function rounded<T extends object>(values: T): { [K in keyof T]: number } {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Number(value.toFixed(4))]),
  ) as { [K in keyof T]: number };
}

function extent(values: readonly number[]): Range {
  return [Math.min(...values), Math.max(...values)];
}
