import type { Random } from "../engine/mod.ts";

/** Rows of one split, in two. */
export interface HeldOut {
  /** What is left, in the order of the split. */
  readonly train: readonly number[];
  /** What was drawn, in the order of the split. */
  readonly validation: readonly number[];
}

/**
 * Draws validation rows from training rows, all equally likely.
 *
 * @param rows How many training rows there are.
 * @param held How many of them to draw.
 * @param random The stream.
 * @param name The file of the training rows, for errors.
 * @returns Indices of rows; each row is in one of the two.
 * @throws {SyntaxError} If no row would be left, or none be drawn.
 *
 * @example
 * ```ts
 * import { holdOut } from "./_held_out.ts";
 * import { randomStreams } from "../engine/random.ts";
 * import assert from "node:assert/strict";
 *
 * const { train, validation } = holdOut(10, 3, randomStreams(0)("validation"), "tiny");
 * assert.deepEqual([train.length, validation.length], [7, 3]);
 * ```
 */
export function holdOut(rows: number, held: number, random: Random, name: string): HeldOut {
  if (rows === 0) throw new SyntaxError(`Cannot read ${name}: it must have at least one row`);
  if (held < 1 || held >= rows) {
    throw new SyntaxError(
      `Cannot read ${name}: ${held} of its rows would be held out for validation, ` +
        `which must be at least one and not all, current number of rows is ${rows}`,
    );
  }
  const drawn = new Set(random.permutation(rows).subarray(0, held));
  const all = Array.from({ length: rows }, (_, row) => row);
  return {
    train: all.filter((row) => !drawn.has(row)),
    validation: all.filter((row) => drawn.has(row)),
  };
}
