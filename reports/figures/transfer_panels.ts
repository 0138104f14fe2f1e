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

/** A panel with points of one pair of domains. */
export interface TransferPanel {
  readonly pair: DomainPair;
  /** The distinction from other panels of the pair. */
  readonly title: string;
  readonly points: readonly CopiedLayersPoint[];
}

/** The heading of the panels. */
export interface TransferHeading {
  readonly title: string;
  readonly notes: readonly string[];
}

/** The most panels that fit a page. */
const mostPanels = 16;
/** The most places of missing points that are named; of more, the number is given. */
const mostPlaces = 3;
/** The pixels between panels side by side, of a panel's axis, and of its title. */
const [gap, axisHeight, axisTitleHeight] = [38, 18, 18];
/** The pixels between a panel and its title. */
const aboveFrame = 5;
/** The pixels around all panels, and below the legend. */
const [margin, underLegend] = [{ left: 36, right: 10, top: 8, bottom: 4 }, 10];

/**
 * Draws the means of copied layers, in panels with a legend: lines with 95 % intervals. A point of fewer seeds than
 * planned is hollow; points without a number stand in a strip at the bottom, and no line crosses them.
 *
 * @param copied The results.
 * @param panels The panels, in reading order.
 * @param axis Their horizontal axis.
 * @param heading The heading.
 * @param comparison The comparison of the study.
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
          "Selffer: source and target are the same, so a loss is not due to a change of domain.",
        ]
        : [],
      ...absences([...new Set(shown.flatMap(({ points }) => points))], copied.baseline),
      ...copied.others.length
        ? [`Not drawn, because they copy nothing: ${copied.others.join(", ")}.`]
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
    // Vega has no total size of the panels, so parts with a size stand above them.
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

/**
 * Returns the layers of a title above a panel; the position of Vega's own title would depend on the uppermost number of
 * the axis.
 */
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

/** Returns the number of panels side by side: those of a pair, if they fit. */
function columnsOf(panels: readonly TransferPanel[]): number {
  const pairs = new Set(panels.map(({ pair }) => pair).filter((pair) => !isSelffer(pair)));
  const [most, ...others] = [...pairs].map((of) => panels.filter(({ pair }) => pair === of).length);
  if (others.length > 0 && others.every((count) => count === most) && most > 1 && most <= 4) {
    return most;
  }
  if (panels.length <= 4) return panels.length;
  return panels.length <= 6 ? 3 : 4;
}

/**
 * Returns the name of a pair of domains in titles; Yosinski et al. call a network that stays in the domain of its
 * training a selffer.
 */
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

/** Lists the points without a number, and those with fewer seeds than planned. */
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

/** Lists the places of points by method and by a key. */
function places(
  points: readonly CopiedLayersPoint[],
  keyOf: (point: CopiedLayersPoint) => string,
): string {
  const groups = Map.groupBy(points, (point) => `${point.method}, ${keyOf(point)}`);
  return [...groups].map(([what, own]) => {
    if (own.length > mostPlaces) return `${what} in ${own.length} cells`;
    const where = own.map(({ depth, problem }) =>
      depth > 0 ? `${problem.name}, n=${depth}` : problem.name
    );
    return `${what} (${where.join("; ")})`;
  }).join("; ");
}
