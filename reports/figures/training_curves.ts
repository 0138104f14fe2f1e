import { boundRules } from "../inference/bounds.ts";
import { runsOfMethod } from "../inference/method_runs.ts";
import type { Comparison, Row } from "../inference/comparison.ts";
import { labelOf } from "../tables/sheet_cells.ts";
import type { Study } from "../inference/study.ts";
import {
  type CurveEstimate,
  curveLine,
  curveMethods,
  type CurvePanel,
  curvePanels,
  type CurveRows,
} from "./curve_lines.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { colors, dashes, lineLegend, methodEncoding, shapes } from "./line_legend.ts";
import { type MetricAxis, metricAxis } from "./metric_axis.ts";
import { framed, inks, innerWidth, oneColumn, twoColumns } from "./paper_frame.ts";

/** The most lines of a panel, and the most panels of a figure, that are still distinct. */
const mostMethods = 8;
const mostPanels = 16;

/** The number of symbols of a line, enough to recognise it. */
const symbols = 5;

/** The pixels around a panel, of its title and of its axes. */
const titleHeight = 18;
const axisHeight = 18;
const axisWidth = 44;
/** The pixels of the title of the axes at the bottom. */
const stepHeight = 16;

/** The metric of methods by training step: a line for each method, a panel for each problem. */
const trainingCurves: FigureKind = {
  name: "training_curves",
  place: 110,
  describe: "The metric on test and on validation rows by training step, a panel for each problem.",
  draw: (study) => (["test", "validation"] as const).flatMap((rows) => figureOf(study, rows)),
};

export default trainingCurves;

/** The lines of a panel. */
interface Lines {
  readonly panel: CurvePanel;
  readonly axis: MetricAxis;
  readonly points: readonly Point[];
}

/** A point of a line. */
interface Point {
  readonly method: string;
  readonly step: number;
  readonly mean: number;
  /** The mean minus a standard error; `high`: the mean plus a standard error. The mean itself for one seed. */
  readonly low: number;
  readonly high: number;
  readonly symbol: boolean;
}

function figureOf(study: Study, rows: CurveRows): Figure[] {
  const { comparison, runs } = study;
  const methods = curveMethods(comparison, mostMethods);
  const panels = curvePanels(comparison);
  // Panel by panel until there are enough.
  const lines = panels.values().map((panel): Lines => {
    const axis = metricAxis(panel.problems.map(({ metric }) => metric))!;
    const points = methods.flatMap((row) =>
      pointsOf(labelOf(row), curveLine(row, panel, runs, rows), axis.factor)
    );
    return { panel, axis, points };
  }).filter(({ points }) => points.length > 0).take(mostPanels).toArray();
  // One checkpoint is no curve.
  if (new Set(lines.flatMap(({ points }) => points.map(({ step }) => step))).size < 2) return [];

  const labels = methods.map(labelOf);
  const axes = lines.map(({ axis }) => axis).filter(({ title }, i, all) =>
    all.findIndex((other) => other.title === title) === i
  );
  const [one] = axes;
  const subject = `${axes.length > 1 ? "metrics" : one.name} on the ${rowsOf(comparison, rows)}`;
  const layout = layoutOf(lines.length);
  const { columns, width, margin, between } = layout;
  const legend = lineLegend(labels, innerWidth({ width, margin }));
  const down = Math.ceil(lines.length / columns);
  const unit = axes.length === 1 && one.factor === 100 ? ", %" : "";
  const description = `${subject[0].toUpperCase()}${subject.slice(1)} by training step${unit}`;
  const spec = framed({
    width,
    title: description,
    notes: [
      ...notesOf(study, methods, rows),
      ...axes.length === 1 && !one.higherIsBetter ? ["Lower is better."] : [],
      ...lines.length < panels.length
        ? [
          `Not drawn: ${
            panels.filter((panel) => lines.every((drawn) => drawn.panel !== panel))
              .map(({ title }) => title).join(", ")
          }.`,
        ]
        : [],
    ],
    description: `${description}, of ${labels.join(", ")}`,
    margin,
    height: legend.height + beforePanels + down * layout.height + (down - 1) * between +
      axisHeight + stepHeight,
  }, {
    spacing: beforePanels,
    bounds: "flush",
    vconcat: [
      legend,
      {
        columns,
        spacing: { row: between, column: axisWidth },
        bounds: "flush",
        concat: lines.map((drawn, i) =>
          panelSpec(drawn, labels, layout, {
            head: axes.length > 1 ? `${drawn.panel.title}: ${drawn.axis.title}` : drawn.panel.title,
            x: i + columns >= lines.length ? "training step" : null,
          })
        ),
      },
    ],
  });
  return [{
    name: `${trainingCurves.name}_${rows}`,
    title: `${description}, of ${study.title}: mean over the seeds`,
    spec,
  }];
}

