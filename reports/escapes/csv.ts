import { visibleLine } from "./visible.ts";

/** The value of a cell. */
export type CsvValue = string | number | boolean | null | undefined;

/**
 * Formats a field of comma-separated values. A text that a spreadsheet would take for a formula gets an apostrophe in
 * front; numbers stay numbers.
 *
 * @param value The content; an absent value gives an empty field.
 *
 * @see RFC 4180: https://www.rfc-editor.org/rfc/rfc4180
 * @see CSV injection: https://owasp.org/www-community/attacks/CSV_Injection
 *
 * @example
 * ```ts
 * import { csvField } from "./csv.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([-1, "=1+1", 'a, "b"'].map(csvField), ["-1", "'=1+1", '"a, ""b"""']);
 * ```
 */
export function csvField(value: CsvValue): string {
  if (typeof value !== "string") return `${value ?? ""}`;
  const line = visibleLine(value);
  const text = /^\s*[=+\-@＝＋－＠]/.test(line) ? `'${line}` : line;
  // In locales with decimal commas, a semicolon separates fields.
  return /[",;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Formats rows of comma-separated values, each terminated by CR LF.
 *
 * @param rows The fields of each row.
 */
export function csvText(rows: readonly (readonly CsvValue[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(",")}\r\n`).join("");
}
