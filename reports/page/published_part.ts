import { shownOf } from "../tables/columns.ts";
import type { Row } from "../inference/comparison.ts";
import { nameOf, type Quotation, quotations } from "../tables/published.ts";
import { numberCell, publishedCell, type SheetCell } from "../tables/sheet_cells.ts";
import { type Content, element, type Html } from "./html.ts";
import { paperLink } from "./paper_link.ts";
import type { PlacedStudy } from "./placed_study.ts";
import { bullets, scrolled, section } from "./section.ts";

/**
 * Renders the papers' numbers for a study's methods and problems beside ours, with their sources.
 *
 * @param placed The study.
 * @returns The part; nothing without published numbers.
 */
export function publishedPart(
  { slug, study: { title, comparison, published } }: PlacedStudy,
): Html | false {
  const shown = shownOf(comparison);
  const { sections: [{ selection, rows }] } = comparison;
  const names = [...new Set(rows.map(({ method }) => method.method.name))];
  const quoted = published.map((table) => ({
    table,
    of: new Map(names.map((name) => [name, quotations(table, name, shown.names)])),
  })).filter(({ of }) => [...of.values()].some((found) => found.length > 0));
  if (quoted.length === 0) return false;
  const heads = ["method", ...shown.heads, ...shown.averaged ? ["mean"] : []];
  const ours = (row: Row) =>
    [...shown.of(row), ...shown.averaged ? [row.average] : []].map((entry) =>
      numberCell({ ...entry, best: false })
    );
  const theirs = ({ values, average }: Quotation) =>
    (shown.averaged ? [...values, average] : values).map(publishedCell);
  const bodies = names.map((name) => {
    const found = quoted.flatMap(({ table, of }) =>
      of.get(name)!.map((quotation) => ({ table, quotation }))
    );
    return found.length > 0 && element(
      "tbody",
      {},
      rows.filter(({ method }) => method.method.name === name).map((row) =>
        line("ours", row.method.label, "ours", ours(row))
      ),
      found.map(({ table, quotation }) => {
        const { column, status } = quotation;
        return line("theirs", column, `${nameOf(table)}, ${status}`, theirs(quotation));
      }),
    );
  });
  return section(
    `${slug}/published`,
    3,
    "Published numbers beside ours",
    scrolled(
      { "aria-label": `${title}: published numbers` },
      element(
        "table",
        { class: "published" },
        element(
          "caption",
          {},
          element(
            "span",
            {},
            "Ours under ",
            element("b", {}, selection),
            ", followed by the papers' numbers for the same method.",
          ),
        ),
        element(
          "thead",
          {},
          element("tr", {}, heads.map((head) => element("th", { scope: "col" }, head))),
        ),
        bodies,
      ),
    ),
    bullets(
      "provenance",
      quoted.map(({ table, of }): Content => [
        `${nameOf(table)}: `,
        paperLink(table.paper),
        `. ${[table.metric, table.protocol, table.notes].filter(Boolean).join(" · ")}`,
        bullets(
          "prose",
          [...of.values()].flat().map(({ column, status, source }) => [
            element("code", {}, column),
            " ",
            element("b", { class: status }, status),
            `: ${source}`,
          ]),
        ),
      ]),
    ),
  );
}

function line(kind: string, name: string, whose: string, cells: readonly SheetCell[]): Html {
  return element(
    "tr",
    { class: kind },
    element("th", { scope: "row" }, name, " ", element("small", {}, whose)),
    cells.map(({ text, mark }) => element("td", { class: mark }, text)),
  );
}
