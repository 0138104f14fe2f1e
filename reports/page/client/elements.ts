/// <reference lib="dom" />

/** The content of an element. */
type Child = Node | string | undefined | false;

/** Creates an element; its texts are never parsed as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: { readonly [name: string]: string },
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  return filled(document.createElement(name), attributes, children);
}

/** Creates an element of a drawing. */
export function shape<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: { readonly [name: string]: string | number },
  ...children: Child[]
): SVGElementTagNameMap[Name] {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled<E extends Element>(
  made: E,
  attributes: { readonly [name: string]: string | number },
  children: readonly Child[],
): E {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, `${value}`);
  for (const child of children) if (child !== undefined && child !== false) made.append(child);
  return made;
}
