/** What a test speaks for: any difference, one above the null hypothesis's, or one below. */
export type Alternative = "two-sided" | "greater" | "less";

/** What a test says of a null hypothesis. */
export interface TestResult {
  /** What the test computes of the sample; each test says which. */
  readonly statistic: number;
  /** The chance of a statistic at least as extreme where the null hypothesis holds. */
  readonly pValue: number;
  /** The number of differences, or of blocks. */
  readonly n: number;
}
