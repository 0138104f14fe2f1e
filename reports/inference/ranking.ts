import { isBound } from "./bounds.ts";
import type { Entry, Section } from "./comparison.ts";
import type { ComparedMethod } from "./labels.ts";
import { type Friedman, friedmanTest } from "./statistics/friedman.ts";
import { criticalDifference } from "./statistics/nemenyi.ts";

/** The ranks of methods over many problems. */
export interface Ranking {
  /** The ranked methods, the best first. */
  readonly ranks: readonly { readonly method: ComparedMethod; readonly averageRank: number }[];
  /** The methods without a rank: bounds, and those that lack a result on one of the problems. */
  readonly omitted: readonly ComparedMethod[];
  /** The test of equal ranks of all methods, with the problems as blocks. */
  readonly friedman: Friedman;
  /** The difference of two average ranks above which they differ, by Nemenyi's test at 5 %. */
  readonly criticalDifference: number;
}

/** The fewest methods and problems that are ranked: of fewer, the table shows as much. */
const FEWEST_METHODS = 3;
const FEWEST_PROBLEMS = 5;

/**
 * Ranks the methods on each problem by their means over the seeds, and averages the ranks.
 *
 * @param section The rows of one selection rule.
 * @returns The ranking; `undefined` for fewer than three methods with a result on every problem, for fewer than five
 * problems, and for a selection rule that is a bound.
 */
export function rankingOf(section: Section): Ranking | undefined {
  const { rows } = section;
  const ranked = rows.filter(({ method, entries }) =>
    !isBound(method, section) && entries.every(({ cell }) => cell.status === "ok")
  );
  const problems = rows[0].entries.length;
  if (ranked.length < FEWEST_METHODS || problems < FEWEST_PROBLEMS) return undefined;
  const friedman = friedmanTest(
    rows[0].entries.map((_, problem) => ranked.map(({ entries }) => scoreOf(entries[problem]))),
  );
  if (!friedman) return undefined;
  return {
    ranks: ranked
      .map(({ method }, i) => ({ method, averageRank: friedman.averageRanks[i] }))
      .toSorted((a, b) => a.averageRank - b.averageRank),
    omitted: rows.flatMap((row) => ranked.includes(row) ? [] : [row.method]),
    friedman,
    criticalDifference: criticalDifference(ranked.length, problems),
  };
}

/** Returns a cell's mean, with its sign changed if lower is better. */
function scoreOf({ cell, scale }: Entry): number {
  return scale!.higherIsBetter ? cell.mean! : -cell.mean!;
}
