import { maximum } from "../../../descriptors/extremes.ts";
import { capital, rowText, textsOf, verdictTexts } from "../../reproduction/texts.ts";
import type { Agreement } from "../../reproduction/agreement.ts";
import { breakable, type Content, element, type Html } from "../html.ts";
import { intervalPlot } from "../interval_plot.ts";
import { scrolled } from "../section.ts";
import { sortHead } from "../sort_head.ts";
import { rowsOf } from "./details.ts";
import type { PlacedCell, PlacedTable } from "./placed_papers.ts";
import { verdictChoice, verdictMark } from "./verdict_mark.ts";

/**
 * Renders a table's numbers: one a line with ours beside it, or in the paper's layout without any run of ours.
 *
 * @param table The table.
 */
export function numbersTable(table: PlacedTable): Html {
  return scrolled(
    { "aria-label": `${table.of.name}: numbers` },
    table.of.cells.every(({ verdict }) => verdict === "not_run")
      ? publishedTable(table)
      : comparedTable(table),
  );
}

function comparedTable({ of, cells }: PlacedTable): Html {
  const limit = maximum(of.cells.flatMap(({ difference, tolerance }) => [
    1.1 * Math.abs(difference ?? 0),
    tolerance?.both ?? 0,
  ])) || 1;
  return element(
    "table",
    { class: "sortable numbers" },
    caption(
      `${
        capital(of.metric)
      }, published and ours with its 95 % interval. In the plots, the line is the ` +
        "published number, the pale band the tolerance for seeds and tests together, the bar our " +
        "interval, the tick our mean.",
    ),
    head([
      sortHead("row", "text"),
      sortHead("method", "text", { subtitle: element("small", {}, "the paper's, ours") }),
      sortHead("published", "high"),
      sortHead("ours", "high"),
      sortHead("difference", "high"),
      sortHead("tolerance", "low", { subtitle: element("small", {}, "seeds, tests, both") }),
      sortHead("verdict", "low"),
    ]),
    element("tbody", {}, cells.map((cell) => comparedLine(cell, of, limit))),
  );
}

function comparedLine(
  { address, of: cell }: PlacedCell,
  table: PlacedTable["of"],
  limit: number,
): Html {
  const { column, arm, status, ours, difference, interval, tolerance, verdict, over } = cell;
  const texts = textsOf(cell, table);
  const name = rowText(cell, rowsOf(table, column));
  return element(
    "tr",
    {
      class: over !== null && "over",
      "data-verdict": verdictChoice(verdict),
      "data-status": status,
      "data-name": [name, column, arm ?? ""].join(" "),
    },
    element("th", { scope: "row" }, breakable(name)),
    element(
      "td",
      { class: "words" },
      column,
      arm !== null && arm !== column && [" ", element("small", {}, arm)],
    ),
    element(
      "td",
      { "data-value": cell.published },
      texts.published,
      " ",
      element("small", { class: status }, status),
    ),
    ours === null ? absent : element(
      "td",
      { "data-value": ours },
      texts.ours,
      " ",
      element("small", {}, texts.interval),
    ),
    difference === null ? absent : element(
      "td",
      { "data-value": difference },
      texts.difference,
      " ",
      element("small", {}, texts.judged),
      intervalPlot({
        center: difference,
        range: interval ? [interval[0] - cell.published, interval[1] - cell.published] : undefined,
        band: tolerance ? [-tolerance.both, tolerance.both] : undefined,
      }, limit),
    ),
    tolerance === null ? absent : element(
      "td",
      { "data-value": tolerance.both },
      texts.tolerance.slice(0, 2).map((text) => [element("small", {}, text), " "]),
      texts.tolerance[2],
    ),
    element(
      "td",
      { id: address, class: "words", "data-value": order.indexOf(verdict) },
      element("a", { href: `#${address}` }, verdictMark(verdict, cell.distinguishes)),
    ),
  );
}

/** The order of verdicts, which is that of their explanations. */
const order = Object.keys(verdictTexts) as Agreement[];

const absent = element("td", { class: "absent" }, "–");

/** Renders the numbers in the paper's rows and columns. */
function publishedTable(
  { of: { metric, columns, decimals, cells: all }, cells }: PlacedTable,
): Html {
  const names = Object.keys(columns);
  const rows = new Set(all.filter(({ over }) => over === null).map(({ row }) => row));
  const found = (row: string, column: string) =>
    cells.find(({ of }) => of.row === row && of.column === column && of.over === null);
  return element(
    "table",
    { class: "sortable" },
    caption(`${capital(metric)}, as published. No run of ours is planned.`),
    head([
      sortHead("row", "text"),
      names.map((column) =>
        sortHead(column, "high", {
          subtitle: element("small", { class: columns[column].status }, columns[column].status),
        })
      ),
    ]),
    element(
      "tbody",
      {},
      [...rows].map((row) =>
        element(
          "tr",
          {
            "data-verdict": "not_run",
            "data-status": [...new Set(names.map((column) => columns[column].status))].join(" "),
            "data-name": [row, ...names].join(" "),
          },
          element("th", { scope: "row" }, breakable(row)),
          names.map((column) => {
            const cell = found(row, column);
            return cell ? publishedCell(cell, decimals) : absent;
          }),
        )
      ),
    ),
  );
}

function publishedCell({ address, of }: PlacedCell, decimals: number): Html {
  return element(
    "td",
    { id: address, "data-value": of.published },
    element("a", { href: `#${address}` }, textsOf(of, { decimals }).published),
  );
}

function head(contents: Content): Html {
  return element("thead", {}, element("tr", {}, contents));
}

function caption(text: string): Html {
  return element("caption", {}, element("span", {}, text));
}
