/**
 * Makes the error for a malformed line of a file.
 *
 * @param name The file's name.
 * @param line The line's number, from 1.
 * @param rule The violated rule, as a clause: `a label must be 0 or 1`.
 * @param found The text that violates it; its first 40 characters are shown, invisible ones as codes (`\ufeff`).
 * @param place The word for the number's meaning, in files without lines.
 * @returns The error to throw.
 *
 * @example
 * ```ts
 * import { malformed } from "./_malformed.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(
 *   malformed("dvd.task.train", 7, "a label must be 0 or 1", "good").message,
 *   "Cannot read dvd.task.train, line 7: a label must be 0 or 1, current value is 'good'",
 * );
 * ```
 */
export function malformed(
  name: string,
  line: number,
  rule: string,
  found: string,
  place: "line" | "row" = "line",
): SyntaxError {
  const shown = [...found.slice(0, 80)].slice(0, 40).join("").replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );
  return new SyntaxError(
    `Cannot read ${name}, ${place} ${line}: ${rule}, current value is '${shown}'`,
  );
}
