import { element, type Html } from "./html.ts";

/** Renders a field for a part of a text, with the id `<slug>/<name>`. */
export function searchField(slug: string, name: string, title: string, placeholder: string): Html {
  return element(
    "label",
    { class: "field" },
    element("span", {}, title),
    element("input", {
      type: "search",
      id: `${slug}/${name}`,
      name,
      placeholder,
      autocomplete: "off",
      spellcheck: "false",
    }),
  );
}

/** Renders a list of titles by value, with the id `<slug>/<name>`; the first one is selected. */
export function selectField(
  slug: string,
  name: string,
  title: string,
  options: { readonly [value: string]: string },
): Html {
  return element(
    "label",
    { class: "field" },
    element("span", {}, title),
    element(
      "select",
      { id: `${slug}/${name}`, name },
      Object.entries(options).map(([value, title]) => element("option", { value }, title)),
    ),
  );
}
