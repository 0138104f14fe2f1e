import { extent, maximum } from "../../descriptors/extremes.ts";
import type { TopLevelSpec } from "vega-lite";
import type { Plane, PlanePoint } from "../../records/record.ts";
import { runsOnProblem } from "../inference/method_runs.ts";
import type { Study } from "../inference/study.ts";
import { contour } from "./contour.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { lastResult } from "./last_result.ts";
import { framed, innerWidth, leading, letters, oneColumn, twoColumns } from "./paper_frame.ts";
import { wrapped } from "./text_width.ts";

/** The decision boundaries of models, for inputs in the plane. */
const decisionBoundariesKind: FigureKind = {
  name: "decision_boundaries",
  place: 140,
  describe: "The boundary between the classes of each method's model, for inputs in the plane.",
  draw: (study) => figures(study),
};

export default decisionBoundariesKind;

/** One model in the plane. */
export interface Panel {
  /** The method's label. */
  readonly title: string;
  /** A fact on the model, such as its result. */
  readonly subtitle: string;
  readonly plane: Plane;
}

/** The pixels between panels side by side, and of the legends below all panels, without their title. */
const gap = 28;
const legendHeight = 82;

/** Okabe & Ito's blue and vermilion, which are distinct in all common kinds of colour blindness. */
const classColors = ["#0072B2", "#D55E00"];
const classShapes = ["circle", "triangle-up"];
const dark = "#222222";

const plain = { grid: false, tickCount: 5 };

/** The options of each mark: clipped at the panel's edges, and without a text for screen readers at each point. */
const drawn = { clip: true, aria: false } as const;

const legend = { orient: "bottom", direction: "horizontal" } as const;

const groups = ["source", "target"].flatMap((domain) =>
  [0, 1].map((label) => ({
    name: `${domain}, class ${label}`,
    color: domain === "source" ? classColors[label] : dark,
    shape: classShapes[label],
  }))
);

/** Returns a figure for each problem with a kept model. */
function figures({ comparison, runs, views, title: suite }: Study): Figure[] {
  const { problems, methods } = comparison;
  return problems.flatMap((problem): Figure[] => {
    const { name, group } = problem;
    const shown = methods.flatMap(({ label, method }) => {
      const run = runsOnProblem(runs, method, group).find(({ id, record }) =>
        record?.status === "ok" && views.get(id)?.plane
      );
      if (!run) return [];
      const result = lastResult(run.record, problem);
      return [{
        seed: run.spec.seed,
        panel: {
          title: label,
          subtitle: result ? `target ${result.title} ${result.text}` : "",
          plane: views.get(run.id)!.plane!,
        },
      }];
    });
    if (shown.length === 0) return [];
    const seeds = [...new Set(shown.map(({ seed }) => seed))];
    const seedText = seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds.join(", ")}`;
    const left = methods.length - shown.length;
    return [{
      name: `${decisionBoundariesKind.name}_${name}`,
      title: `Decision boundaries of ${suite}, ${name}, after the last step, ${seedText}`,
      spec: decisionBoundaries(shown.map(({ panel }) => panel), {
        title: `Decision boundaries, ${name}`,
        notes: [
          `The models after the last step, one each, of ${seedText}.`,
          ...left ? [`Without a model: ${left} of ${methods.length} methods.`] : [],
        ],
      }),
    }];
  });
}

/**
 * Draws models over the plane side by side: the probability of class 1 in pale colours, the decision boundary, the
 * source's points in colour and the target's as smaller dark ones.
 *
 * @param panels The models, row by row; all have the same axes, to scale.
 * @param heading The heading.
 * @returns The figure in Vega-Lite.
 * @throws {RangeError} If there are no panels.
 */
export function decisionBoundaries(
  panels: readonly Panel[],
  heading: { readonly title: string; readonly notes: readonly string[] } = {
    title: "Decision boundaries",
    notes: [],
  },
): TopLevelSpec {
  if (panels.length === 0) throw new RangeError("Cannot draw decision boundaries: no panels");
  const x = extent(panels.flatMap(({ plane }) => plane.xs));
  const y = extent(panels.flatMap(({ plane }) => plane.ys));
  const columns = panels.length === 4 ? 2 : Math.min(3, panels.length);
  const page = columns === 1 ? oneColumn : twoColumns;
  const sides = { left: 44, right: 10 };
  const inner = innerWidth({ width: page, margin: { ...sides, top: 0, bottom: 0 } });
  const width = Math.floor((inner - (columns - 1) * gap) / columns);
  const height = Math.round(width * (y[1] - y[0]) / (x[1] - x[0]));
  const titles = panels.map(({ title }) => wrapped(title, width, letters.text, "bold"));
  const head = (maximum(titles.map(({ length }) => length)) + 1) * leading.text + 8;
  const rows = Math.ceil(panels.length / columns);
  const axis = 34;
  const legendTitle = wrapped(
    "probability of class 1; black line: the decision boundary at 0.5",
    inner,
    letters.text,
  );
  return framed({
    width: page,
    ...heading,
    description: `Decision boundaries of ${panels.map(({ title }) => title).join(", ")}`,
    margin: {
      ...sides,
      top: head + 6,
      bottom: axis + legendHeight + legendTitle.length * leading.text,
    },
    height: rows * height + (rows - 1) * (head + axis),
  }, {
    columns,
    bounds: "flush",
    spacing: { column: gap, row: head + axis },
    concat: panels.map((panel, index) =>
      panelSpec(panel, titles[index], {
        x,
        y,
        width,
        height,
        leftmost: index % columns === 0,
        legendTitle,
      })
    ),
  }, { layout: { bottom: { anchor: "start", direction: "vertical", margin: 10 } } });
}

type Range = readonly [least: number, greatest: number];

interface Frame {
  readonly x: Range;
  readonly y: Range;
  readonly width: number;
  readonly height: number;
  readonly leftmost: boolean;
  /** The title of the legend of the colours, in lines. */
  readonly legendTitle: readonly string[];
}

function panelSpec({ subtitle, plane }: Panel, title: readonly string[], frame: Frame) {
  const { x, y, width, height, leftmost, legendTitle } = frame;
  return {
    title: {
      text: title,
      subtitle,
      anchor: "middle",
      offset: 5,
      lineHeight: leading.text,
      subtitleFontSize: letters.text,
      subtitlePadding: 1,
    },
    width,
    height,
    view: { stroke: "#888888" },
    layer: [
      {
        data: { values: fill(plane) },
        mark: { type: "rect", ...drawn },
        encoding: {
          x: {
            field: "x",
            type: "quantitative",
            scale: { domain: x, nice: false },
            axis: plain,
            title: "x₁",
          },
          y: {
            field: "y",
            type: "quantitative",
            scale: { domain: y, nice: false },
            axis: plain,
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
              title: legendTitle,
              ...legend,
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
 * Converts the grid to rectangles of equal probability, in steps of a twentieth; adjacent ones in a row are merged.
 * Each extends half a step below its right and upper neighbours, so that no seams show.
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

/** Returns the layer of the points of one domain; `own`: its groups by class. */
function pointsLayer(points: readonly PlanePoint[], own: typeof groups, size: number) {
  const by = (range: readonly string[]) => ({
    field: "group",
    scale: { domain: groups.map(({ name }) => name), range },
    legend: { title: null, ...legend, columns: 2, symbolSize: 50 },
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

/** Rounds to four decimals, which are finer than a pixel and keep the figure small. */
function rounded<T extends object>(values: T): { [K in keyof T]: number } {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Number(value.toFixed(4))]),
  ) as { [K in keyof T]: number };
}
