import { type Content, element, type Html } from "./html.ts";

/**
 * A part of the page with a heading that names it, together with its study's where it is part of one.
 *
 * @param address Its address.
 * @param level The heading's level.
 * @param title The heading.
 * @param contents What follows.
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

/** A term and what there is to say of it. */
export type Fact = readonly [term: string, text: string];

/** Terms and what there is to say of them. */
export function factList(facts: readonly Fact[]): Html {
  return element(
    "dl",
    { class: "facts" },
    facts.map(([term, text]) =>
      element("div", {}, element("dt", {}, term), element("dd", {}, text))
    ),
  );
}

/** A sentence in which what stands between backticks is code. */
export function sentence(text: string): Content {
  return text.split(/`([^`]*)`/).map((part, i) => i % 2 ? element("code", {}, part) : part);
}

/** A list with a bullet for each. */
export function bullets(className: string, items: readonly Content[]): Html {
  return element("ul", { class: className }, items.map((item) => element("li", {}, item)));
}

/** What may be wider than a phone, and then is scrolled by itself. */
export function scrolled(attributes: { readonly [name: string]: string }, content: Html): Html {
  return element("div", { class: "scroll", role: "region", tabindex: 0, ...attributes }, content);
}
