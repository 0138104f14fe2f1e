import { element, type Html } from "./html.ts";

/** A field for part of a text, `<slug>/<name>`. */
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

/** A list to choose one of, `<slug>/<name>`: titles by value, the first of them chosen. */
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
