import { drawings } from "./_drawings.ts";
import type { Export } from "./export.ts";

/** Figures as PDF. */
const pdf: Export = {
  name: "pdf",
  describe: "figures/*.pdf",
  render: (content) => drawings(content, "pdf"),
};

export default pdf;
