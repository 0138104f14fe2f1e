import { type Content, element, type Html } from "./html.ts";

/**
 * Renders a part of the page. Its heading names it, in a study together with the study's heading.
 *
 * @param address The address.
 * @param level The level of the heading.
 * @param title The heading.
 * @param contents The contents.
 */
export function section(
  address: string,
  level: 2 | 3,
  title: Content,
  ...contents: Content[]
): Html {
  const heading = `${address}/title`;
  const [study] = address.split("/");
  return element(
    "section",
    { id: address, "aria-labelledby": level === 2 ? heading : `${study}/title ${heading}` },
    element(`h${level}`, { id: heading }, title),
    contents,
  );
}

/** A term with its text. */
export type Fact = readonly [term: string, text: string];

/** Renders a list of facts. */
export function factList(facts: readonly Fact[]): Html {
  return element(
    "dl",
    { class: "facts" },
    facts.map(([term, text]) =>
      element("div", {}, element("dt", {}, term), element("dd", {}, text))
    ),
  );
}

/** Renders a sentence, with its parts between backticks as code. */
export function sentence(text: string): Content {
  return text.split(/`([^`]*)`/).map((part, i) => i % 2 ? element("code", {}, part) : part);
}

/** Renders a list with bullets. */
export function bullets(className: string, items: readonly Content[]): Html {
  return element("ul", { class: className }, items.map((item) => element("li", {}, item)));
}

/** Renders content that may be wider than a phone and then scrolls by itself. */
export function scrolled(attributes: { readonly [name: string]: string }, content: Html): Html {
  return element("div", { class: "scroll", role: "region", tabindex: 0, ...attributes }, content);
}
