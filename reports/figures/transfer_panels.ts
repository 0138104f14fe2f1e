import { maximum } from "../../descriptors/extremes.ts";
import type { TopLevelSpec } from "vega-lite";
import type { Comparison } from "../inference/comparison.ts";
import {
  type CopiedLayers,
  type CopiedLayersPoint,
  type DomainPair,
  isSelffer,
} from "./copied_layers.ts";
import { lineLegend } from "./line_legend.ts";
import {
  framed,
  inks,
  innerWidth,
  leading,
  letters,
  oneColumn,
  twoColumns,
} from "./paper_frame.ts";
import { whyAbsent } from "./shown_gains.ts";
import { wrapped } from "./text_width.ts";
import { isPartial, type TransferAxis, transferLayers } from "./transfer_layers.ts";

/** Points of one pair of domains. */
export interface TransferPanel {
  readonly pair: DomainPair;
  /** What tells it from others of the pair. */
  readonly title: string;
  readonly points: readonly CopiedLayersPoint[];
}

/** What stands above the panels. */
export interface TransferHeading {
  readonly title: string;
  readonly notes: readonly string[];
}

/** Panels that fit a page. */
const mostPanels = 16;
/** Places of missing points that are named; of more it is said how many they are. */
const mostPlaces = 3;
/** Pixels between panels side by side, of a panel's axis, and of that axis' title. */
const [gap, axisHeight, axisTitleHeight] = [38, 18, 18];
/** Between a panel and its title. */
const aboveFrame = 5;
/** Around all panels, and between the legend and what is under it. */
const [margin, underLegend] = [{ left: 36, right: 10, top: 8, bottom: 4 }, 10];

/**
 * Draws the means of copied layers, in panels with a legend: lines with 95 % intervals. A point of fewer seeds
 * than planned is hollow; what has no number stands in a strip at the bottom, and no line passes it.
 *
 * @param copied What is drawn.
 * @param panels The panels, in reading order.
 * @param axis Their horizontal axis.
 * @param heading What stands above.
 * @param comparison What it is read from.
 * @returns The figure in Vega-Lite.
 */
export function transferPanels(
  copied: CopiedLayers,
  panels: readonly TransferPanel[],
  axis: TransferAxis,
  { title, notes }: TransferHeading,
  { seeds }: Pick<Comparison, "seeds">,
): TopLevelSpec {
  const shown = panels.slice(0, mostPanels);
  const columns = columnsOf(shown);
  const width = columns > 1 ? twoColumns : oneColumn;
  const inner = innerWidth({ width, margin });
  const panelWidth = Math.floor((inner - (columns - 1) * gap) / columns);
  const size = { width: panelWidth, height: Math.round(Math.max(120, panelWidth * 0.62)) };
  const heads = shown.map((panel) => headOf(panel, size.width));
  const most = maximum(heads.map(({ bold, plain }) => bold.length + plain.length));
  const head = most * leading.text + aboveFrame + 4;
  const scales = shown.map(({ pair, points }) =>
    axis.sharedScale
      ? shown.filter((other) => other.pair === pair).flatMap(({ points }) => points)
      : points
  );
  const scaled = axis.sharedScale ? new Set(shown.map(({ pair }) => pair)).size : shown.length;
  const legend = lineLegend(copied.methods, inner);
  const below = axisHeight + axisTitleHeight;
  return framed({
    width,
    title,
    notes: [
      `Selection: ${copied.selection}; ${meansText(seeds.length, copied.baseline)}.`,
      ...notes,
      ...copied.metric.higherIsBetter ? [] : ["Lower is better."],
      ...scaled > 1
        ? [`Each ${axis.sharedScale ? "pair" : "panel"} has its own vertical scale.`]
        : [],
      ...shown.some(({ pair }) => isSelffer(pair))
        ? [
          "Selffer: source and target are one, and what is lost is not lost by a change of domain.",
        ]
        : [],
      ...absences([...new Set(shown.flatMap(({ points }) => points))], copied.baseline),
      ...copied.others.length
        ? [`Not drawn, since they copy nothing: ${copied.others.join(", ")}.`]
        : [],
      ...panels.length > mostPanels
        ? [`Not drawn for want of room: ${panels.slice(mostPanels).map(nameOf).join("; ")}.`]
        : [],
    ],
    description: `${title}, of ${copied.methods.join(", ")}`,
    margin,
    height: legend.height + underLegend +
      Math.ceil(shown.length / columns) * (head + size.height + below),
  }, {
    spacing: underLegend + head,
    bounds: "flush",
    // Vega knows no size of the panels together: what has one stands above them.
    vconcat: [
      legend,
      {
        columns,
        spacing: { row: head + below, column: gap },
        bounds: "flush",
        concat: shown.map(({ points }, i) => ({
          ...size,
          view: { stroke: inks.frame },
          layer: [
            ...transferLayers(points, scales[i], copied, axis, size),
            ...titleLayers(heads[i]),
          ],
        })),
      },
    ],
  });
}

