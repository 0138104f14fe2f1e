import { malformed } from "./_malformed.ts";
import { textLines } from "./_text.ts";

/** Texts, each with a label. */
export interface LabelledTexts {
  readonly texts: readonly string[];
  /** One label per text, 0 or 1. */
  readonly labels: readonly number[];
}

/**
 * Reads labelled texts: one per line, `label<tab>text`, where the label is 0 or 1.
 *
 * @param bytes The lines, in UTF-8 or otherwise windows-1252; blank lines at the end are ignored.
 * @param name The file's name, for errors.
 * @throws {SyntaxError} If a line has no tab, another label or no text.
 *
 * @example
 * ```ts
 * import { parseLabelledTexts } from "./_labelled_text.ts";
 * import assert from "node:assert/strict";
 *
 * const bytes = new TextEncoder().encode("1\tlovely .\n0\tit broke\n");
 * assert.deepEqual(parseLabelledTexts(bytes, "tiny.task.train"), {
 *   texts: ["lovely .", "it broke"],
 *   labels: [1, 0],
 * });
 * ```
 */
export function parseLabelledTexts(bytes: Uint8Array, name: string): LabelledTexts {
  const rows = linesOf(bytes, name).map((line, i) => {
    const tab = line.indexOf("\t");
    if (tab === -1) throw malformed(name, i + 1, "a tab must follow the label", line);
    const label = line.slice(0, tab);
    if (label !== "0" && label !== "1") {
      throw malformed(name, i + 1, "a label must be 0 or 1", label);
    }
    return { label: Number(label), text: worded(line.slice(tab + 1), name, i + 1) };
  });
  return { texts: rows.map(({ text }) => text), labels: rows.map(({ label }) => label) };
}

/**
 * Reads texts without labels, one per line.
 *
 * @param bytes The lines, in UTF-8 or otherwise windows-1252; blank lines at the end are ignored.
 * @param name The file's name, for errors.
 * @throws {SyntaxError} If a line is blank.
 */
export function parseTexts(bytes: Uint8Array, name: string): string[] {
  return linesOf(bytes, name).map((line, i) => worded(line, name, i + 1));
}

/** Reads lines in UTF-8, or otherwise in windows-1252, in which any bytes are valid. */
function linesOf(bytes: Uint8Array, name: string): string[] {
  const lines = textLines(bytes, name, { orElse: "windows-1252" });
  while (lines.length > 0 && lines.at(-1)!.trim() === "") lines.pop();
  return lines;
}

function worded(text: string, name: string, line: number): string {
  if (text.trim() === "") throw malformed(name, line, "a text must have at least one word", text);
  return text;
}
