import type { AskedSeeds } from "../runs/seeds.ts";
import { UsageError } from "./_program.ts";

/**
 * Parses an option whose value is a count.
 *
 * @param option Its name, such as `--seeds`.
 * @param text Its value.
 * @param or A word that is allowed as well, for the error message.
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
 * Parses `--seeds`: `5` for five seeds, which each suite chooses, `3-7` for the seeds from 3 to 7.
 *
 * @param text Its value.
 * @throws {UsageError} If the value has neither form.
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
