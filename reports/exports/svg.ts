import { drawings } from "./_drawings.ts";
import type { Export } from "./export.ts";

/** Figures as SVG. */
const svg: Export = {
  name: "svg",
  describe: "figures/*.svg",
  render: (content) => drawings(content, "svg"),
};

export default svg;
