import type { Entry, Row, Section } from "../inference/comparison.ts";
import { shownOf } from "../tables/columns.ts";
import { type Gain, gainsByEntry } from "../inference/gains.ts";
import { type ComparedProblem, scaleOf } from "../inference/problems.ts";
import type { DrawnStudy } from "../figures/figure.ts";
import type { PageModel } from "./model.ts";
import { slugs } from "./slugs.ts";

/** A study with the addresses of its parts on the page. */
export interface PlacedStudy extends DrawnStudy {
  /** The beginning of all its addresses. */
  readonly slug: string;
  /** The parts of addresses of the comparison's methods. */
  readonly methodSlugs: readonly string[];
  /** The parts of addresses of the comparison's selection rules. */
  readonly selectionSlugs: readonly string[];
  readonly columns: readonly TableColumn[];
  /** True if the groups' means are shown first, because there are many tasks. */
  readonly grouped: boolean;
  /** Returns the gain of an entry over the baseline. */
  gainOf(entry: Entry): Gain | undefined;
}

/** A column of the page's tables. */
export interface TableColumn {
  readonly slug: string;
  readonly head: string;
  /** One problem, one of several groups of them, or all. */
  readonly level: "task" | "group" | "all";
  readonly problems: readonly ComparedProblem[];
  of(row: Row): Entry;
}

/** The addresses of the other parts of every page, and of the other parts of every study. */
const pageParts = [
  "main",
  "runs",
  "data",
  "print",
  "theme",
  "top",
  "overview",
  "methods",
  "method",
  "weighting",
  "gradient_rule",
  "encoder",
];
const studyParts = [
  "title",
  "results",
  "figures",
  "published",
  "flaws",
  "protocol",
  "view",
  "selection",
  "level",
  "methods",
  "problems",
  "rows",
];

/**
 * Assigns an address to every study, method and problem.
 *
 * @param model The page's model.
 */
export function placed({ studies }: PageModel): PlacedStudy[] {
  const studySlugs = slugs(studies.map(({ study }) => study.name), pageParts);
  return studies.map((page, i): PlacedStudy => {
    const { comparison } = page.study;
    const gains = gainsByEntry(comparison);
    return {
      ...page,
      slug: studySlugs[i],
      methodSlugs: slugs(comparison.methods.map(({ label }) => label), studyParts),
      selectionSlugs: slugs(comparison.sections.map(({ selection }) => selection)),
      columns: columnsOf(page),
      grouped: shownOf(comparison).grouped,
      gainOf: (entry) => gains.get(entry),
    };
  });
}

/** Returns the address of a cell, which opens its runs. */
export function cellAddress(
  study: PlacedStudy,
  method: number,
  column: TableColumn,
  section: Section,
): string {
  const selection = study.study.comparison.sections.indexOf(section);
  return `${methodAddress(study, method)}/${column.slug}/${study.selectionSlugs[selection]}`;
}

/** Returns the address of a method's row. */
export function methodAddress({ slug, methodSlugs }: PlacedStudy, method: number): string {
  return `${slug}/${methodSlugs[method]}`;
}

function columnsOf({ study: { comparison } }: DrawnStudy): TableColumn[] {
  const { problems, groups } = comparison;
  const comparable = scaleOf(problems.map(({ metric }) => metric)) !== undefined;
  const severalGroups = comparable && groups.length > 1 && groups.length < problems.length;
  const columns: Omit<TableColumn, "slug">[] = [
    ...problems.map((problem, i) => ({
      head: problem.name,
      level: "task" as const,
      problems: [problem],
      of: (row: Row) => row.entries[i],
    })),
    ...severalGroups
      ? groups.map((name, i) => ({
        head: name,
        level: "group" as const,
        problems: problems.filter(({ group }) => group === name),
        of: (row: Row) => row.groups[i],
      }))
      : [],
    ...problems.length > 1
      ? [{ head: "mean", level: "all" as const, problems, of: (row: Row) => row.average }]
      : [],
  ];
  const columnSlugs = slugs(columns.map(({ head }) => head));
  return columns.map((column, i) => ({ ...column, slug: columnSlugs[i] }));
}
