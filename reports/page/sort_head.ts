import { breakable, type Content, element, type Html } from "./html.ts";

/**
 * Writes a column's head, which sorts by it: texts by letters, numbers with the best first.
 *
 * @param title The head.
 * @param best What the best is: there is none of texts.
 * @param more What is told below the title, and the level that the column is shown at where there are several.
 */
export function sortHead(
  title: string,
  best: "text" | "high" | "low",
  { told, level }: { readonly told?: Content; readonly level?: string } = {},
): Html {
  return element(
    "th",
    {
      scope: "col",
      "aria-sort": "none",
      "data-best": best,
      "data-level": level,
      "data-column": title,
    },
    element("button", { type: "button", class: "sort" }, breakable(title), told && [" ", told]),
  );
}
