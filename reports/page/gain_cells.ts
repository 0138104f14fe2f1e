import { maximum } from "../../descriptors/extremes.ts";
import type { Entry, Row } from "../inference/comparison.ts";
import type { Gain } from "../inference/gains.ts";
import { numberCell } from "../tables/sheet_cells.ts";
import { element, type Html } from "./html.ts";
import { intervalPlot } from "./interval_plot.ts";
import type { PlacedStudy, TableColumn } from "./placed_study.ts";
import { gainIntervalText, gainText, gainUnit, verdictMarks } from "../tables/quantities.ts";

/** The place of a cell. */
export interface CellPlace {
  /** The address that its link opens. */
  readonly address: string;
  readonly level: TableColumn["level"];
  /** True if the cell itself is the target of the address. */
  readonly target: boolean;
}

/** The gain at the right edge of a column's plots; the gain at the left edge is its negative. */
export type PlotLimits = ReadonlyMap<TableColumn, number>;

/** The multiple of the greatest mean gain up to which plots show intervals; longer ones are cut. */
const FURTHEST = 2.5;

/**
 * Chooses the scales of the small plots in the cells: one for all columns of a unit, except for metrics with units of
 * their own.
 *
 * @param placed The study.
 * @param columns The columns.
 * @param rows The rows whose gains are shown.
 */
export function plotLimits(
  { gainOf }: PlacedStudy,
  columns: readonly TableColumn[],
  rows: readonly Row[],
): PlotLimits {
  const gains = columns.map((column) => rows.flatMap((row) => gainOf(column.of(row)) ?? []));
  const byUnit = Map.groupBy(gains.flat(), gainUnit);
  const limits = new Map([...byUnit].map(([unit, alike]) => [unit, limitOf(alike)]));
  return new Map(columns.map((column, i) => {
    const unit = gains[i].length ? gainUnit(gains[i][0]) : "";
    return [column, unit ? limits.get(unit)! : limitOf(gains[i])];
  }));
}

/**
 * Renders a gain with its interval, as numbers and as a small plot around zero.
 *
 * @param gain The gain; `undefined` for the baseline's own.
 * @param entry The entry of the gain.
 * @param place The place of the cell.
 * @param limit The gain at the plot's edges.
 */
export function gainCell(
  gain: Gain | undefined,
  entry: Entry,
  { address, level, target }: CellPlace,
  limit: number,
): Html {
  const place = { id: target && address, "data-level": level };
  const text = gain && gainText(gain);
  if (!gain || text === undefined) {
    const { text, mark } = numberCell(entry);
    const shown = gain && mark === "absent" ? text : "–";
    return element(
      "td",
      { ...place, class: "absent", "data-status": entry.cell.status },
      element("a", { href: `#${address}` }, shown),
    );
  }
  const { verdict, stars, estimate: { mean, n, interval } } = gain;
  const marked = verdict === "helped" || verdict === "harmed";
  return element(
    "td",
    { ...place, class: `gain ${verdict}`, "data-value": mean },
    element(
      "a",
      { href: `#${address}` },
      marked &&
        [element("span", { class: "mark", "aria-hidden": "true" }, verdictMarks[verdict]), " "],
      text,
      stars && element("sup", {}, stars),
      marked && element("span", { class: "visually-hidden" }, `, ${verdict}, `),
      " ",
      element(
        "small",
        {},
        interval ? gainIntervalText(interval, gain) : `${n} of ${entry.planned} seeds`,
      ),
      intervalPlot({
        center: mean!,
        range: interval && [interval.lower, interval.upper],
      }, limit),
    ),
  );
}

function limitOf(gains: readonly Gain[]): number {
  const means = gains.map(({ estimate }) => Math.abs(estimate.mean ?? 0));
  const bounds = gains.flatMap(({ estimate: { interval } }) =>
    interval ? [Math.abs(interval.lower), Math.abs(interval.upper)] : []
  );
  return Math.min(
    Math.max(0, maximum(bounds), maximum(means)),
    FURTHEST * Math.max(0, maximum(means)),
  ) || 1;
}
