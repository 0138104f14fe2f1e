import { type Content, element, type Html } from "./html.ts";
import type { PlacedStudy } from "./placed_study.ts";
import { runsBar } from "./runs_bar.ts";
import { section } from "./section.ts";
import { verdictPart } from "./verdict_part.ts";

/**
 * Renders the overview: the findings and the progress of every study.
 *
 * @param studies The studies.
 */
export function overview(studies: readonly PlacedStudy[]): Html {
  const lines = studies.map((placed): Content => [
    element("h3", {}, element("a", { href: `#${placed.slug}` }, placed.study.title)),
    verdictPart(placed),
    runsBar(placed.study.runs),
  ]);
  return section(
    "overview",
    2,
    "Overview",
    studies.length === 0
      ? element("p", {}, "There are no records.")
      : element("ul", { class: "overview" }, lines.map((line) => element("li", {}, line))),
  );
}
