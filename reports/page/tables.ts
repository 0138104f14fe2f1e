import { metricKinds } from "../../descriptors/metrics.ts";
import type { Comparison, Entry, Row, Section } from "../inference/comparison.ts";
import { harmOf } from "../inference/comparison_summary.ts";
import { HARM, labelOf, numberCell } from "../tables/sheet_cells.ts";
import { type CellPlace, gainCell, plotLimits } from "./gain_cells.ts";
import { breakable, type Content, element, type Html } from "./html.ts";
import { cellAddress, methodAddress, type PlacedStudy, type TableColumn } from "./placed_study.ts";
import { scrolled } from "./section.ts";
import { sortHead } from "./sort_head.ts";

/** The content of tables: the measured values, or the gains over the baseline. */
export type View = "values" | "gains";

/** The addresses of methods' cards, by the methods' names. */
export type CardAddresses = ReadonlyMap<string, string>;

/**
 * Returns the views of a study.
 *
 * @param comparison The study's comparison.
 */
export function viewsOf({ baseline, methods }: Comparison): View[] {
  return baseline && methods.length > 1 ? ["values", "gains"] : ["values"];
}

/**
 * Renders all tables of a study: one for each view and selection rule.
 *
 * @param placed The study.
 * @param cards The addresses of the methods' cards.
 */
export function tables(placed: PlacedStudy, cards: CardAddresses): Html[] {
  const { comparison: { sections }, title } = placed.study;
  const views = viewsOf(placed.study.comparison);
  return views.flatMap((view) =>
    sections.map((section, i) => {
      const name = `${title}: ${view}, ${section.selection}`;
      return scrolled(
        { "aria-label": name, "data-view": view, "data-selection": placed.selectionSlugs[i] },
        view === "values"
          ? valuesTable(placed, section, cards, views.includes("gains"))
          : gainsTable(placed, section, cards),
      );
    })
  );
}

function valuesTable(
  placed: PlacedStudy,
  section: Section,
  cards: CardAddresses,
  gained: boolean,
): Html {
  const { comparison } = placed.study;
  const { rows } = section;
  const columns = placed.columns.filter((column) => hasValues(column, rows));
  const all = placed.columns.at(-1)!;
  const limit = plotLimits(placed, [all], rows).get(all)!;
  const first = section === comparison.sections[0];
  return element(
    "table",
    {},
    caption(comparison, section, measured(comparison)),
    heads([
      sortHead("method", "text", { level: "method" }),
      columns.map((column) => valueHead(comparison, column)),
      gained && sortHead(`gain over ${comparison.baseline!.label}`, "high", { level: "all" }),
    ]),
    element(
      "tbody",
      {},
      rows.map((row, method) => {
        const address = (column: TableColumn) => cellAddress(placed, method, column, section);
        return line(row, [
          rowHead(placed, row, cards, first && methodAddress(placed, method)),
          columns.map((column) =>
            valueCell(column.of(row), {
              address: address(column),
              level: column.level,
              target: true,
            })
          ),
          gained && gainCell(placed.gainOf(all.of(row)), all.of(row), {
            address: address(all),
            level: "all",
            target: !columns.includes(all),
          }, limit),
        ]);
      }),
    ),
  );
}

function gainsTable(
  placed: PlacedStudy,
  section: Section,
  cards: CardAddresses,
): Html {
  const { comparison } = placed.study;
  const { rows } = section;
  const { columns } = placed;
  const limits = plotLimits(placed, columns, rows);
  const content =
    `gain over ${comparison.baseline!.label} with its 95 % interval, paired by seed; ` +
    "above zero is better";
  return element(
    "table",
    {},
    caption(comparison, section, content),
    heads([
      sortHead("method", "text", { level: "method" }),
      columns.map(({ head, level }) => sortHead(head, "high", { level })),
      sortHead("harmed", "low", { level: "all" }),
    ]),
    element(
      "tbody",
      {},
      rows.map((row, method) =>
        row.method !== comparison.baseline && line(row, [
          rowHead(placed, row, cards, false),
          columns.map((column) =>
            gainCell(placed.gainOf(column.of(row)), column.of(row), {
              address: cellAddress(placed, method, column, section),
              level: column.level,
              target: false,
            }, limits.get(column)!)
          ),
          harmCell(placed, row),
        ])
      ),
    ),
  );
}

