import { markupText } from "../escapes/markup.ts";

/** A text in HTML, which is not escaped again. */
export class Html {
  constructor(readonly text: string) {}
}

/** The content of an element: texts are escaped, lists are joined, and undefined or false is omitted. */
export type Content = Html | string | number | undefined | false | readonly Content[];

/** Attributes by name: undefined or false values are omitted, and a true one has no text. */
export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined;
}

/** Elements without contents and end tag. */
const empty: ReadonlySet<string> = new Set(["img", "input", "link", "meta", "wbr"]);

/**
 * Renders an element, whose texts are escaped.
 *
 * @param name The name of the element.
 * @param attributes Its attributes; their values are escaped.
 * @param contents Its contents; texts are escaped, lists are joined.
 *
 * @example
 * ```ts
 * import { element } from "./html.ts";
 * import assert from "node:assert/strict";
 *
 * const list = element("ul", { class: "plain" }, ["<a>", "b & c"].map((text) => element("li", {}, text)));
 * assert.equal(list.text, '<ul class="plain"><li>&lt;a&gt;</li><li>b &amp; c</li></ul>');
 * ```
 */
export function element(name: string, attributes: Attributes, ...contents: Content[]): Html {
  const written = Object.entries(attributes).map(([key, value]) => {
    if (value === undefined || value === false) return "";
    return value === true ? ` ${key}` : ` ${key}="${markupText(String(value))}"`;
  });
  const start = `<${name}${written.join("")}>`;
  return new Html(empty.has(name) ? start : `${start}${textOf(contents)}</${name}>`);
}

/** Returns a name that can be wrapped after its underscores and spaces. */
export function breakable(name: string): Content {
  const pieces = name.match(/[^_ @+-]*[_ @+-]*/g)!.filter(Boolean);
  return pieces.map((piece, i) => [i > 0 && element("wbr", {}), piece]);
}

/**
 * Formats JSON for a script element, which no text in it can end.
 *
 * @param value A value for `JSON.stringify`.
 */
export function scriptJson(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll("<", "\\u003c"));
}

function textOf(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Html) return content.text;
  return typeof content === "object" ? content.map(textOf).join("") : markupText(String(content));
}
