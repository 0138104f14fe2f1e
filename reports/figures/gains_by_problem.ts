import { maximum, minimum } from "../../descriptors/extremes.ts";
import { shownOf } from "../tables/columns.ts";
import type { Study } from "../inference/study.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { cellNotes, cellsOf, type GainCell, MEAN, signNotes } from "./gain_cells.ts";
import {
  type Frame,
  framed,
  inks,
  inLines,
  innerWidth,
  leading,
  letters,
  oneColumn,
  twoColumns,
  widest,
} from "./paper_frame.ts";
import { gainNotes, shownGains, type ShownRow } from "./shown_gains.ts";
import { wrapped } from "./text_width.ts";

/** Pale vermilion, white and pale blue, which are distinct in colour blindness and leave black text legible. */
const colors = ["#e9935f", "#ffffff", "#7db9de"];
const absentColor = "#e4e4e4";

/** The widest line of a name of a method or a problem, in pixels. */
const widestName = 180;
/** The widest line of a name that is slanted over its column. */
const widestHead = 190;
/** The heights of a cell with two lines of text and of one with only a sign, and the greatest width, in pixels. */
const heights = { numbers: 31, signs: 17 };
const widestCell = 130;
/** The height of the legend below the cells, in pixels. */
const legendHeight = 60;

/** The gain of each method on each problem: a heat map whose colours are centred at zero. */
const gainsByProblem: FigureKind = {
  name: "gains_by_problem",
  place: 10,
  describe: "The gain of each method over the baseline on each problem: a heat map with numbers.",
  draw: (study) => figures(study),
};

export default gainsByProblem;

function figures(study: Study): Figure[] {
  const { comparison } = study;
  const gains = shownGains(comparison);
  if (!gains) return [];
  const { grouped, heads } = shownOf(comparison);
  const columns = grouped ? heads : comparison.problems.map(({ name }) => name);
  const { rows, baseline, unit, selection } = gains;
  if (columns.length < 2 || (columns.length < 3 && rows.length < 2)) return [];
  const what = grouped ? "group" : comparison.words.problem;
  const cells = rows.flatMap((row) => cellsOf(row, grouped ? row.groups : row.problems));
  const names: [string, readonly string[]][] = [
    ["method", rows.map(({ label }) => label)],
    ["problem", [...columns, MEAN]],
  ];
  const [down, across] = columns.length + 1 >= rows.length ? names.toReversed() : names;
  const layout = layoutOf(down[1], across[1], cells);
  const notes = gainNotes(gains, comparison);
  return [{
    name: gainsByProblem.name,
    title: `Gain over ${baseline} by ${what} of ${study.title}, ${unit}, ${selection}`,
    spec: framed({
      ...layout.frame,
      title: `Gain over ${baseline} by ${what}, ${unit}`,
      notes: [
        ...notes,
        ...layout.numbers ? cellNotes(cells) : signNotes(cells),
      ],
      description: `Gain over ${baseline} by ${what}, of ${names[0][1].join(", ")}`,
    }, {
      width: innerWidth(layout.frame),
      height: layout.frame.height,
      layer: layersOf(cells, down, across, layout, unit, reachOf(rows, grouped)),
    }),
  }];
}

/** Returns the reach of the colours: the greatest gain or harm of a rival; a bound may lie beyond it. */
function reachOf(rows: readonly ShownRow[], grouped: boolean): Reach {
  const rivals = rows.filter(({ upperBound }) => !upperBound);
  const gains = rivals.flatMap(({ problems, groups, average }) => [
    ...grouped ? groups : problems,
    average,
  ]);
  const decimals = maximum(rows.map(({ average }) => average.decimals));
  const sizes = gains.map(({ mean }) => Math.abs(mean ?? 0));
  // A reach of less than ten units of the last digit would exaggerate small gains.
  return { greatest: Math.max(10 ** (1 - decimals), maximum(sizes)), decimals };
}

interface Reach {
  readonly greatest: number;
  readonly decimals: number;
}

interface Layout {
  readonly frame: Pick<Frame, "width" | "margin" | "height">;
  /** True if the cells contain numbers, false if they contain only signs. */
  readonly numbers: boolean;
  readonly slanted: boolean;
  /** The names above the columns, in lines. */
  readonly heads: readonly (readonly string[])[];
  readonly labels: ReturnType<typeof inLines>;
}

