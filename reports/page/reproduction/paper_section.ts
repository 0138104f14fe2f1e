import type { PublishedTable } from "../../../suites/published/paper.ts";
import type {
  ReproducedClaim,
  ReproducedExperiment,
  ReproducedTable,
} from "../../reproduction/reproduction.ts";
import { accountText, flawText } from "../../reproduction/experiment_texts.ts";
import {
  capital,
  claimHeads,
  claimRows,
  columnText,
  countsText,
  sourceText,
} from "../../reproduction/texts.ts";
import { type Content, element, type Html } from "../html.ts";
import { paperLink } from "../paper_link.ts";
import { bullets, scrolled, section, sentence } from "../section.ts";
import { numbersTable } from "./number_tables.ts";
import type { Placed, PlacedPaper, PlacedTable } from "./placed_papers.ts";
import { verdictChoice, verdictMark } from "./verdict_mark.ts";

/** The drawings of some tables, by the tables' addresses. */
export type Drawings = ReadonlyMap<string, { readonly title: string; readonly svg: string }>;

/**
 * Renders the section of a paper: its tables, claims and constants, and the differences and the runs of its
 * experiments.
 *
 * @param paper The paper.
 * @param drawings The drawings of its tables.
 */
export function paperSection(paper: PlacedPaper, drawings: Drawings): Html {
  const {
    address,
    name,
    reproduced: { id, command, paper: of },
    tables,
    claims,
    experiments,
    constants,
  } = paper;
  const parts = [
    ...tables.map((table) => ({
      experiment: table.of.experiment,
      html: tablePart(table, drawings),
    })),
    ...claims.map((claim) => ({ experiment: claim.of.experiment, html: claimPart(claim) })),
  ];
  return element(
    "div",
    { class: "study", "data-paper": address },
    section(
      address,
      2,
      [name, " ", element("code", {}, id)],
      element("p", {}, paperLink(of), `. ${of.venue}, ${of.year}.`),
      element("p", {}, element("code", {}, command)),
      parts.map(({ experiment, html }, i) => [
        html,
        // An experiment stands below the last of its tables and claims.
        experiment !== null &&
        parts.slice(i + 1).every((other) => other.experiment !== experiment) &&
        experimentPart(experiments[experiment], experiments.length > 1),
      ]),
      constants.map(constantsPart),
    ),
  );
}

function tablePart(table: PlacedTable, drawings: Drawings): Html {
  const { address, title, of } = table;
  const { metric, protocol, notes, columns, verdicts, selection } = of;
  const drawing = drawings.get(address);
  return element(
    "div",
    { "data-part": true },
    section(
      address,
      3,
      title,
      element(
        "p",
        {},
        `${capital(metric)}. ${capital(countsText(verdicts))}.`,
        selection !== null && [" Our checkpoints: ", element("code", {}, selection), "."],
      ),
      drawing && element(
        "figure",
        {},
        element(
          "div",
          { class: "drawing", role: "region", tabindex: 0, "aria-label": drawing.title },
          element("img", {
            alt: `${drawing.title}. The table below has the numbers.`,
            src: `data:image/svg+xml;base64,${new TextEncoder().encode(drawing.svg).toBase64()}`,
          }),
        ),
      ),
      lackPart(of),
      numbersTable(table),
      element(
        "details",
        { class: "more" },
        element("summary", {}, "The paper's protocol, and the sources of the numbers"),
        element("p", { class: "prose" }, protocol),
        notes && element("p", { class: "prose" }, "Notes: ", notes),
        provenance(columns),
      ),
    ),
  );
}

/** Renders the parts of a table without a number of ours, with the reasons. */
function lackPart({ lacks, data, arms, cells, columns }: ReproducedTable): Content {
  if (lacks !== null) {
    return element(
      "p",
      { class: "prose" },
      element("b", {}, "Not run, no suite yet"),
      `: Graft lacks ${lacks}; the data would be ${data}.`,
    );
  }
  if (cells.every(({ verdict }) => verdict === "not_run")) {
    const stand = Object.entries(arms).map(([column, arm]) => `${arm} (for ${column})`);
    return element(
      "p",
      { class: "prose" },
      element("b", {}, "Not run"),
      `: no run has been made for our ${stand.join(", ")}.`,
    );
  }
  const compared = Object.keys(columns).filter((column) =>
    cells.some((cell) => cell.column === column && cell.difference !== null)
  );
  const missing = new Set(
    cells.filter(({ arm, reason }) => arm !== null && reason !== null).map(({ row }) => row),
  );
  const others = Object.keys(columns).filter((column) => !(column in arms));
  return bullets("prose", [
    ...compared.map((column) => `${columnText(column, { arms, cells })}.`),
    ...missing.size
      ? [`No run can be planned for ${[...missing].join(", ")}: the data is missing.`]
      : [],
    ...others.map((column) => {
      const { reason } = cells.find((cell) => cell.column === column)!;
      return `${column} is not run: ${reason}.`;
    }),
  ]);
}

