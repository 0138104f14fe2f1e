import style from "./style.css" with { type: "text" };
import { publishedBesideOurs } from "../../figures/published_beside_ours.ts";
import { renderSvg } from "../../figures/render.ts";
import { type Paragraph, toleranceExplained } from "../../reproduction/explanation.ts";
import type { ReproducedPaper } from "../../reproduction/reproduction.ts";
import { type Content, element, type Html } from "../html.ts";
import { htmlPage, innerLink } from "../html_page.ts";
import { reproductionScript } from "../scripts.ts";
import { bullets, section } from "../section.ts";
import { verdictChoices } from "./choices.ts";
import { reproductionData } from "./details.ts";
import { overview } from "./overview.ts";
import { type Drawings, paperSection } from "./paper_section.ts";
import { type PlacedPaper, placedPapers } from "./placed_papers.ts";

const heading = "Published numbers beside ours";

/**
 * Renders published numbers beside ours as one HTML page that needs no server, no network and no other file.
 *
 * @param reproduced The papers, in order.
 * @param generatedBy The name and version of the program, for the last line.
 * @returns The document; the same for the same papers.
 */
export async function reproductionHtml(
  reproduced: readonly ReproducedPaper[],
  generatedBy: string,
): Promise<string> {
  const papers = placedPapers(reproduced);
  const drawings = await drawn(papers);
  return htmlPage({
    title: papers.length === 1 ? `${papers[0].name} · ${heading}` : heading,
    heading,
    contents: contentsOf(papers),
    main: [
      overview(papers),
      verdictChoices(papers),
      element("p", { class: "found", role: "status" }),
      papers.map((paper) => paperSection(paper, drawings)),
      section("verdicts", 2, "How the verdicts are reached", toleranceExplained.map(paragraph)),
    ],
    footer: element("p", {}, generatedBy),
    style,
    scripts: [reproductionScript],
    data: reproductionData(papers),
    live: false,
  });
}

/** Draws every table with numbers of ours. */
async function drawn(papers: readonly PlacedPaper[]): Promise<Drawings> {
  const drawings: [address: string, { title: string; svg: string }][] = [];
  for (const { address, of } of papers.flatMap(({ tables }) => tables)) {
    const figure = publishedBesideOurs(of);
    if (figure) {
      drawings.push([address, { title: figure.title, svg: await renderSvg(figure.spec) }]);
    }
  }
  return new Map(drawings);
}

function contentsOf(papers: readonly PlacedPaper[]): Content[] {
  return [
    innerLink("overview", "Overview"),
    ...papers.map(({ address, name, tables, claims }) => [
      innerLink(address, name),
      element(
        "ul",
        {},
        [...tables, ...claims].map(({ address, title }) =>
          element("li", {}, innerLink(address, title))
        ),
      ),
    ]),
    innerLink("verdicts", "How the verdicts are reached"),
  ];
}

function paragraph(paragraph: Paragraph): Html {
  if (typeof paragraph === "string") return element("p", { class: "prose" }, paragraph);
  return "formulas" in paragraph
    ? element("pre", { class: "formulas", tabindex: 0 }, paragraph.formulas)
    : bullets("prose", paragraph.items);
}