function heads(contents: Content): Html {
  return element("thead", {}, element("tr", {}, contents));
}

function valueHead(
  { problems }: Comparison,
  { head, level, problems: [{ metric }] }: TableColumn,
) {
  const several = new Set(problems.map(({ metric }) => metric)).size > 1;
  const subtitle = several && level === "task" && element("small", {}, metricKinds[metric].title);
  return sortHead(head, metricKinds[metric].higherIsBetter ? "high" : "low", { level, subtitle });
}

function line(row: Row, cells: Content): Html {
  return element(
    "tr",
    { "data-method": row.method.label, "data-status": worstStatus(row) },
    cells,
  );
}

function rowHead(
  placed: PlacedStudy,
  { method }: Row,
  cards: CardAddresses,
  address: string | false,
): Html {
  const card = cards.get(method.method.name);
  const label = breakable(labelOf({ method }));
  return element(
    "th",
    { scope: "row", id: address, "data-level": "method" },
    element("span", {}, card === undefined ? label : element("a", { href: `#${card}` }, label)),
    method === placed.study.comparison.baseline && [" ", element("small", {}, "baseline")],
  );
}

function valueCell(entry: Entry, { address, level, target }: CellPlace): Html {
  const { text, mark } = numberCell(entry);
  const [number, error] = text.split(" ± ");
  const { mean, status } = entry.cell;
  return element(
    "td",
    {
      id: target && address,
      class: mark,
      "data-level": level,
      "data-value": mark === "absent" ? undefined : mean!,
      "data-status": status,
    },
    element(
      "a",
      { href: `#${address}` },
      number,
      error !== undefined && [" ", element("small", {}, `± ${error}`)],
      mark === "best" && element("span", { class: "visually-hidden" }, ", best"),
    ),
  );
}

function harmCell(placed: PlacedStudy, row: Row): Html {
  const { harmed, known, problems } = harmOf(placed.study.comparison, row);
  const unknown = problems - known;
  const level = { "data-level": "all" };
  if (known === 0) return element("td", { ...level, class: "absent" }, "unknown");
  return element(
    "td",
    { ...level, "data-value": harmed, class: harmed > 0 && "harmed" },
    `${harmed > 0 ? `${HARM} ` : ""}${harmed} of ${known}`,
    unknown > 0 && [" ", element("small", {}, `${unknown} unknown`)],
  );
}

/** True if a column's cells have means, which metrics of several units do not have. */
function hasValues(column: TableColumn, rows: readonly Row[]): boolean {
  return column.of(rows[0]).scale !== undefined;
}

/** Returns the worst status in a row. */
function worstStatus({ entries }: Row): string {
  const statuses = entries.map(({ cell }) => cell.status);
  const order = ["failed", "diverged", "not_run", "partial"] as const;
  return order.find((status) => statuses.includes(status)) ?? "ok";
}

function caption({ seeds }: Comparison, { selection, title }: Section, what: string): Html {
  const over = seeds.length > 1
    ? `${seeds.length} seeds (${seeds.join(", ")})`
    : `one seed (${seeds[0]})`;
  return element(
    "caption",
    {},
    element(
      "span",
      {},
      element("b", {}, selection),
      `, ${title}: ${what}; ${over}.`,
    ),
  );
}

function measured({ problems, words, seeds }: Comparison): string {
  const metrics = [...new Set(problems.map(({ metric }) => metric))];
  const described = metrics.map((metric) => {
    const { title, percent, higherIsBetter } = metricKinds[metric];
    return `${title}${percent ? " in %" : ""}, ${higherIsBetter ? "higher" : "lower"} is better`;
  });
  const spread = seeds.length > 1 ? "; mean ± standard error" : "";
  return `${described.join("; ")}, on the ${words.tested}${spread}`;
}
