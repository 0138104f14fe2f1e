import { drawings } from "./_drawings.ts";
import type { Export } from "./export.ts";

/** Figures as PNG. */
const png: Export = {
  name: "png",
  describe: "figures/*.png",
  render: (content) => drawings(content, "png"),
};

export default png;
