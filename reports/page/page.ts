import style from "./style.css" with { type: "text" };
import { cardsSection, placedCards } from "./cards.ts";
import { pageData } from "./data.ts";
import { element, Html, scriptJson } from "./html.ts";
import type { PageModel } from "./model.ts";
import { overview } from "./overview.ts";
import { placed, type PlacedStudy } from "./placed_study.ts";
import { drawingScripts, earlyScript, licences, mainScript } from "./scripts.ts";
import { studySection } from "./study_section.ts";

const heading = "Graft report";

/**
 * Writes studies as one HTML page that needs nothing else: no server, no network, no file beside it.
 *
 * @param model What the page is made of.
 * @returns The document; the same for the same model.
 */
export async function page(model: PageModel): Promise<string> {
  const studies = placed(model);
  const cards = placedCards(model);
  const cardAddresses = new Map(
    cards.filter(({ kind }) => kind === "method").map(({ name, address }) => [name, address]),
  );
  const drawn = studies.some(({ figures }) => figures.length > 0);
  const scripts = [...drawn ? await drawingScripts() : [], mainScript];
  const policy = await contentSecurityPolicy([earlyScript, ...scripts], model.live ?? false);
  const document = element(
    "html",
    { lang: "en", "data-live": model.live },
    element(
      "head",
      {},
      element("meta", { charset: "utf-8" }),
      element("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
      element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      element("meta", { name: "color-scheme", content: "light dark" }),
      element("title", {}, titleOf(studies)),
      element("link", { rel: "icon", href: "data:," }),
      element("style", {}, new Html(style)),
      script(earlyScript),
    ),
    element(
      "body",
      {},
      element("a", { class: "skip", href: "#main" }, "Skip to the content"),
      topPart,
      contentsPart(studies, cards.length > 0),
      element(
        "main",
        { id: "main", tabindex: -1 },
        element("h1", {}, heading),
        overview(studies),
        studies.map((study, i) => studySection(study, i, cardAddresses)),
        cardsSection(cards, studies),
      ),
      element(
        "footer",
        {},
        element("p", {}, model.generatedBy),
        drawn && element(
          "details",
          {},
          element("summary", {}, "Licences of what draws the figures"),
          element("pre", {}, await licences()),
        ),
      ),
      element("dialog", { id: "runs", "aria-labelledby": "runs-title" }),
      element("script", { type: "application/json", id: "data" }, scriptJson(pageData(studies))),
      scripts.map(script),
    ),
  );
  return `<!doctype html>\n${document.text}\n`;
}

/** What the browser calls the page. */
function titleOf(studies: readonly PlacedStudy[]): string {
  return studies.length === 1 ? `${studies[0].study.title} · ${heading}` : heading;
}

const topPart = element(
  "header",
  { id: "top" },
  element("p", { class: "brand" }, element("a", { href: "#top" }, "Graft")),
  element(
    "div",
    { class: "tools", hidden: true },
    element("button", { type: "button", id: "print" }, "Print"),
    element("button", { type: "button", id: "theme" }, "Theme: system"),
  ),
);

function contentsPart(studies: readonly PlacedStudy[], withCards: boolean): Html {
  const link = (address: string, title: string) => element("a", { href: `#${address}` }, title);
  const parts = ({ slug, figures }: PlacedStudy) => [
    link(`${slug}/results`, "Results"),
    ...figures.length > 0 ? [link(`${slug}/figures`, "Figures")] : [],
    link(`${slug}/protocol`, "Protocol"),
  ];
  const items = [
    link("overview", "Overview"),
    ...studies.map((placed) => [
      link(placed.slug, placed.study.title),
      element("ul", {}, parts(placed).map((part) => element("li", {}, part))),
    ]),
    ...withCards ? [link("methods", "Methods")] : [],
  ];
  return element(
    "nav",
    { "aria-label": "Contents" },
    element("ul", {}, items.map((item) => element("li", {}, item))),
  );
}

function script(text: string): Html {
  return element("script", {}, new Html(text));
}

/** Forbids the network, and all scripts but the page's own. */
async function contentSecurityPolicy(scripts: readonly string[], live: boolean): Promise<string> {
  const hashes = await Promise.all(scripts.map(async (text) => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return `'sha256-${new Uint8Array(digest).toBase64()}'`;
  }));
  return [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    `connect-src ${live ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
