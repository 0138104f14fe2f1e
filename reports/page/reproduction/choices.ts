import { verdictParts, verdictTexts } from "../../reproduction/texts.ts";
import type { Agreement, ClaimVerdict } from "../../reproduction/agreement.ts";
import { searchField, selectField } from "../fields.ts";
import { element, type Html } from "../html.ts";
import type { PlacedPaper } from "./placed_papers.ts";

/**
 * Renders the controls of the numbers and claims. They are hidden until the page's script makes them work; without it,
 * all are shown.
 *
 * @param papers The page's papers.
 */
export function verdictChoices(papers: readonly PlacedPaper[]): Html {
  const cells = papers.flatMap(({ tables }) => tables.flatMap(({ of }) => of.cells));
  const claims = papers.flatMap(({ claims }) => claims.map(({ of }) => of));
  const verdicts = new Set<Agreement | ClaimVerdict>([
    ...cells.map(({ verdict }) => verdict),
    ...claims.map(({ result }) => result?.verdict ?? "not_run"),
  ]);
  const statuses = new Set([...cells, ...claims].map(({ status }) => status));
  const found = (Object.keys(verdictTexts) as (Agreement | ClaimVerdict)[])
    .filter((verdict) => verdicts.has(verdict));
  return element(
    "form",
    { class: "controls", hidden: true },
    papers.length > 1 && selectField("choose", "paper", "Paper", {
      "": "all",
      ...Object.fromEntries(papers.map(({ address, name }) => [address, name])),
    }),
    selectField("choose", "verdict", "Verdict", {
      "": "all",
      settled: "any that is settled",
      ...Object.fromEntries(found.map((verdict) => [verdict, verdictParts(verdict).words])),
    }),
    statuses.size > 1 && selectField("choose", "status", "How it was read", {
      "": "all",
      ...Object.fromEntries([...statuses].map((status) => [status, status])),
    }),
    searchField("choose", "find", "Rows and methods", "part of a name, …"),
    element("button", { type: "reset" }, "Reset"),
  );
}