interface Layout {
  readonly columns: number;
  /** The width of a panel. */
  readonly panelWidth: number;
  readonly height: number;
  /** The width of the figure. */
  readonly width: number;
  readonly margin: { left: number; right: number; top: number; bottom: number };
  /** The distance between rows of panels. */
  readonly between: number;
}

/** The pixels between the legend and the panels. */
const beforePanels = titleHeight + 12;

/** Chooses the layout: one panel fills one column of a paper, more fill two. */
function layoutOf(panels: number): Layout {
  const columns = panels > 9 ? 4 : panels > 4 ? 3 : Math.min(2, panels);
  const width = columns > 1 ? twoColumns : oneColumn;
  const margin = { left: axisWidth, right: 16, top: 8, bottom: 4 };
  const inner = innerWidth({ width, margin });
  const panelWidth = Math.floor((inner - (columns - 1) * axisWidth) / columns);
  const height = Math.round(Math.max(90, panelWidth * 0.6));
  return { columns, panelWidth, height, width, margin, between: axisHeight + titleHeight + 10 };
}

/** Returns the words for the rows. */
function rowsOf({ words }: Comparison, rows: CurveRows): string {
  return rows === "test" ? words.tested : words.held;
}

function notesOf({ comparison, runs }: Study, methods: readonly Row[], rows: CurveRows): string[] {
  const { seeds, sections, baseline } = comparison;
  const [{ rows: all }] = sections;
  const bounds = boundRules(comparison);
  const leftOut = all.map(({ method }) => method).filter((method) =>
    !methods.some((row) => row.method === method)
  );
  const unfinished = methods.flatMap(({ method }) => {
    const own = runsOfMethod(runs, method.method);
    const whys = own.map(({ record }) => record?.status ?? "not run").filter((why) => why !== "ok");
    return [...new Set(whys)].map((why) =>
      `${method.label}, ${whys.filter((other) => other === why).length} of ${own.length} ${why}`
    );
  });
  return [
    seeds.length > 1
      ? `Mean over ${seeds.length} seeds; bands: ± standard error.`
      : `One seed (${seeds[0]}).`,
    ...rows === "test"
      ? [
        `No checkpoint is chosen by these rows${
          bounds.length ? `, except by ${bounds.join(", ")}` : ""
        }.`,
      ]
      : methods.some(({ method }) => method.upperBound)
      ? ["An upper bound † holds out rows of its own training data."]
      : [],
    ...unfinished.length ? [`Without runs that did not end well: ${unfinished.join("; ")}.`] : [],
    ...leftOut.length
      ? [
        `Not drawn, after the ${baseline ? "baseline and the " : ""}best: ${
          leftOut.map(({ label }) => label).join(", ")
        }.`,
      ]
      : [],
  ];
}

function pointsOf(method: string, line: readonly CurveEstimate[], factor: number): Point[] {
  const every = Math.ceil(line.length / symbols);
  return line.map(({ step, mean, standardError = 0 }, i) => ({
    method,
    step,
    mean: rounded(factor * mean),
    low: rounded(factor * (mean - standardError)),
    high: rounded(factor * (mean + standardError)),
    symbol: (line.length - 1 - i) % every === 0,
  }));
}

/** Rounds to six digits, which are finer than a pixel and keep the figure small. */
const rounded = (value: number): number => Number(value.toPrecision(6));

function panelSpec(
  { points }: Lines,
  labels: readonly string[],
  { panelWidth, height }: Layout,
  { head, x: stepTitle }: { readonly head: string; readonly x: string | null },
) {
  const drawn = { clip: true, aria: false };
  const x = {
    field: "step",
    type: "quantitative",
    scale: { zero: false, nice: false, padding: 6 },
    axis: { title: stepTitle, tickCount: 4, grid: false, labelFlush: true, titlePadding: 4 },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative",
    scale: { zero: false },
    axis: { title: null, tickCount: 4 },
  });
  const color = methodEncoding(labels, colors);
  return {
    width: panelWidth,
    height,
    view: { stroke: inks.frame },
    layer: [
      {
        data: { values: points },
        mark: { type: "area", opacity: 0.15, ...drawn },
        encoding: {
          x,
          y: y("low"),
          y2: { field: "high" },
          detail: { field: "method" },
          fill: { ...color },
        },
      },
      {
        data: { values: points },
        mark: { type: "line", strokeWidth: 1.8, ...drawn },
        encoding: { x, y: y("mean"), color, strokeDash: methodEncoding(labels, dashes) },
      },
      {
        data: { values: points.filter(({ symbol }) => symbol) },
        mark: { type: "point", filled: true, size: 30, opacity: 1, aria: false },
        encoding: { x, y: y("mean"), color, shape: methodEncoding(labels, shapes) },
      },
      {
        data: { values: [{}] },
        mark: {
          type: "text",
          align: "left",
          baseline: "alphabetic",
          fontWeight: "bold",
          aria: false,
        },
        encoding: {
          x: { value: 0 },
          y: { value: -6 },
          text: { value: head },
        },
      },
    ],
  };
}
