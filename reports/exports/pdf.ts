import { renderPdf } from "../figures/render_pdf.ts";
import { drawings } from "./_drawings.ts";
import type { Export } from "./export.ts";

/** Figures as PDF. */
const pdf: Export = {
  name: "pdf",
  describe: "figures/*.pdf",
  render: ({ studies }) =>
    drawings(studies, "pdf", (drawing, { title }) => renderPdf(drawing, title)),
};

export default pdf;
