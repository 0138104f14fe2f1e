import { searchField, selectField } from "./fields.ts";
import { element, type Html } from "./html.ts";
import type { PlacedStudy } from "./placed_study.ts";
import { viewsOf } from "./tables.ts";

/** From this many methods or columns on, there is a filter for them. */
const FEWEST_FILTERED = { methods: 3, columns: 6 };

/**
 * Writes what a reader chooses a study's tables with. It is hidden until the page's script makes it work;
 * without one, all tables are there, one below the other.
 *
 * @param placed The study.
 */
export function controls(
  { slug, columns, grouped, selectionSlugs, study: { comparison } }: PlacedStudy,
): Html {
  const { sections, methods, words } = comparison;
  const views = viewsOf(comparison);
  const levels: Option[] = [
    ...columns.some(({ level }) => level === "group") ? [["group", "group means"] as const] : [],
    ["task", words.problems],
  ];
  const filtered = methods.length >= FEWEST_FILTERED.methods;
  return element(
    "form",
    { class: "controls", hidden: true },
    choice(slug, "view", "Show", views.map((view) => [view, view]), views[0]),
    choice(
      slug,
      "selection",
      "Selection rule",
      sections.map(({ selection, bound }, i) => [
        selectionSlugs[i],
        bound ? `${selection} (bound)` : selection,
      ]),
      selectionSlugs[0],
    ),
    choice(slug, "level", "Columns", levels, grouped ? "group" : "task"),
    filtered && searchField(slug, "methods", "Methods", "part of a name, …"),
    columns.length >= FEWEST_FILTERED.columns &&
      searchField(slug, "problems", "Problems", "part of a name"),
    filtered && rowsChoice(slug, views.includes("gains")),
    element("button", { type: "reset" }, "Reset"),
  );
}

/** A value that can be chosen, and its text. */
type Option = readonly [value: string, text: string];

/** One of several, all of them in sight; nothing where there is but one. */
function choice(
  slug: string,
  name: string,
  title: string,
  options: readonly Option[],
  chosen: string,
): Html | false {
  return options.length > 1 && element(
    "fieldset",
    {},
    element("legend", {}, title),
    options.map(([value, text]) =>
      element(
        "label",
        {},
        element("input", {
          type: "radio",
          id: `${slug}/${name}/${value}`,
          name,
          value,
          checked: value === chosen,
        }),
        element("span", {}, text),
      )
    ),
  );
}

function rowsChoice(slug: string, gains: boolean): Html {
  const options = {
    all: "all",
    complete: "complete",
    incomplete: "missing or wrong runs",
    ...gains ? { harmed: "harmed somewhere" } : {},
  };
  return selectField(slug, "rows", "Rows", options);
}
