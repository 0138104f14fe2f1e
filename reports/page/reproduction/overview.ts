import type { ReproducedExperiment } from "../../reproduction/reproduction.ts";
import { legend } from "../../reproduction/explanation.ts";
import { spanText, verdictParts, verdictTexts } from "../../reproduction/texts.ts";
import type { Agreement, ClaimVerdict } from "../../reproduction/agreement.ts";
import { type Content, element, type Html } from "../html.ts";
import { innerLink } from "../html_page.ts";
import { bullets, scrolled, section } from "../section.ts";
import { shareBar } from "../share_bar.ts";
import { sortHead } from "../sort_head.ts";
import type { PlacedPaper } from "./placed_papers.ts";
import { verdictMark } from "./verdict_mark.ts";

type Counts = { readonly [V in Agreement]?: number };

/** The order of verdicts. */
const order = Object.keys(verdictTexts) as (Agreement | ClaimVerdict)[];

/**
 * Renders the overview: the verdicts, the time of the runs, and the legend.
 *
 * @param papers The page's papers.
 */
export function overview(papers: readonly PlacedPaper[]): Html {
  const counts = summed(papers.flatMap(({ tables }) => tables.map(({ of }) => of.verdicts)));
  return section(
    "overview",
    2,
    "Overview",
    summary(papers, counts),
    scrolled({ "aria-label": "Verdicts on tables and claims" }, overviewTable(papers, counts)),
    bullets("legend", [
      ...legend(papers.map(({ reproduced }) => reproduced)),
      ["How a tolerance is made: ", innerLink("verdicts", "How the verdicts are reached"), "."],
    ]),
  );
}

function summary(papers: readonly PlacedPaper[], counts: Counts): Html {
  const experiments = papers.flatMap((paper) => paper.experiments.map(({ of }) => of));
  const claims = papers.flatMap((paper) => paper.claims)
    .map(({ of: { result } }) => result?.verdict ?? "not_run");
  const total = (list: readonly number[]) => list.reduce((sum, number) => sum + number, 0);
  const made = total(experiments.map(({ made }) => made));
  const planned = total(experiments.map(({ planned }) => planned));
  const seconds = total(experiments.map(({ seconds }) => seconds));
  return element(
    "div",
    { class: "findings" },
    tally(`${total(Object.values(counts))} published numbers`, papers.length, counts),
    claims.length > 0 &&
      tally(
        claims.length === 1 ? "1 claim" : `${claims.length} claims`,
        undefined,
        summed(claims.map((verdict) => ({ [verdict]: 1 }))),
      ),
    element(
      "p",
      { class: "tally" },
      made === 0
        ? `None of ${planned} planned runs has been made.`
        : `${made} of ${planned} planned runs have been made; their total time is ${
          spanText(seconds)
        }.`,
    ),
    element("div", { class: "shares" }, shareBar(shares(counts))),
  );
}

function tally(
  what: string,
  papers: number | undefined,
  counts: { readonly [V in Agreement | ClaimVerdict]?: number },
): Html {
  const of = papers === undefined ? "" : ` of ${papers === 1 ? "one paper" : `${papers} papers`}`;
  const parts = order.filter((verdict) => counts[verdict])
    .map((verdict, i): Content => [i > 0 && ", ", `${counts[verdict]} `, verdictMark(verdict)]);
  return element("p", {}, `${what}${of}: `, parts.length ? parts : "none", ".");
}

function overviewTable(papers: readonly PlacedPaper[], counts: Counts): Html {
  const verdicts = (order as Agreement[]).filter((verdict) => counts[verdict]);
  const lines = papers.flatMap(({ name, tables, claims, experiments }) => {
    const of = (index: number | null) => index === null ? undefined : experiments[index].of;
    return [
      ...tables.map(({ address, title, of: { verdicts: own, experiment } }) => [
        element("th", { scope: "row" }, innerLink(address, `${name} ${title}`)),
        element("td", { class: "shares", "data-value": shareOf(own) }, shareBar(shares(own))),
        verdicts.map((verdict) => countCell(own[verdict] ?? 0)),
        accountCells(of(experiment)),
      ]),
      ...claims.map(({ address, title, of: { result, experiment } }) => [
        element("th", { scope: "row" }, innerLink(address, `${name} ${title}`)),
        element("td", { class: "words" }, verdictMark(result?.verdict ?? "not_run")),
        verdicts.map(() => element("td", {})),
        accountCells(of(experiment)),
      ]),
    ];
  });
  return element(
    "table",
    { class: "sortable parts" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        sortHead("table or claim", "text"),
        sortHead("verdicts", "high"),
        verdicts.map((verdict) => sortHead(verdictParts(verdict).words, "high")),
        sortHead("runs made", "high"),
        sortHead("total time", "low"),
      ),
    ),
    element("tbody", {}, lines.map((line) => element("tr", {}, line))),
  );
}

/** Renders the count of a verdict. */
function countCell(count: number): Html {
  return count === 0
    ? element("td", { class: "absent", "data-value": 0 }, "–")
    : element("td", { "data-value": count }, count);
}

function accountCells(experiment: ReproducedExperiment | undefined): Html[] {
  if (!experiment) {
    const absent = element("td", { class: "absent" }, "–");
    return [element("td", { class: "absent" }, "no suite yet"), absent];
  }
  const { made, planned, seconds } = experiment;
  return [
    planned === 0
      ? element("td", { class: "absent" }, "no data")
      : element("td", { "data-value": made }, `${made} of ${planned}`),
    made === 0
      ? element("td", { class: "absent" }, "–")
      : element("td", { "data-value": seconds }, spanText(seconds)),
  ];
}

/** Returns the shares of verdicts in a bar; unsettled ones are summed. */
function shares(counts: Counts): [kind: string, count: number][] {
  const { reproduced = 0, within_tolerance = 0, outside = 0, not_run = 0, ...open } = counts;
  return [
    ["reproduced", reproduced],
    ["within_tolerance", within_tolerance],
    ["outside", outside],
    ["open", Object.values(open).reduce((sum, count) => sum + count, 0)],
    ["not_run", not_run],
  ];
}

/** Returns the fraction of a table's numbers that is reproduced or within tolerance. */
function shareOf(counts: Counts): number {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return ((counts.reproduced ?? 0) + (counts.within_tolerance ?? 0)) / all;
}

function summed<K extends string>(
  counts: readonly { readonly [V in K]?: number }[],
): { [V in K]?: number } {
  const sum: { [V in K]?: number } = {};
  for (const some of counts) {
    for (const [verdict, count] of Object.entries(some) as [K, number][]) {
      sum[verdict] = (sum[verdict] ?? 0) + count;
    }
  }
  return sum;
}
