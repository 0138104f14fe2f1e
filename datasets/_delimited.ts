import { malformed } from "./_malformed.ts";
import { textLines } from "./_text.ts";

/** One row of a table of text. */
export interface Row {
  /** Line number in its file, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** Options of {@linkcode parseDelimited}. */
export interface DelimitedOptions {
  /** The file's name, for errors. */
  readonly name: string;
  /** Number of fields of each row. */
  readonly width: number;
  /** The separator between two fields; it cannot be quoted. */
  readonly separator: string;
  /** The prefix of comment lines. */
  readonly comment: string;
}

/**
 * Reads a table of text, one row per line. Comments and blank lines are skipped.
 *
 * @param bytes The text, in UTF-8.
 * @param options The file's name and the format of the table.
 * @throws {SyntaxError} If the text is not UTF-8 or a row has a different number of fields.
 *
 * @example
 * ```ts
 * import { parseDelimited } from "./_delimited.ts";
 * import assert from "node:assert/strict";
 *
 * const bytes = new TextEncoder().encode("|people\n39, Private\n50, ?\n");
 * const options = { name: "tiny.data", width: 2, separator: ", ", comment: "|" };
 * assert.deepEqual(parseDelimited(bytes, options), [
 *   { line: 2, fields: ["39", "Private"] },
 *   { line: 3, fields: ["50", "?"] },
 * ]);
 * ```
 */
export function parseDelimited(bytes: Uint8Array, options: DelimitedOptions): Row[] {
  const { name, width, separator, comment } = options;
  return textLines(bytes, name).flatMap((text, i) => {
    const line = text.trim();
    if (line === "" || line.startsWith(comment)) return [];
    const fields = line.split(separator);
    if (fields.length !== width) {
      throw malformed(name, i + 1, `a row must have ${width} fields`, line);
    }
    return [{ line: i + 1, fields }];
  });
}
