import { ANY, verdictParts } from "../../reproduction/texts.ts";
import type { Agreement, ClaimVerdict } from "../../reproduction/agreement.ts";
import { element, type Html } from "../html.ts";

/** Writes a verdict in its sign and its words. */
export function verdictMark(verdict: Agreement | ClaimVerdict, tellsApart?: boolean | null): Html {
  const { sign, words } = verdictParts(verdict);
  return element(
    "span",
    { class: `verdict ${verdict}` },
    sign && [element("span", { "aria-hidden": "true" }, sign), " "],
    words,
    tellsApart === false && ` ${ANY}`,
  );
}

/** What a line with a verdict is chosen by. */
export function verdictChoice(verdict: Agreement | ClaimVerdict): string {
  return settled.has(verdict) ? `${verdict} settled` : verdict;
}

/** Those that our runs have settled, one way or another. */
const settled: ReadonlySet<Agreement | ClaimVerdict> = new Set([
  "reproduced",
  "within_tolerance",
  "outside",
  "holds",
  "contradicted",
  "undecided",
]);
