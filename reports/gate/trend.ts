import { extent } from "../../descriptors/extremes.ts";
import type { TopLevelSpec } from "vega-lite";
import { metricKinds } from "../../descriptors/metrics.ts";
import { jsonText } from "../escapes/json.ts";
import { changePoints } from "./change_points.ts";
import type { GateOutcome } from "./gate.ts";
import { commitsText } from "./gate_cells.ts";
import type { HistoryCell, HistoryEntry } from "./history.ts";

/** Size of a panel in pixels; a page is two panels wide. */
const panel = { width: 270, height: 110 };
/** Maximum number of labels on the time axis. */
const LABELS = 3;

const dark = "#222222";
const line = "#0072B2";
const changed = "#D55E00";

/** Shape and colour by outcome; cells without a score are drawn at the bottom. */
const marks: { readonly [outcome in GateOutcome]: readonly [shape: string, color: string] } = {
  pass: ["circle", line],
  improved: ["triangle-up", "#009E73"],
  inconclusive: ["square", "#E69F00"],
  regressed: ["triangle-down", changed],
  failed: ["cross", dark],
  not_measured: ["diamond", "#888888"],
};

/** A gate on the time axis, in two lines. */
type Label = readonly [day: string, commit: string];

/** The values of a panel's cell over the gates. */
interface Series {
  readonly cell: string;
  /** The selection rule and the metric. */
  readonly read: string;
  readonly percent: boolean;
  readonly smallestEffect: number;
  /** The cell by gate; `undefined` if the gate has no such cell. */
  readonly cells: readonly (HistoryCell | undefined)[];
}

/**
 * Draws each cell of a suite over the gates of a history, with a standard error to either side; changes of
 * level are marked by a rule and a step.
 *
 * @param entries The gates, the oldest first.
 * @param suite The suite.
 * @returns The figure in Vega-Lite, at most 672 pixels wide.
 * @throws {RangeError} If no gate has a cell of the suite.
 */
export function trend(entries: readonly HistoryEntry[], suite: string): TopLevelSpec {
  const series = seriesOf(entries, suite);
  if (series.length === 0) {
    throw new RangeError(`Cannot draw a trend: no gate of the history has a cell of '${suite}'`);
  }
  const shown = [
    ...new Set(series.flatMap(({ cells }) => cells.flatMap((cell) => cell?.outcome ?? []))),
  ];
  const labels = entries.map(({ at, commits }): Label => [
    at.slice(0, 10),
    commitsText(commits).slice(0, 7),
  ]);
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: `Results of ${suite} over ${entries.length} gates, of ${
      series.map(({ cell, read }) => `${cell}, ${read}`).join("; ")
    }`,
    background: "white",
    padding: 8,
    title: {
      text: `${suite} over ${entries.length} gates`,
      subtitle: "± standard error over seeds; dashed rule: change of level",
      anchor: "start",
      offset: 8,
    },
    columns: 2,
    bounds: "flush",
    spacing: { row: 76, column: 60 },
    concat: series.map((one) => panelSpec(one, labels, shown)),
    resolve: { legend: { shape: "shared", color: "shared" } },
    config: {
      axis: { labelFontSize: 10, titleFontSize: 11, titleFontWeight: "normal" },
      title: { fontSize: 12, subtitleFontSize: 11 },
      view: { stroke: "#888888" },
    },
  } as unknown as TopLevelSpec;
}

/** Lists the suites of a history, in order of first appearance. */
export function suitesOf(entries: readonly HistoryEntry[]): string[] {
  return [...new Set(entries.flatMap(({ cells }) => cells.map(({ suite }) => suite)))];
}

function seriesOf(entries: readonly HistoryEntry[], suite: string): Series[] {
  const key = ({ problem, method, selection, metric }: HistoryCell) =>
    JSON.stringify([problem, method, selection, metric]);
  const own = entries.map(({ cells }) => cells.filter((cell) => cell.suite === suite));
  const latest = new Map(own.flat().map((cell) => [key(cell), cell]));
  return [...latest].map(([name, { problem, method, selection, metric, smallestEffect }]) => {
    const { title, percent } = metricKinds[metric];
    return {
      cell: `${method}, ${problem}`,
      read: `${selection}: ${title}${percent ? ", %" : ""}`,
      percent,
      smallestEffect,
      cells: own.map((cells) => cells.find((cell) => key(cell) === name)),
    };
  });
}

