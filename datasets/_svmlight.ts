import type { NdArray, SparseArray } from "../engine/mod.ts";
import { malformed } from "./_malformed.ts";
import { CARRIAGE_RETURN, endsLine, NEWLINE, textBytes } from "./_text.ts";

/** Rows with one label each. */
export interface LabelledRows {
  /** `[rows, width]` */
  readonly x: SparseArray;
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
  /** Returns the class of a label's word, `undefined` if it is none; by default 1 is 1 and −1 is 0. */
  readonly classOf?: (word: string) => number | undefined;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const codes = [..."\t #:+-01"].map((character) => character.charCodeAt(0));
const [TAB, SPACE, HASH, COLON, PLUS, MINUS, ZERO, ONE] = codes;

/**
 * Reads svmlight text: one row per line, `label index:value index:value … # comment`.
 *
 * Labels are 1 (or +1) and -1, which become the classes 1 and 0. Indices start at 0 and increase
 * within a row; columns that a row does not name are 0. Lines with only a comment are skipped, and so
 * are blank lines at the end of the text. The text is read from its bytes: as strings, millions of rows
 * would take many times the memory of their entries.
 *
 * @param bytes The text.
 * @param options The file's name, the number of columns, and whether values are counts.
 * @returns `x [rows, width]`, and `y [rows]`, Int32.
 * @throws {SyntaxError} If the text is not UTF-8 or a line is malformed (with the file's name and the
 * line number).
 *
 * @example
 * ```ts
 * import { parseSvmlight } from "./_svmlight.ts";
 * import assert from "node:assert/strict";
 *
 * const text = new TextEncoder().encode("1 0:2\n-1 1:0.5 2:1\n");
 * const { x, y } = parseSvmlight(text, { name: "tiny.svmlight", width: 3 });
 * assert.deepEqual(x.starts, Int32Array.of(0, 1, 3));
 * assert.deepEqual(x.columns, Int32Array.of(0, 1, 2));
 * assert.deepEqual(x.values, Float32Array.of(2, 0.5, 1));
 * assert.deepEqual(y.data, Int32Array.of(1, 0));
 * ```
 */
export function parseSvmlight(bytes: Uint8Array, options: SvmlightOptions): LabelledRows {
  const { name, width, counts = false, classOf } = options;
  const text = withoutEnd(textBytes(bytes, name));
  const most = mostRows(text);
  const y = new Int32Array(most.rows);
  const starts = new Int32Array(most.rows + 1);
  const columns = new Int32Array(most.entries);
  const values = new Float32Array(most.entries);
  let [at, line, row, entries] = [0, 1, 0, 0];
  const fail = (rule: string, from: number, end: number) =>
    malformed(name, line, rule, wordOf(text, from, end));
  for (; at < text.length; line++) {
    at = afterBlanks(text, at);
    if (text[at] !== HASH) {
      let end = wordEnd(text, at);
      const label = classOf ? classOf(wordOf(text, at, end)) : signOf(text, at, end);
      if (label === undefined) throw fail("the label must be 1 or -1", at, end);
      y[row] = label;
      let previous = -1;
      while (true) {
        at = afterBlanks(text, end);
        end = wordEnd(text, at);
        if (end === at) break;
        let [index, colon] = [0, at];
        while (isDigit(text[colon])) index = 10 * index + text[colon++] - ZERO;
        if (colon === at || text[colon] !== COLON) {
          throw fail("an entry must be index:value", at, end);
        }
        if (index >= width) throw fail(`an index must be below ${width}`, at, colon);
        if (index <= previous) {
          throw fail(`indices must increase, previous index is ${previous}`, at, colon);
        }
        const value = numberOf(text, colon + 1, end);
        if (!Number.isFinite(value)) {
          throw fail(`the value of index ${index} must be a finite number`, colon + 1, end);
        }
        if (counts && !(Number.isInteger(value) && value >= 0)) {
          throw fail(`the value of index ${index} must be a whole number from 0`, colon + 1, end);
        }
        previous = index;
        if (value === 0) continue;
        columns[entries] = index;
        values[entries++] = value;
      }
      starts[++row] = entries;
    }
    while (at < text.length && !endsLine(text, at)) at++;
    at++;
  }
  return {
    x: {
      shape: [row, width],
      starts: starts.subarray(0, row + 1),
      columns: columns.subarray(0, entries),
      values: values.subarray(0, entries),
    },
    y: { shape: [row], data: y.subarray(0, row) },
  };
}

/** Returns a text without the spaces and line ends at its end. */
function withoutEnd(text: Uint8Array): Uint8Array {
  let end = text.length;
  while (end > 0 && (isBlank(text[end - 1]) || isLineEnd(text[end - 1]))) end--;
  return text.subarray(0, end);
}

/** Returns the number of lines, and the number of colons or what fits into the text, if that is less. */
function mostRows(text: Uint8Array): { rows: number; entries: number } {
  let [rows, colons] = [1, 0];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === COLON) colons++;
    else if (endsLine(text, at)) rows++;
  }
  // An entry takes at least four bytes with its space.
  return { rows, entries: Math.min(colons, Math.floor(text.length / 4)) };
}

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB;
const isLineEnd = (byte: number): boolean => byte === NEWLINE || byte === CARRIAGE_RETURN;
const isDigit = (byte: number): boolean => byte >= ZERO && byte < ZERO + 10;

function afterBlanks(text: Uint8Array, at: number): number {
  while (isBlank(text[at])) at++;
  return at;
}

/** Returns the end of the word that begins at a place; the same place if there is none. */
function wordEnd(text: Uint8Array, at: number): number {
  while (at < text.length && !isBlank(text[at]) && !isLineEnd(text[at]) && text[at] !== HASH) at++;
  return at;
}

function wordOf(text: Uint8Array, from: number, end: number): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(text.subarray(from, end));
}

/** Returns the class of 1 or −1; `undefined` for another word. */
function signOf(text: Uint8Array, from: number, end: number): 0 | 1 | undefined {
  if (text[end - 1] !== ONE) return undefined;
  if (end === from + 1) return 1;
  if (end !== from + 2) return undefined;
  return text[from] === PLUS ? 1 : text[from] === MINUS ? 0 : undefined;
}

/** Returns the float32 value of a word, NaN if it is not a number. */
function numberOf(text: Uint8Array, from: number, end: number): number {
  let [at, value] = [from, 0];
  while (at < end && isDigit(text[at])) value = 10 * value + text[at++] - ZERO;
  // Most values are counts of few digits, which need no text.
  if (at === end && at > from && at < from + 10) return Math.fround(value);
  const word = wordOf(text, from, end);
  return Math.fround(NUMBER.test(word) ? Number(word) : NaN);
}