/** Chooses the narrower of a paper's widths that has room for the numbers; without room, the numbers are omitted. */
function layoutOf(
  down: readonly string[],
  across: readonly string[],
  cells: readonly GainCell[],
): Layout {
  const labels = inLines(down, widestName);
  const left = labels.width + 10;
  const needed = widest(cells.flatMap(({ number, spread }) => [number, spread])) + 6;
  const of = (width: number, numbers: boolean): Layout & { readonly fits: boolean } => {
    const cellBeside = (right: number) =>
      Math.min(widestCell, Math.floor((width - left - right) / across.length));
    const upright = across.map((name) => wrapped(name, cellBeside(8) - 4, letters.text));
    const slanted = widest(upright.flat()) > cellBeside(8) - 4;
    const heads = slanted ? across.map((name) => wrapped(name, widestHead, letters.text)) : upright;
    // A head slanted by 45° extends as far to the right of its column's middle as upwards.
    const reaches = heads.map((lines) =>
      slanted ? (widest(lines) + lines.length * leading.text) * Math.SQRT1_2 : 0
    );
    const cellWidth = Math.floor(
      Math.min(
        cellBeside(8),
        minimum(reaches.map((reach, i) => (width - left - reach) / (i + 0.5))),
      ),
    );
    const lines = maximum(heads.map(({ length }) => length));
    const margin = {
      left,
      right: width - left - cellWidth * across.length,
      top: (slanted ? Math.ceil(maximum(reaches)) : leading.text * lines) + 14,
      bottom: legendHeight,
    };
    const rowHeight = Math.max(
      numbers ? heights.numbers : heights.signs,
      labels.most * leading.text + 4,
    );
    return {
      frame: { width, margin, height: rowHeight * down.length },
      numbers,
      slanted,
      heads,
      labels,
      fits: cellWidth >= needed,
    };
  };
  const candidates = [oneColumn, twoColumns].map((width) => of(width, true));
  return candidates.find(({ fits }) => fits) ?? of(twoColumns, false);
}

function layersOf(
  cells: readonly GainCell[],
  [downField, down]: [string, readonly string[]],
  [acrossField, across]: [string, readonly string[]],
  { frame, numbers, slanted, heads, labels }: Layout,
  unit: string,
  reach: Reach,
) {
  const nominal = { type: "nominal", sort: null };
  const place = {
    x: { ...nominal, field: acrossField, scale: { domain: across }, axis: null },
    y: {
      ...nominal,
      field: downField,
      scale: { domain: down },
      axis: { title: null, ticks: false, domain: false, labelPadding: 6, ...labels.axis },
    },
  };
  const rect = { type: "rect", stroke: inks.grid, strokeWidth: 1, aria: false };
  const text = (filter: string, field: keyof GainCell, dy: number) => ({
    data: { values: cells },
    transform: [{ filter }],
    mark: { type: "text", dy, aria: false },
    encoding: { ...place, text: { field } },
  });
  const two = "datum.spread !== ''";
  const average = { datum: MEAN, bandPosition: 0 };
  return [
    {
      data: { values: cells },
      transform: [{ filter: "datum.gain === null" }],
      mark: { ...rect, color: absentColor },
      encoding: place,
    },
    {
      data: { values: cells },
      transform: [{ filter: "datum.gain !== null" }],
      mark: rect,
      encoding: { ...place, color: gainColor(reach, unit, innerWidth(frame)) },
    },
    ...numbers
      ? [text(two, "number", -6), text(two, "spread", 7), text(`!(${two})`, "number", 1)]
      : [text("true", "sign", 1)],
    headsLayer(
      across.map((name, i) => ({ [acrossField]: name, lines: heads[i] })),
      place.x,
      slanted,
    ),
    {
      data: { values: [{}] },
      mark: { type: "rule", color: inks.dark, aria: false },
      encoding: acrossField === "problem" ? { x: average } : { y: average },
    },
  ];
}

/** Returns the layer of the names above the columns; their last lines are next to the cells. */
function headsLayer(
  heads: readonly { readonly lines: readonly string[] }[],
  x: object,
  slanted: boolean,
) {
  const most = maximum(heads.map(({ lines }) => lines.length));
  // The first line is placed, and the others follow below it. Vega drops lines of blanks.
  const blank = (lines: readonly string[]) => Array(most - lines.length).fill("\u200B");
  return {
    data: {
      values: heads.map(({ lines, ...head }) => ({
        ...head,
        text: [...blank(lines), ...lines].join("\n"),
      })),
    },
    mark: {
      type: "text",
      aria: false,
      lineBreak: "\n",
      lineHeight: leading.text,
      // Slanted lines have their middle above the column's, and all begin above the cells.
      ...slanted
        ? {
          angle: -45,
          align: "left",
          baseline: "middle",
          dx: (most - 1) * leading.text / 2,
          dy: -(most - 1) * leading.text / 2,
        }
        : { baseline: "line-bottom" },
    },
    encoding: {
      x,
      y: { value: slanted ? -8 : -4 - (most - 1) * leading.text },
      text: { field: "text" },
    },
  };
}

function gainColor({ greatest, decimals }: Reach, unit: string, width: number) {
  return {
    field: "gain",
    type: "quantitative",
    scale: { domain: [-greatest, 0, greatest], range: colors, interpolate: "rgb", clamp: true },
    legend: {
      title: `${unit}; above zero is better`,
      orient: "bottom",
      direction: "horizontal",
      gradientLength: Math.min(160, width),
      gradientThickness: 10,
      values: [-greatest, 0, greatest],
      labelExpr: `datum.value === 0 ? '0' : format(datum.value, '+.${decimals}f')`,
    },
  };
}