function provenance(columns: ReproducedTable["columns"]): Html {
  return bullets(
    "prose",
    Object.entries(columns).map(([column, read]) => [
      element("code", {}, column),
      " ",
      element("b", { class: `read ${read.status}` }, read.status),
      `: ${sourceText(read)}`,
    ]),
  );
}

function claimPart({ address, title, of }: Placed<ReproducedClaim>): Html {
  const { text, status, source, tested, recorded, selection, lacks, data, result } = of;
  const verdict = result?.verdict ?? "not_run";
  return element(
    "div",
    { "data-part": true },
    element(
      "div",
      { "data-verdict": verdictChoice(verdict), "data-status": status, "data-name": title },
      section(
        address,
        3,
        title,
        element("blockquote", {}, `${text}.`),
        element(
          "p",
          {},
          verdictMark(verdict),
          ". ",
          element("b", { class: `read ${status}` }, capital(status)),
          `: ${source}.`,
        ),
        tested === null
          ? element(
            "p",
            { class: "prose" },
            `Not run, no suite yet: Graft lacks ${lacks}; the data would be ${data}.`,
          )
          : [
            element(
              "p",
              { class: "prose" },
              `Tested: ${tested}. Our `,
              element("code", {}, recorded!),
              ", checkpoints: ",
              element("code", {}, selection!),
              ".",
            ),
            scrolled({ "aria-label": title }, termsTable(of)),
          ],
      ),
    ),
  );
}

function termsTable(claim: ReproducedClaim): Html {
  return element(
    "table",
    { class: "plainly" },
    plainHead(["term", ...claimHeads.slice(1)]),
    element(
      "tbody",
      {},
      claimRows(claim).map(([label, ...texts]) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, label),
          texts.map((text) => element("td", {}, text)),
        )
      ),
    ),
  );
}

/** Renders the differences of our runs from the paper's, and the commands that make them. */
function experimentPart(
  { address, title, of }: Placed<ReproducedExperiment>,
  several: boolean,
): Html {
  const { differences, commands, notes, seeds, flaws } = of;
  const which = several ? `, ${title.toLowerCase()}` : "";
  return section(
    address,
    3,
    `Differences and time of our runs${which}`,
    differences.length > 0 && scrolled(
      { "aria-label": "Differences of our runs from the paper's" },
      element(
        "table",
        { class: "plainly differences" },
        plainHead(["what", "the paper", "ours"]),
        element(
          "tbody",
          {},
          differences.map(({ what, paper, ours }) =>
            element(
              "tr",
              {},
              element("th", { scope: "row" }, what),
              element("td", {}, paper),
              element("td", {}, ours),
            )
          ),
        ),
      ),
    ),
    bullets("prose", [
      accountText(of),
      `Seeds ${seeds.join(", ") || "–"}.`,
      ...notes.map(sentence),
      ...flaws.map((flaw) => sentence(flawText(flaw))),
    ]),
    element("p", {}, "The commands that make them:"),
    element("pre", { class: "commands", tabindex: 0 }, commands.join("\n")),
  );
}

/** Renders the constants of the paper's experiments, which are not compared. */
function constantsPart({ address, title, of }: Placed<PublishedTable>): Html {
  const { columns, rows, metric, protocol, notes } = of;
  const names = Object.keys(columns);
  return section(
    address,
    3,
    title,
    element("p", { class: "prose" }, `${capital(metric)}. ${protocol}`),
    scrolled(
      { "aria-label": title },
      element(
        "table",
        { class: "plainly" },
        plainHead(["what", ...names]),
        element(
          "tbody",
          {},
          Object.entries(rows).map(([row, values]) =>
            element(
              "tr",
              {},
              element("th", { scope: "row" }, row),
              names.map((column) => element("td", {}, values[column] ?? "–")),
            )
          ),
        ),
      ),
    ),
    notes && element("p", { class: "prose" }, "Notes: ", notes),
    provenance(columns),
  );
}

function plainHead(heads: readonly string[]): Html {
  return element(
    "thead",
    {},
    element("tr", {}, heads.map((head) => element("th", { scope: "col" }, head))),
  );
}
