import type { Comparison, Section } from "./comparison.ts";
import type { ComparedMethod } from "./labels.ts";

/**
 * True if results are a bound on the results of other methods: those of a method that learns from data hidden from the
 * others, and those under a selection rule that reads hidden labels. A bound is never ranked or starred, and belongs to
 * no family of tests: its gain is no discovery, and would make the false discovery rate of the others less strict.
 *
 * @param method The method.
 * @param section The results under a selection rule.
 */
export function isBound(
  { upperBound }: ComparedMethod,
  { bound }: Pick<Section, "bound">,
): boolean {
  return upperBound || bound;
}

/** Returns the names of the selection rules that read hidden labels. */
export function boundRules({ sections }: Pick<Comparison, "sections">): string[] {
  return sections.filter(({ bound }) => bound).map(({ selection }) => selection);
}

/** Returns the results under the first selection rule that reads no hidden label; summaries and figures show these. */
export function shownSection({ sections }: Pick<Comparison, "sections">): Section | undefined {
  return sections.find(({ bound }) => !bound);
}