function panelSpec(
  { cell, read, percent, smallestEffect, cells }: Series,
  labels: readonly Label[],
  shown: readonly GateOutcome[],
) {
  const factor = percent ? 100 : 1;
  const points = cells.flatMap((one, gate) => {
    if (!one) return [];
    const { outcome, mean, standardError = 0 } = one;
    const scored = mean !== undefined;
    return [{
      gate,
      outcome: outcome.replace("_", " "),
      mean: scored ? factor * mean : null,
      low: scored ? factor * (mean - standardError) : null,
      high: scored ? factor * (mean + standardError) : null,
    }];
  });
  const scored = points.filter(({ mean }) => mean !== null) as { gate: number; mean: number }[];
  const means = scored.map(({ mean }) => mean);
  const starts = changePoints(means, factor * smallestEffect);
  const levels = [0, ...starts].map((from, i) => {
    const to = starts[i] ?? means.length;
    const level = means.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
    return { from: scored[from]?.gate, to: scored[to - 1]?.gate, level };
  });
  const domain = rangeOf(
    points.flatMap(({ low, high }) => [low ?? [], high ?? []].flat()),
    factor * smallestEffect,
  );
  const every = Math.ceil(labels.length / LABELS);
  const x = {
    type: "quantitative",
    scale: { domain: [0, Math.max(1, labels.length - 1)], nice: false, padding: 10 },
    axis: {
      title: null,
      grid: false,
      values: labels.map((_, i) => i).filter((i) => i % every === 0),
      labelExpr: `${jsonText(labels)}[datum.value]`,
      labelAngle: 0,
      labelOverlap: false,
    },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative",
    title: null,
    scale: { domain, nice: false, zero: false },
    axis: { tickCount: 4, gridColor: "#e6e6e6" },
  });
  const names = shown.map((outcome) => outcome.replace("_", " "));
  const marked = (which: 0 | 1) => ({
    field: "outcome",
    type: "nominal",
    scale: { domain: names, range: shown.map((outcome) => marks[outcome][which]) },
    legend: { title: null, orient: "bottom", symbolSize: 60 },
  });
  const drawn = { aria: false };
  return {
    title: { text: cell, subtitle: read, anchor: "start", fontSize: 11, limit: 0, offset: 4 },
    ...panel,
    data: { values: points },
    layer: [
      {
        transform: [{ filter: "datum.mean !== null" }],
        mark: { type: "rule", color: "#bbbbbb", strokeWidth: 2, ...drawn },
        encoding: { x: { field: "gate", ...x }, y: y("low"), y2: { field: "high" } },
      },
      {
        mark: { type: "line", color: line, strokeWidth: 1, ...drawn },
        encoding: { x: { field: "gate", ...x }, y: y("mean") },
      },
      ...starts.length
        ? [
          {
            data: { values: levels },
            mark: { type: "rule", color: dark, strokeWidth: 2, opacity: 0.6, ...drawn },
            encoding: { x: { field: "from", ...x }, x2: { field: "to" }, y: y("level") },
          },
          {
            data: { values: starts.map((start) => ({ between: scored[start].gate - 0.5 })) },
            mark: { type: "rule", color: changed, strokeWidth: 1.5, strokeDash: [4, 3], ...drawn },
            encoding: { x: { field: "between", ...x } },
          },
        ]
        : [],
      {
        transform: [{ filter: "datum.mean !== null" }],
        mark: { type: "point", filled: true, size: 45, opacity: 1, ...drawn },
        encoding: { x: { field: "gate", ...x }, y: y("mean"), shape: marked(0), color: marked(1) },
      },
      {
        transform: [{ filter: "datum.mean === null" }],
        mark: { type: "point", filled: true, size: 60, opacity: 1, ...drawn },
        encoding: {
          x: { field: "gate", ...x },
          y: { value: panel.height - 6 },
          shape: marked(0),
          color: marked(1),
        },
      },
    ],
  };
}

/** Returns the range of the values with a margin of a tenth, but at least ±δ, so that noise does not fill a panel. */
function rangeOf(values: readonly number[], smallestEffect: number): [number, number] {
  const [least, greatest] = extent(values.length ? values : [0]);
  const middle = (least + greatest) / 2;
  const reach = Math.max(smallestEffect, 0.6 * (greatest - least));
  return [middle - reach, middle + reach];
}
