import { cardsSection, placedCards } from "./cards.ts";
import { pageData } from "./data.ts";
import { type Content, element } from "./html.ts";
import { htmlPage, innerLink } from "./html_page.ts";
import type { PageModel } from "./model.ts";
import { overview } from "./overview.ts";
import { placed, type PlacedStudy } from "./placed_study.ts";
import { drawingScripts, licences, mainScript } from "./scripts.ts";
import { studySection } from "./study_section.ts";

const heading = "Graft report";

/**
 * Renders studies as one HTML page that needs no server, no network and no other file.
 *
 * @param model The content.
 * @returns The document; the same for the same model.
 */
export async function page(model: PageModel): Promise<string> {
  const studies = placed(model);
  const cards = placedCards(model);
  const cardAddresses = new Map(
    cards.filter(({ kind }) => kind === "method").map(({ name, address }) => [name, address]),
  );
  const drawn = studies.some(({ figures }) => figures.length > 0);
  return htmlPage({
    title: titleOf(studies),
    heading,
    contents: contentsOf(studies, cards.length > 0),
    main: [
      overview(studies),
      studies.map((study, i) => studySection(study, i, cardAddresses)),
      cardsSection(cards, studies),
    ],
    footer: [
      element("p", {}, model.generatedBy),
      drawn && element(
        "details",
        {},
        element("summary", {}, "Licences of the libraries that draw the figures"),
        element("pre", {}, await licences()),
      ),
    ],
    scripts: [...drawn ? await drawingScripts() : [], mainScript],
    data: pageData(studies),
    live: model.live ?? false,
  });
}

/** Returns the title in the browser. */
function titleOf(studies: readonly PlacedStudy[]): string {
  return studies.length === 1 ? `${studies[0].study.title} · ${heading}` : heading;
}

function contentsOf(studies: readonly PlacedStudy[], withCards: boolean): Content[] {
  const parts = ({ slug, figures }: PlacedStudy) => [
    innerLink(`${slug}/results`, "Results"),
    ...figures.length > 0 ? [innerLink(`${slug}/figures`, "Figures")] : [],
    innerLink(`${slug}/protocol`, "Protocol"),
  ];
  return [
    innerLink("overview", "Overview"),
    ...studies.map((placed) => [
      innerLink(placed.slug, placed.study.title),
      element("ul", {}, parts(placed).map((part) => element("li", {}, part))),
    ]),
    ...withCards ? [innerLink("methods", "Methods")] : [],
  ];
}
