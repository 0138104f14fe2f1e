import { searchField, selectField } from "./fields.ts";
import { element, type Html } from "./html.ts";
import type { PlacedStudy } from "./placed_study.ts";
import { viewsOf } from "./tables.ts";

/** The fewest methods and columns that have a filter. */
const FEWEST_FILTERED = { methods: 3, columns: 6 };

/**
 * Renders the controls of a study's tables. They are hidden until the page's script makes them work; without it, all
 * tables are shown.
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

/** A value of a choice with its text. */
type Option = readonly [value: string, text: string];

/** Renders a choice of one visible option among several; nothing for a single option. */
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
