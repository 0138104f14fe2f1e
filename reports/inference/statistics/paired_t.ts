import { checkFinite } from "./_checks.ts";
import { studentSurvival } from "./_distributions.ts";
import { areEqual, roundingOf } from "./_rounding.ts";
import { estimate } from "./estimate.ts";
import type { Alternative, TestResult } from "./test_result.ts";
import type { NumberStatistic } from "./statistic.ts";

/** Options of {@linkcode pairedTTest}. */
export interface TTestOptions {
  /** The alternative hypothesis; `"two-sided"` unless given. */
  readonly alternative?: Alternative;
  /** The mean difference of the null hypothesis; 0 unless given. */
  readonly shift?: number;
}

/**
 * Tests paired differences by Student's t test: t = (d̄ − shift)/(s/√n) with n − 1 degrees of freedom.
 *
 * Differences that do not vary have no standard error. If all are equal to the shift, t is 0 and p is 1, for any
 * alternative. If all are equal and differ from the shift, t is infinite and p is 0 or 1, the limit for a vanishing
 * spread, as in SciPy; the interval has no width. The p value of a sign-flip test is never below the limit that the
 * number of pairs sets.
 *
 * @param differences The differences, one for each pair.
 * @param options The alternative, and the mean difference of the null hypothesis.
 * @returns t, its p value and n; `undefined` for fewer than two differences.
 * @throws {RangeError} If a difference or the shift is not finite.
 *
 * @example
 * ```ts
 * import { pairedTTest } from "./paired_t.ts";
 * import assert from "node:assert/strict";
 *
 * const { statistic, pValue } = pairedTTest([1, 2, 3])!;
 * assert.equal(statistic.toFixed(4), "3.4641");
 * assert.equal(pValue.toFixed(4), "0.0742");
 * ```
 */
export function pairedTTest(
  differences: readonly number[],
  { alternative = "two-sided", shift = 0 }: TTestOptions = {},
): TestResult | undefined {
  checkFinite([...differences, shift], "test the differences");
  const { mean, standardError, n } = estimate(differences);
  if (mean === undefined || standardError === undefined) return undefined;
  const above = mean - shift;
  const constant = areEqual(differences);
  if (constant && Math.abs(above) <= roundingOf([...differences, shift])) {
    return { statistic: 0, pValue: 1, n };
  }
  const statistic = constant ? Math.sign(above) * Infinity : above / standardError;
  return { statistic, pValue: pValueOf(statistic, n - 1, alternative), n };
}

function pValueOf(t: number, degrees: number, alternative: Alternative): number {
  switch (alternative) {
    case "greater":
      return studentSurvival(t, degrees);
    case "less":
      return studentSurvival(-t, degrees);
    case "two-sided":
      return 2 * studentSurvival(Math.abs(t), degrees);
  }
}

/** The statistic of reports: p of the paired t test. */
const statistic: NumberStatistic = {
  name: "paired_t",
  place: 20,
  column: "p_t",
  head: "p, t",
  title: "p of the paired t test",
  note: "p, t: of the paired t test; all p values are two-sided, of no difference.",
  kind: "probability",
  of: ({ pValue }) => pValue,
};

export default statistic;
