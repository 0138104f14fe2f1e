import { markupText } from "../escapes/markup.ts";

/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

/** What an element may hold: texts are escaped, and nothing stands for what is undefined or false. */
export type Content = Html | string | number | undefined | false | readonly Content[];

/** Attributes by name: one that is undefined or false is left out, one that is true has no value. */
export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined;
}

/** Elements that hold nothing and have no end tag. */
const empty: ReadonlySet<string> = new Set(["img", "input", "link", "meta", "wbr"]);

/**
 * Writes an element out of which no text can break.
 *
 * @param name The element's name.
 * @param attributes Its attributes; their values are escaped.
 * @param contents What it holds; texts are escaped, lists are joined.
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

/** A name that may be broken into lines behind its underscores and spaces. */
export function breakable(name: string): Content {
  const pieces = name.match(/[^_ @+-]*[_ @+-]*/g)!.filter(Boolean);
  return pieces.map((piece, i) => [i > 0 && element("wbr", {}), piece]);
}

/**
 * JSON that can stand in a script element: no text in it can end the element.
 *
 * @param value What `JSON.stringify` takes.
 */
export function scriptJson(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll("<", "\\u003c"));
}

function textOf(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Html) return content.text;
  return typeof content === "object" ? content.map(textOf).join("") : markupText(String(content));
}
