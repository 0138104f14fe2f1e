/** Largest size in bytes of one array of a dataset: a run holds several, and each worker its own copies. */
const MOST_BYTES = 2 ** 31;

/**
 * Rejects an array of 32-bit numbers that would take more than 2 GiB, before it is allocated: a line of a few bytes
 * can encode thousands of numbers.
 *
 * @param name The file that the array is read from, for the error.
 * @param shape The array's shape.
 * @throws {SyntaxError} If the array would be larger.
 *
 * @example
 * ```ts
 * import { checkSize } from "./_table_size.ts";
 * import assert from "node:assert/strict";
 *
 * checkSize("tiny.svmlight", [2000, 5000]);
 * assert.throws(() => checkSize("huge.svmlight", [200_000, 5000]), /4\.0 GB.* 2\.1 GB/);
 * ```
 */
export function checkSize(name: string, shape: readonly number[]): void {
  const bytes = shape.reduce((product, length) => product * length, 4);
  if (bytes <= MOST_BYTES) return;
  const gigabytes = (count: number) => `${(count / 1e9).toFixed(1)} GB`;
  throw new SyntaxError(
    `Cannot read ${name}: as an array of ${shape.join("×")} numbers it would take ${
      gigabytes(bytes)
    }, and ${gigabytes(MOST_BYTES)} is the most; leave rows out`,
  );
}
