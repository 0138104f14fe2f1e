import style from "./style.css" with { type: "text" };
import { type Content, element, Html, scriptJson } from "./html.ts";
import { themeScript } from "./scripts.ts";

/** The parts of an HTML page. */
export interface PageParts {
  /** The title in the browser. */
  readonly title: string;
  readonly heading: string;
  /** The entries of the table of contents. */
  readonly contents: readonly Content[];
  readonly main: Content;
  readonly footer: Content;
  /** Style rules in addition to those of all pages. */
  readonly style?: string;
  /** The scripts that run when the whole page is there, in order; every page also has the script of its theme. */
  readonly scripts: readonly string[];
  /** The data of the scripts: plain JSON. */
  readonly data: unknown;
  /** True if scripts may connect to the server of the page. */
  readonly live: boolean;
}

/**
 * Assembles a page: one document that needs no other file and has no access to the network.
 *
 * @param parts The parts.
 * @returns The document; the same for the same parts.
 */
export async function htmlPage(parts: PageParts): Promise<string> {
  const { title, heading, contents, main, footer, scripts, data, live } = parts;
  const policy = await contentSecurityPolicy([themeScript, ...scripts], live);
  const document = element(
    "html",
    { lang: "en", "data-live": live },
    element(
      "head",
      {},
      element("meta", { charset: "utf-8" }),
      element("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
      element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      element("meta", { name: "color-scheme", content: "light dark" }),
      element("title", {}, title),
      element("link", { rel: "icon", href: "data:," }),
      element("style", {}, new Html(style + (parts.style ?? ""))),
      script(themeScript),
    ),
    element(
      "body",
      {},
      element("a", { class: "skip", href: "#main" }, "Skip to the content"),
      topPart,
      element(
        "nav",
        { "aria-label": "Contents" },
        element("ul", {}, contents.map((item) => element("li", {}, item))),
      ),
      element("main", { id: "main", tabindex: -1 }, element("h1", {}, heading), main),
      element("footer", {}, footer),
      element("dialog", { id: "runs", "aria-labelledby": "runs-title" }),
      element("script", { type: "application/json", id: "data" }, scriptJson(data)),
      scripts.map(script),
    ),
  );
  return `<!doctype html>\n${document.text}\n`;
}

/** Renders a link within the page. */
export function innerLink(address: string, title: string): Html {
  return element("a", { href: `#${address}` }, title);
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

function script(text: string): Html {
  return element("script", {}, new Html(text));
}

/** Returns the policy that forbids the network, and all scripts except the page's own. */
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
