import { maximum } from "../../descriptors/extremes.ts";
import { isBound, shownSection } from "./bounds.ts";
import type { Comparison, Row } from "./comparison.ts";
import { gainsByEntry } from "./gains.ts";
import { ROUNDING } from "./statistics/estimate.ts";
import type { Verdict } from "./verdict.ts";

/** The result of a comparison in short, under its first selection rule that reads no test label. */
export interface Outcome {
  /** The rows that no complete row is better than; several where they tie. */
  readonly best: readonly Row[];
  /** Numbers of method × problem cells by verdict, over the rivals of the baseline. */
  readonly cells: { readonly [V in Verdict]: number };
}

/** Numbers of the problems that a method harms, by the intervals of its gains. */
export interface Harm {
  readonly harmed: number;
  /** The number of problems that have an interval. */
  readonly known: number;
  readonly problems: number;
}

/**
 * Finds the best methods of a comparison and counts the verdicts on the rivals of the baseline.
 *
 * @param comparison The comparison. Upper bounds are neither best nor counted.
 */
export function outcomeOf(comparison: Comparison): Outcome {
  const gains = gainsByEntry(comparison);
  const cells = { helped: 0, harmed: 0, neutral: 0, unknown: 0 };
  for (const { entries } of rivalsOf(comparison)) {
    for (const entry of entries) cells[gains.get(entry)?.verdict ?? "unknown"]++;
  }
  return { best: bestOf(comparison), cells };
}

/** The rows of the baseline's rivals: neither the baseline nor bounds; none without a baseline. */
export function rivalsOf(comparison: Comparison): Row[] {
  const { baseline } = comparison;
  return baseline ? rankedOf(comparison).filter(({ method }) => method !== baseline) : [];
}

/** The rows of all methods but bounds. */
function rankedOf(comparison: Comparison): Row[] {
  const section = shownSection(comparison);
  return section ? section.rows.filter(({ method }) => !isBound(method, section)) : [];
}

/** Counts the problems that a method harms. */
export function harmOf(comparison: Comparison, { entries }: Row): Harm {
  const gains = gainsByEntry(comparison);
  const verdicts = entries.map((entry) => gains.get(entry)?.verdict ?? "unknown");
  return {
    harmed: verdicts.filter((verdict) => verdict === "harmed").length,
    known: verdicts.filter((verdict) => verdict !== "unknown").length,
    problems: entries.length,
  };
}

function bestOf(comparison: Comparison): Row[] {
  const rows = rankedOf(comparison);
  if (rows.some(({ average }) => average.scale)) return rows.filter(({ average }) => average.best);
  // Metrics of several units have no mean: the relative gains are compared, and the baseline's is zero.
  const gains = gainsByEntry(comparison);
  const scores = rows.map(({ method, average }) => {
    if (average.cell.status !== "ok") return -Infinity;
    if (method === comparison.baseline) return 0;
    return gains.get(average)?.estimate.mean ?? -Infinity;
  });
  const greatest = maximum(scores);
  return rows.filter((_, i) => scores[i] > -Infinity && scores[i] >= greatest - ROUNDING);
}
