import type { Alternative } from "./test_result.ts";

/**
 * Returns a function that tests whether a draw of a statistic is at least as extreme as the observed one. The statistic
 * is symmetric about zero under the null hypothesis.
 *
 * @param observed The observed statistic.
 * @param alternative The alternative hypothesis.
 * @param rounding The greatest difference between equal statistics.
 * @returns The test.
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
