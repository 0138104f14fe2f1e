import type { Alternative } from "./test_result.ts";

/**
 * Says which draws of a statistic, symmetric about zero under the null hypothesis, are at least as
 * extreme as the one observed.
 *
 * @param observed The observed statistic.
 * @param alternative What the test speaks for.
 * @param rounding By how much equal statistics may differ.
 * @returns The question.
 */
export function asExtremeAs(
  observed: number,
  alternative: Alternative,
  rounding: number,
): (drawn: number) => boolean {
  switch (alternative) {
    case "greater":
      return (drawn) => drawn >= observed - rounding;
    case "less":
      return (drawn) => drawn <= observed + rounding;
    case "two-sided":
      return (drawn) => Math.abs(drawn) >= Math.abs(observed) - rounding;
  }
}
