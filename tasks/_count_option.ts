import type { AskedSeeds } from "../suites/seeds.ts";
import { UsageError } from "./_program.ts";

/**
 * Reads an option that counts something.
 *
 * @param option Its name, `--seeds`.
 * @param text What it was given.
 * @param or A word that might have stood there, too: what an error says.
 * @throws {UsageError} If it is not an integer from 1 to 100000.
 */
export function parseCount(option: string, text: string, or?: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 100_000) {
    const allowed = `an integer from 1 to 100000${or === undefined ? "" : ` or '${or}'`}`;
    throw new UsageError(
      `Cannot read ${option}: it must be ${allowed}, current value is '${text}'`,
    );
  }
  return number;
}

/**
 * Reads `--seeds`: `5` for so many, which each suite chooses, `3-7` for the seeds from 3 to 7.
 *
 * @param text What it was given.
 * @throws {UsageError} If it is neither.
 */
export function parseSeeds(text: string): AskedSeeds {
  const [, first, last] = /^(\d{1,6})-(\d{1,6})$/.exec(text) ?? [];
  if (first === undefined) return parseCount("--seeds", text);
  if (Number(first) > Number(last)) {
    throw new UsageError(`Cannot read --seeds ${text}: its first seed is greater than its last`);
  }
  const count = Number(last) - Number(first) + 1;
  return Array.from({ length: count }, (_, i) => Number(first) + i);
}
