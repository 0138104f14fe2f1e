import { breakable, type Content, element, type Html } from "./html.ts";

/**
 * Renders the head of a sortable column: texts are sorted alphabetically, numbers with the best first.
 *
 * @param title The head.
 * @param best The direction of the best number, or `text`.
 * @param more The subtitle below the title, and the level at which the column is shown.
 */
export function sortHead(
  title: string,
  best: "text" | "high" | "low",
  { subtitle, level }: { readonly subtitle?: Content; readonly level?: string } = {},
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
    element(
      "button",
      { type: "button", class: "sort" },
      breakable(title),
      subtitle && [" ", subtitle],
    ),
  );
}
