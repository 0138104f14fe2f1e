import { page } from "../page/page.ts";
import type { Export } from "./export.ts";

/** The page, which needs no other file. */
const html: Export = {
  name: "html",
  describe: "index.html, one self-contained page that needs no network",
  render: ({ studies, generatedBy }) => [
    { path: "index.html", content: () => page({ studies, generatedBy }) },
  ],
};

export default html;
