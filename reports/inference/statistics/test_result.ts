/** An alternative hypothesis: any difference, one above that of the null hypothesis, or one below. */
export type Alternative = "two-sided" | "greater" | "less";

/** The result of a test of a null hypothesis. */
export interface TestResult {
  /** The statistic of the sample, which depends on the test. */
  readonly statistic: number;
  /** The probability of a statistic at least as extreme under the null hypothesis. */
  readonly pValue: number;
  /** The number of differences, or of blocks. */
  readonly n: number;
}