/** A title above a panel: one of Vega's own would stand higher where the axis' uppermost number does. */
function titleLayers({ bold, plain }: PanelHead): object[] {
  const text = (lines: readonly string[], under: number, fontWeight: string) => ({
    data: { values: [{ text: lines.join("\n") }] },
    mark: {
      type: "text",
      align: "left",
      baseline: "line-bottom",
      lineBreak: "\n",
      lineHeight: leading.text,
      fontWeight,
      aria: false,
      tooltip: null,
    },
    encoding: {
      x: { value: 0 },
      y: { value: -aboveFrame - (lines.length - 1 + under) * leading.text },
      text: { field: "text" },
    },
  });
  return [text(bold, plain.length, "bold"), text(plain, 0, "normal")];
}

/** The panels of a pair side by side, where that can be. */
function columnsOf(panels: readonly TransferPanel[]): number {
  const pairs = new Set(panels.map(({ pair }) => pair).filter((pair) => !isSelffer(pair)));
  const [most, ...others] = [...pairs].map((of) => panels.filter(({ pair }) => pair === of).length);
  if (others.length > 0 && others.every((count) => count === most) && most > 1 && most <= 4) {
    return most;
  }
  if (panels.length <= 4) return panels.length;
  return panels.length <= 6 ? 3 : 4;
}

/** A pair of domains as titles have it: Yosinski et al. call a network that stays where it was trained a selffer. */
export function pairName(pair: DomainPair): string {
  return `${pair.source} → ${pair.target}${isSelffer(pair) ? " (selffer)" : ""}`;
}

function nameOf({ pair, title }: TransferPanel): string {
  return `${pairName(pair)}, ${title}`;
}

/** A panel's title, in lines of its width. */
interface PanelHead {
  readonly bold: readonly string[];
  readonly plain: readonly string[];
}

function headOf({ pair, title }: TransferPanel, width: number): PanelHead {
  return {
    bold: wrapped(pairName(pair), width, letters.text, "bold"),
    plain: wrapped(title, width, letters.text),
  };
}

function meansText(seeds: number, baseline: string | undefined): string {
  if (seeds === 1) return "one seed, so there are no intervals";
  const means = `means over ${seeds} seeds with 95 % Student intervals`;
  return baseline === undefined
    ? means
    : `${means} of the difference to ${baseline} on the same seeds`;
}

/** Says what has no number, and what has one of fewer seeds than planned. */
function absences(points: readonly CopiedLayersPoint[], baseline: string | undefined): string[] {
  const measured = points.filter(({ mean }) => mean !== undefined);
  const missing = points.filter(({ mean }) => mean === undefined);
  const partial = measured.filter(isPartial);
  const others = measured.filter(({ method }) => method !== baseline);
  const lone = others.filter(({ interval }) => !interval);
  return [
    ...missing.length ? [`On grey, no result: ${places(missing, whyAbsent)}.`] : [],
    ...partial.length
      ? [`Hollow: ${places(partial, ({ n, planned }) => `${n} of ${planned} seeds`)}.`]
      : [],
    ...lone.length && lone.length < others.length
      ? ["A point without an interval is of one seed."]
      : [],
  ];
}

/** Where points are, by method and by what is to be said of them. */
function places(
  points: readonly CopiedLayersPoint[],
  say: (point: CopiedLayersPoint) => string,
): string {
  const groups = Map.groupBy(points, (point) => `${point.method}, ${say(point)}`);
  return [...groups].map(([what, own]) => {
    if (own.length > mostPlaces) return `${what} in ${own.length} cells`;
    const where = own.map(({ depth, problem }) =>
      depth > 0 ? `${problem.name}, n=${depth}` : problem.name
    );
    return `${what} (${where.join("; ")})`;
  }).join("; ");
}
