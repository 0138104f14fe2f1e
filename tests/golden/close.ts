import assert from "node:assert/strict";

/**
 * Asserts that numbers agree: |actual − expected| ≤ relative · max(|expected|, floor), each.
 *
 * @param actual The computed numbers.
 * @param expected The expected numbers.
 * @param relative The tolerance.
 * @param floor Smaller numbers are compared as if they had this magnitude.
 */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  relative: number,
  floor = 0,
): void {
  assert.equal(actual.length, expected.length, "lengths differ");
  for (let i = 0; i < expected.length; i++) {
    const allowed = relative * Math.max(Math.abs(expected[i]), floor);
    // Written so that NaN fails as well.
    if (!(Math.abs(actual[i] - expected[i]) <= allowed)) {
      assert.fail(`element ${i} is ${actual[i]}, not ${expected[i]} within ${allowed}`);
    }
  }
}
