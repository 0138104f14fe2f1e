import { maximum } from "../descriptors/extremes.ts";
import { isBound, shownSection } from "./bounds.ts";
import type { Comparison, Row } from "./comparison.ts";
import { gainsByEntry, type Verdict } from "./negative_transfer.ts";
import { ROUNDING } from "./statistics/estimate.ts";

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
  const { baseline } = comparison;
  const { selection, rows } = shownSection(comparison) ?? { selection: "oracle", rows: [] };
  const gains = gainsByEntry(comparison);
  const ranked = rows.filter(({ method }) => !isBound(method, selection));
  const cells = { helped: 0, harmed: 0, neutral: 0, unknown: 0 };
  for (const row of ranked) {
    if (!baseline || row.method === baseline) continue;
    for (const entry of row.entries) cells[gains.get(entry)?.verdict ?? "unknown"]++;
  }
  return { best: bestOf(comparison, ranked), cells };
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

function bestOf(comparison: Comparison, rows: readonly Row[]): Row[] {
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
