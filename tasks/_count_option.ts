import { UsageError } from "./_program.ts";

/**
 * Reads an option that counts something.
 *
 * @param option Its name, `--seeds`.
 * @param text What it was given.
 * @throws {UsageError} If it is not an integer from 1 to 100000.
 */
export function parseCount(option: string, text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 100_000) {
    throw new UsageError(
      `Cannot read ${option}: it must be an integer from 1 to 100000, current value is '${text}'`,
    );
  }
  return number;
}
