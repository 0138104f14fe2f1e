import type { NdArray } from "../engine/mod.ts";
import { malformed } from "./_malformed.ts";
import { checkSize } from "./_table_size.ts";
import { textLines } from "./_text.ts";

/** Rows with one label each. */
export interface LabelledRows {
  /** `[rows, width]`, float32. */
  readonly x: NdArray;
  /** Classes, `[rows]`, int32. */
  readonly y: NdArray;
}

/** Options of {@linkcode parseSvmlight}. */
export interface SvmlightOptions {
  /** The file's name, for errors. */
  readonly name: string;
  /** Number of columns: every index must be below it. */
  readonly width: number;
  /** True if values must be whole numbers that are not negative. */
  readonly counts?: boolean;
}

/** The classes of the labels. */
const CLASSES: { readonly [label: string]: 0 | 1 } = { "1": 1, "+1": 1, "-1": 0 };
const COMMENT = /^[ \t]*#/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads svmlight text: one row per line, `label index:value index:value … # comment`.
 *
 * Labels are 1 (or +1) and -1, which become the classes 1 and 0. Indices start at 0 and increase
 * within a row; columns that a row does not name are 0. Lines with only a comment are skipped, and so
 * are blank lines at the end of the text.
 *
 * @param bytes The text.
 * @param options The file's name, the number of columns, and whether values are counts.
 * @returns `x [rows, width]`, Float32, and `y [rows]`, Int32.
 * @throws {SyntaxError} If the text is not UTF-8, a line is malformed (with the file's name and the
 * line number), or the array would be too large.
 *
 * @example
 * ```ts
 * import { parseSvmlight } from "./_svmlight.ts";
 * import assert from "node:assert/strict";
 *
 * const text = new TextEncoder().encode("1 0:2\n-1 1:0.5 2:1\n");
 * const { x, y } = parseSvmlight(text, { name: "tiny.svmlight", width: 3 });
 * assert.deepEqual([...x.data], [2, 0, 0, 0, 0.5, 1]);
 * assert.deepEqual([...y.data], [1, 0]);
 * ```
 */
export function parseSvmlight(bytes: Uint8Array, options: SvmlightOptions): LabelledRows {
  const { name, width, counts = false } = options;
  const lines = textLines(bytes, name);
  while (lines.length > 0 && lines.at(-1)!.trim() === "") lines.pop();
  const rows = lines.reduce((sum, line) => COMMENT.test(line) ? sum : sum + 1, 0);
  checkSize(name, [rows, width]);
  const y = new Int32Array(rows);
  const x = new Float32Array(rows * width);
  let row = 0;
  lines.forEach((text, i) => {
    if (COMMENT.test(text)) return;
    const words = wordsOf(text);
    const fail = (rule: string, found: string) => malformed(name, i + 1, rule, found);
    const [label = "", ...entries] = words;
    if (!Object.hasOwn(CLASSES, label)) throw fail("the label must be 1 or -1", label);
    y[row] = CLASSES[label];
    let previous = -1;
    for (const entry of entries) {
      const colon = entry.indexOf(":");
      const digits = entry.slice(0, Math.max(0, colon));
      if (!/^\d+$/.test(digits)) throw fail("an entry must be index:value", entry);
      const index = Number(digits);
      if (index >= width) throw fail(`an index must be below ${width}`, digits);
      if (index <= previous) {
        throw fail(`indices must increase, previous index is ${previous}`, digits);
      }
      const written = entry.slice(colon + 1);
      const value = Math.fround(NUMBER.test(written) ? Number(written) : NaN);
      if (!Number.isFinite(value)) {
        throw fail(`the value of index ${index} must be a finite number`, written);
      }
      if (counts && !(Number.isInteger(value) && value >= 0)) {
        throw fail(`the value of index ${index} must be a whole number from 0`, written);
      }
      x[row * width + index] = value;
      previous = index;
    }
    row++;
  });
  return { x: { shape: [rows, width], data: x }, y: { shape: [rows], data: y } };
}

/** Splits a line at spaces and tabs, without its comment. */
function wordsOf(line: string): string[] {
  return line.split("#", 1)[0].split(/[ \t]+/).filter((word) => word !== "");
}
