import { maximum } from "../../descriptors/extremes.ts";
import { isBound, shownSection } from "./bounds.ts";
import type { Comparison, Row } from "./comparison.ts";
import { gainsByEntry } from "./gains.ts";
import { ROUNDING } from "./statistics/estimate.ts";
import type { Verdict } from "./verdict.ts";

/** The summary of a comparison under its first selection rule that reads no hidden label. */
export interface ComparisonSummary {
  /** The rows with the best average among the complete ones; several if they tie. */
  readonly best: readonly Row[];
  /** The number of method × problem cells with each verdict, over the rivals of the baseline. */
  readonly verdicts: { readonly [V in Verdict]: number };
}

/** The number of problems that a method harms, by the intervals of its gains. */
export interface Harm {
  readonly harmed: number;
  /** The number of problems with an interval. */
  readonly known: number;
  readonly problems: number;
}

/**
 * Finds the best methods of a comparison, and counts the verdicts on the rivals of the baseline.
 *
 * @param comparison The comparison; its bounds are neither best nor counted.
 */
export function summaryOf(comparison: Comparison): ComparisonSummary {
  const gains = gainsByEntry(comparison);
  const verdicts = { helped: 0, harmed: 0, neutral: 0, unknown: 0 };
  for (const { entries } of rivalsOf(comparison)) {
    for (const entry of entries) verdicts[gains.get(entry)?.verdict ?? "unknown"]++;
  }
  return { best: bestOf(comparison), verdicts };
}

/** Returns the rows of the baseline's rivals: all methods but the baseline and bounds; none without a baseline. */
export function rivalsOf(comparison: Comparison): Row[] {
  const { baseline } = comparison;
  return baseline ? rankedOf(comparison).filter(({ method }) => method !== baseline) : [];
}

/** Returns the rows of all methods but bounds. */
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
