import { extent, maximum } from "../../descriptors/extremes.ts";
import type { ReproducedCell } from "../reproduction/compared_table.ts";
import type { ReproducedTable } from "../reproduction/reproduction.ts";
import { verdictTexts } from "../reproduction/texts.ts";
import type { Agreement } from "../reproduction/agreement.ts";
import type { Figure } from "./figure.ts";
import {
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
import { wrapped } from "./text_width.ts";

/** The widest line of a row's name, and the least width of a panel, in pixels. */
const widestName = 130;
const leastPanel = 104;
const gap = 14;
const axisHeight = 36;
const keyHeight = 18;

/** The signs of verdicts: a colour, and a shape for readers who do not see colours. */
const signs: {
  readonly [V in Exclude<Agreement, "not_run" | "diverged" | "failed">]: readonly [
    ink: string,
    shape: string,
  ];
} = {
  reproduced: [inks.helped, "circle"],
  within_tolerance: ["#009E73", "diamond"],
  outside: [inks.harmed, "triangle-up"],
  too_few_seeds: [inks.neutral, "square"],
  partial: [inks.neutral, "square"],
};

/** A published number with one of ours. */
type ComparedCell = ReproducedCell & { readonly ours: number };

/** The panel of one of the paper's methods. */
interface Panel {
  readonly column: string;
  readonly arm: string;
  readonly cells: readonly ComparedCell[];
}

/**
 * Draws a published table beside ours: a panel for each of its methods with, for each row, the published number, ours
 * with its interval, and the tolerance.
 *
 * @param table The table.
 * @returns The figure; `undefined` without numbers of ours.
 */
export function publishedBesideOurs(table: ReproducedTable): Figure | undefined {
  const panels = panelsOf(table);
  if (panels.length === 0) return undefined;
  const rows = rowsOf(panels);
  const { width: nameWidth, most, axis } = inLines(rows, widestName);
  const rowHeight = Math.max(17, most * leading.text + 4);
  const panelHeight = rowHeight * rows.length;
  const width = panels.length > 1 ? twoColumns : oneColumn;
  const margin = {
    left: nameWidth + 12,
    right: 12,
    top: 6,
    bottom: axisHeight,
  };
  const inner = innerWidth({ width, margin });
  const abreast = Math.min(
    panels.length,
    Math.max(1, Math.floor((inner + gap) / (leastPanel + gap))),
  );
  const panelWidth = (inner - gap * (abreast - 1)) / abreast;
  const heads = panels.map((panel) => headOf(panel, panelWidth));
  const above = maximum(heads.map(({ height }) => height)) + 8;
  const strips = Math.ceil(panels.length / abreast);
  const between = axisHeight + above;
  const domain = domainOf(panels);
  const size = { width: panelWidth, height: panelHeight };
  const { name, metric } = table;
  const title = `${name}: published numbers beside ours`;
  return {
    name: "published_beside_ours",
    title: `${title}, ${metric}, ${table.selection}`,
    spec: framed({
      width,
      title,
      notes: notesOf(table, panels),
      description: `${title}: ${
        panels.map(({ column, cells }) => `${column} ${countsOf(cells)}`).join("; ")
      }`,
      margin,
      height: keyHeight + above + strips * panelHeight + (strips - 1) * between,
    }, {
      spacing: above,
      bounds: "flush",
      vconcat: [
        keyOf(panels),
        {
          spacing: { row: between, column: gap },
          columns: abreast,
          bounds: "flush",
          concat: panels.map((panel, i) =>
            drawn(panel, heads[i], size, rows, i % abreast === 0 ? axis : undefined, domain, metric)
          ),
        },
      ],
    }),
  };
}

function panelsOf({ arms, cells }: ReproducedTable): Panel[] {
  return Object.entries(arms).map(([column, arm]) => ({
    column,
    arm,
    cells: cells.filter((cell): cell is ComparedCell =>
      cell.column === column && cell.ours !== null
    ),
  })).filter(({ cells }) => cells.length > 0);
}

/** The head of a panel in lines: the paper's method, and ours if it has another name. */
interface Head {
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
  /** The height in pixels. */
  readonly height: number;
}

function headOf({ column, arm }: Panel, width: number): Head {
  const theirs = wrapped(column, width, letters.text, "bold");
  const ours = column === arm ? [] : wrapped(`ours: ${arm}`, width, letters.text);
  return { theirs, ours, height: leading.text * (theirs.length + ours.length) };
}

/** Returns the names of the rows of all panels, the mean last. */
function rowsOf(panels: readonly Panel[]): string[] {
  const names = panels.flatMap(({ cells }) => cells.map(nameOfRow));
  return [...new Set(names)].sort((a, b) => Number(a === MEAN) - Number(b === MEAN));
}

const MEAN = "mean over rows";

function nameOfRow({ row, over }: ReproducedCell): string {
  return over ? MEAN : row;
}

/** Returns the domain of the panels' axes: all numbers, intervals and tolerances. */
function domainOf(panels: readonly Panel[]): [least: number, greatest: number] {
  const values = panels.flatMap(({ cells }) => cells).flatMap((cell) => {
    const { published, ours, interval, tolerance } = cell;
    const reach = tolerance?.both ?? 0;
    return [published, ours - reach, ours + reach, ...interval ?? []];
  });
  return extent(values);
}

/** Draws a panel; the first of several side by side has the names of the rows. */
function drawn(
  { cells }: Panel,
  head: Head,
  size: { readonly width: number; readonly height: number },
  rows: readonly string[],
  names: object | undefined,
  domain: readonly number[],
  metric: string,
) {
  const values = cells.map((cell) => {
    const { published, ours, interval, tolerance, verdict } = cell;
    return {
      row: nameOfRow(cell),
      ...{ published, ours, verdict },
      lower: interval?.[0] ?? ours,
      upper: interval?.[1] ?? ours,
      least: tolerance ? ours - tolerance.both : ours,
      most: tolerance ? ours + tolerance.both : ours,
    };
  });
  const y = {
    field: "row",
    type: "nominal",
    sort: null,
    scale: { domain: rows },
    axis: names
      ? { title: null, ticks: false, domain: false, grid: true, ...names }
      : { title: null, ticks: false, domain: false, grid: true, labels: false },
  };
  const x = (field: string) => ({
    field,
    type: "quantitative",
    scale: { domain, nice: false, zero: false, padding: 8 },
    axis: { title: names ? metric : null, titleAnchor: "start", tickCount: 4, grid: false },
  });
  const line = (from: string, to: string, mark: object, encoding: object = {}) => ({
    mark: { type: "rule", aria: false, ...mark },
    encoding: { y, x: x(from), x2: { field: to }, ...encoding },
  });
  const heading = (lines: readonly string[], from: number, fontWeight: string) => ({
    data: { values: [{ text: lines.join("\n") }] },
    mark: {
      type: "text",
      align: "left",
      baseline: "line-top",
      lineBreak: "\n",
      lineHeight: leading.text,
      fontWeight,
      aria: false,
    },
    encoding: { y: { value: from }, x: { value: 0 }, text: { field: "text" } },
  });
  return {
    ...size,
    data: { values },
    layer: [
      line("least", "most", { stroke: "#d9d9d9", strokeWidth: 9 }),
      line("lower", "upper", { strokeWidth: 2 }, { color: verdictEncoding(0) }),
      {
        mark: { type: "point", filled: true, opacity: 1, size: 50, aria: false },
        encoding: { y, x: x("ours"), color: verdictEncoding(0), shape: verdictEncoding(1) },
      },
      {
        mark: { type: "tick", color: inks.dark, opacity: 1, thickness: 2, size: 13, aria: false },
        encoding: { y, x: x("published") },
      },
      heading(head.theirs, -4 - head.height, "bold"),
      ...head.ours.length
        ? [heading(head.ours, -4 - head.height + leading.text * head.theirs.length, "normal")]
        : [],
    ],
  };
}

/** Encodes verdicts by one part of their signs. */
function verdictEncoding(part: 0 | 1) {
  return {
    field: "verdict",
    type: "nominal",
    sort: null,
    scale: { domain: Object.keys(signs), range: Object.values(signs).map((sign) => sign[part]) },
    legend: null,
  };
}

/** Returns the key to the signs of the verdicts that occur, in a line, after the sign of the published numbers. */
function keyOf(panels: readonly Panel[]) {
  const found = new Set(panels.flatMap(({ cells }) => cells.map(({ verdict }) => verdict)));
  const verdicts = (Object.keys(signs) as Agreement[]).filter((verdict) => found.has(verdict));
  const sign = 12;
  let at = sign / 2;
  const place = (label: string) => {
    const placed = { label, at, text: at + sign };
    at += 2 * sign + widest([label]) + 4;
    return placed;
  };
  const published = place("published");
  const values = verdicts.map((verdict) => ({ verdict, ...place(verdictTexts[verdict]) }));
  const x = (field: string) => ({ field, type: "quantitative", scale: null, axis: null });
  const y = { value: keyHeight / 2 };
  return {
    width: at,
    height: keyHeight,
    layer: [
      {
        data: { values: [published] },
        mark: { type: "tick", color: inks.dark, opacity: 1, thickness: 2, size: 13, aria: false },
        encoding: { x: x("at"), y },
      },
      {
        data: { values },
        mark: { type: "point", filled: true, opacity: 1, size: 50, aria: false },
        encoding: { x: x("at"), y, color: verdictEncoding(0), shape: verdictEncoding(1) },
      },
      {
        data: { values: [published, ...values] },
        mark: { type: "text", align: "left", fontSize: letters.text, aria: false },
        encoding: { x: x("text"), y, text: { field: "label" } },
      },
    ],
  };
}

function notesOf(
  { selection, cells, columns }: ReproducedTable,
  panels: readonly Panel[],
): string[] {
  const shown = panels.flatMap(({ cells }) => cells);
  const seeds = [...new Set(shown.map(({ n }) => n))].sort((a, b) => a - b);
  const of = seeds.length === 1 ? `${seeds[0]}` : `${seeds[0]} to ${seeds.at(-1)}`;
  const rows = new Set(shown.map(nameOfRow));
  const without = [
    ...Object.keys(columns).filter((column) => panels.every((panel) => panel.column !== column)),
    ...new Set(cells.map(nameOfRow).filter((name) => !rows.has(name))),
  ];
  return [
    `Ours: means over ${of} ${
      of === "1" ? "seed" : "seeds"
    } with 95 % intervals; checkpoints: ${selection}.`,
    ...shown.some(({ tolerance }) => tolerance)
      ? [
        "Pale: the tolerance of a published number for other seeds and other test examples together.",
      ]
      : [],
    ...without.length ? [`Not run: ${without.join(", ")}.`] : [],
  ];
}

/** Lists the number of cells with each verdict. */
function countsOf(cells: readonly ComparedCell[]): string {
  const groups = Map.groupBy(cells.filter(({ over }) => over === null), ({ verdict }) => verdict);
  return [...groups].map(([verdict, { length }]) => `${length} ${verdictTexts[verdict]}`).join(
    ", ",
  );
}
