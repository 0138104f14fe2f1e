/// <reference lib="dom" />
import type { View } from "vega";
import { wholeFigure } from "../compact_figure.ts";
import type { PageData } from "../data.ts";
import { element } from "./elements.ts";

/** The entry of the library, on pages with figures. */
declare const vegaEmbed: typeof import("vega-embed").default;

/** The distance from the window at which a figure is drawn. */
const ahead = "300px";

/**
 * Draws each figure shortly before it is visible.
 *
 * @param data The data of the page.
 * @returns A function that draws the remaining figures, for printing.
 */
export function drawFigures({ studies }: PageData): () => Promise<void> {
  const waiting = new Map(
    [...document.querySelectorAll<HTMLElement>("[data-figure]")].map((drawing) => {
      const study = drawing.closest<HTMLElement>(".study")!.dataset.study!;
      return [drawing, studies[Number(study)].figures[Number(drawing.dataset.figure)]];
    }),
  );
  const draw = async (drawing: HTMLElement) => {
    const figure = waiting.get(drawing);
    if (!figure) return;
    waiting.delete(drawing);
    observer.unobserve(drawing);
    try {
      const spec = { ...wholeFigure(figure), background: "transparent" };
      const { view } = await vegaEmbed(drawing, spec, {
        mode: "vega-lite",
        renderer: "svg",
        ast: true,
        actions: false,
        defaultStyle: false,
        tooltip: { disableDefaultStyle: true },
        config: { font: "system-ui, sans-serif", mark: { tooltip: true } },
      });
      drawing.closest("figure")!.querySelector("figcaption")!.append(
        ...(["svg", "png"] as const).flatMap((type) => [" ", saveButton(drawing, view, type)]),
      );
    } catch (error) {
      drawing.replaceChildren(element("p", { class: "waiting" }, `Cannot draw this: ${error}`));
    }
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) draw(target as HTMLElement);
    }
  }, { rootMargin: ahead });
  for (const drawing of waiting.keys()) observer.observe(drawing);
  return async () => {
    for (const drawing of [...waiting.keys()]) await draw(drawing);
  };
}

function saveButton(drawing: HTMLElement, view: View, type: "svg" | "png"): HTMLButtonElement {
  const button = element("button", { type: "button" }, `Save ${type.toUpperCase()}`);
  button.addEventListener("click", async () => {
    const name = drawing.closest("figure")!.id.replaceAll("/", "_");
    element("a", { href: await view.toImageURL(type, 2), download: `${name}.${type}` }).click();
  });
  return button;
}
