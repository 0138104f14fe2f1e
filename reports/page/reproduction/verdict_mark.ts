import { ANY, verdictParts } from "../../reproduction/texts.ts";
import type { Agreement, ClaimVerdict } from "../../reproduction/agreement.ts";
import { element, type Html } from "../html.ts";

/** Renders a verdict with its sign and its words. */
export function verdictMark(
  verdict: Agreement | ClaimVerdict,
  distinguishes?: boolean | null,
): Html {
  const { sign, words } = verdictParts(verdict);
  return element(
    "span",
    { class: `verdict ${verdict}` },
    sign && [element("span", { "aria-hidden": "true" }, sign), " "],
    words,
    distinguishes === false && ` ${ANY}`,
  );
}

/** Returns the values by which a line with a verdict is selected. */
export function verdictChoice(verdict: Agreement | ClaimVerdict): string {
  return settled.has(verdict) ? `${verdict} settled` : verdict;
}

/** The verdicts that our runs have settled. */
const settled: ReadonlySet<Agreement | ClaimVerdict> = new Set([
  "reproduced",
  "within_tolerance",
  "outside",
  "holds",
  "contradicted",
  "undecided",
]);
