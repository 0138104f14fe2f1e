import { visible } from "./visible.ts";

const entities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/**
 * Escapes a text for HTML and XML 1.0, in elements and in quoted attributes. Characters that no document may contain,
 * even escaped, are replaced by their code points.
 *
 * @param text Any text.
 *
 * @example
 * ```ts
 * import { markupText } from "./markup.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(markupText("<b>\u0000 & c"), "&lt;b&gt;\\u0000 &amp; c");
 * ```
 */
export function markupText(text: string): string {
  return visible(text).replace(/[&<>"'\t\n\r]/g, (character) => entities[character]);
}
