import type { Selection } from "../records/record.ts";
import type { Comparison } from "./comparison.ts";
import type { ComparedMethod } from "./labels.ts";

/** True if a selection rule reads the test labels: its choice is a bound, whatever the method. */
export function looksAtTestLabels(selection: Selection): boolean {
  return selection === "oracle";
}

/**
 * True if results are a bound on what methods can reach: those of a method that learns from data hidden from the
 * others, or of a selection rule that reads the test labels. A bound is never ranked or starred, and
 * belongs to no family of tests: its gain is no discovery, and would make the false discovery rate laxer for
 * the others.
 *
 * @param method The method.
 * @param selection The selection rule.
 */
export function isBound({ upperBound }: ComparedMethod, selection: Selection): boolean {
  return upperBound || looksAtTestLabels(selection);
}

/** The first selection rule that reads no test label, with its rows: what summaries and figures show. */
export function shownSection(
  { sections }: Pick<Comparison, "sections">,
): Comparison["sections"][number] | undefined {
  return sections.find(({ selection }) => !looksAtTestLabels(selection));
}
