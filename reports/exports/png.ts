import { renderPng } from "../figures/render.ts";
import { drawings } from "./_drawings.ts";
import type { Export } from "./export.ts";

/** Figures as PNG. */
const png: Export = {
  name: "png",
  describe: "figures/*.png",
  render: ({ studies }) => drawings(studies, "png", (drawing) => renderPng(drawing)),
};

export default png;
