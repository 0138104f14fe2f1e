import assert from "node:assert/strict";

/**
 * Asserts that numbers agree: |actual − expected| ≤ relative · max(|expected|, floor), each.
 *
 * @param actual What was computed.
 * @param expected What it should be.
 * @param relative The tolerance.
 * @param floor Below this size a number is compared as if it were this large.
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
    // Written so that NaN fails it too.
    if (!(Math.abs(actual[i] - expected[i]) <= allowed)) {
      assert.fail(`element ${i} is ${actual[i]}, not ${expected[i]} within ${allowed}`);
    }
  }
}
