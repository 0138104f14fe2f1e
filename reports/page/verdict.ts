import { maximum } from "../../descriptors/extremes.ts";
import { isBound } from "../bounds.ts";
import type { Row } from "../comparison.ts";
import type { Gain, Verdict } from "../negative_transfer.ts";
import { ROUNDING } from "../statistics/estimate.ts";
import type { PlacedStudy } from "./placed_study.ts";

/** What a study says in one line, under its first selection rule. */
export interface StudyVerdict {
  /** Indices of the methods that nothing complete is better than; several where they tie. */
  readonly best: readonly number[];
  /** How many method × problem cells were helped, harmed, unsettled, and how many tell nothing. */
  readonly cells: { readonly [V in Verdict]: number };
}

/** What a method does to the problems, by the intervals of its gains. */
export interface Harm {
  readonly harmed: number;
  /** The number of problems of which there is an interval. */
  readonly known: number;
  readonly problems: number;
}

/**
 * Finds the best of a study.
 *
 * @param placed The study.
 */
export function verdictOf(placed: PlacedStudy): StudyVerdict {
  const { gainOf, study: { comparison: { sections: [{ selection, rows }], baseline } } } = placed;
  const cells = { helped: 0, harmed: 0, neutral: 0, unknown: 0 };
  for (const row of rows) {
    if (!baseline || row.method === baseline || isBound(row.method, selection)) continue;
    for (const entry of row.entries) cells[gainOf(entry)?.verdict ?? "unknown"]++;
  }
  return { best: bestOf(placed), cells };
}

/** Counts the problems that a method harms. */
export function harmOf({ gainOf }: PlacedStudy, { entries }: Row): Harm {
  const gains = entries.map(gainOf);
  return {
    harmed: gains.filter((gain) => gain?.verdict === "harmed").length,
    known: gains.filter((gain) => gain && gain.verdict !== "unknown").length,
    problems: entries.length,
  };
}

function bestOf({ gainOf, study: { comparison } }: PlacedStudy): number[] {
  const { sections: [{ selection, rows }], baseline } = comparison;
  if (rows.some(({ average }) => average.scale)) {
    return rows.flatMap(({ average }, i) => average.best ? [i] : []);
  }
  // Without a mean over all problems, the relative gains tell; the baseline's own is none.
  const scores = rows.map(({ method, average }) => {
    if (isBound(method, selection) || average.cell.status !== "ok") return undefined;
    if (method === baseline) return 0;
    return meanOf(gainOf(average));
  });
  const greatest = maximum(scores.map((score) => score ?? -Infinity));
  return scores.flatMap((score, i) =>
    score !== undefined && score >= greatest - ROUNDING ? [i] : []
  );
}

function meanOf(gain: Gain | undefined): number | undefined {
  return gain?.estimate.mean;
}
