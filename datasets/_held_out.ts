import type { Random } from "../engine/mod.ts";

/** Row indices of one split, divided in two. */
export interface HeldOut {
  /** The remaining rows, in the order of the split. */
  readonly train: readonly number[];
  /** The drawn rows, in the order of the split. */
  readonly validation: readonly number[];
}

/**
 * Draws validation rows from training rows, all equally likely.
 *
 * @param rows Number of training rows.
 * @param held Number of rows to draw.
 * @param random The random stream.
 * @param name The file of the training rows, for errors.
 * @returns Row indices; each row is in exactly one of the two lists.
 * @throws {SyntaxError} If no row would remain for training, or none would be drawn.
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
