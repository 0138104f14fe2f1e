import { malformed } from "./_malformed.ts";
import { textLines } from "./_text.ts";

/** One row of a table of text. */
export interface Row {
  /** Where it stands in its file, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** What {@linkcode parseDelimited} must know beyond the text. */
export interface DelimitedOptions {
  /** The file's name, for errors. */
  readonly name: string;
  /** How many fields each row has. */
  readonly width: number;
  /** What stands between two fields; it cannot be quoted. */
  readonly separator: string;
  /** What lines begin with that are no rows. */
  readonly comment: string;
}

/**
 * Reads a table of text, one row a line. Comments and blank lines are passed over.
 *
 * @param bytes The text, in UTF-8.
 * @param options How the table is written.
 * @throws {SyntaxError} If the text is no UTF-8 or a row has another number of fields.
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
