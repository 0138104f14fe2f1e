import type { Labelled } from "./dataset.ts";

/** What {@linkcode parseSvmlight} must know beyond the text. */
export interface SvmlightOptions {
  /** The file's name, for errors. */
  readonly name: string;
  /** Number of columns: every index is below it. */
  readonly width: number;
}

const TAB = 9;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const HASH = 35;
const ZERO = 48;
const COLON = 58;

/**
 * Reads svmlight text: one row a line, `label index:value index:value … # comment`.
 *
 * Labels are 1 (or +1) and -1, which become the classes 1 and 0. Indices start at 0 and rise within
 * a row; columns that a row does not name are 0. Lines that hold only a comment are passed over, and
 * so are blank lines at the end of the text.
 *
 * @param bytes The text.
 * @param options The file's name and the number of columns.
 * @returns `x [rows, width]`, Float32, and `y [rows]`, Int32.
 * @throws {SyntaxError} If a line is malformed, with the file's name and the line's number.
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
export function parseSvmlight(bytes: Uint8Array, options: SvmlightOptions): Labelled {
  const { name, width } = options;
  const end = endOfContent(bytes);
  const lines = countLines(bytes, end);
  const y = new Int32Array(lines);
  const x = new Float32Array(lines * width);
  let rows = 0;
  let at = 0;

  const fail = (line: number, what: string, from: number, to: number): never => {
    const shown = new TextDecoder("utf-8", { ignoreBOM: true })
      .decode(bytes.subarray(from, Math.min(to, from + 40))).replace(/\p{Cc}/gu, "?");
    throw new SyntaxError(
      `Cannot read ${name}, line ${line}: ${what}, current value is '${shown}'`,
    );
  };

  for (let line = 1; line <= lines; line++) {
    at = skipSpaces(bytes, at, end);
    if (bytes[at] === HASH) {
      at = skipLine(bytes, at, end);
      continue;
    }
    const labelEnd = endOfWord(bytes, at, end);
    const label = readLabel(bytes, at, labelEnd);
    if (label === undefined) fail(line, "the label must be 1 or -1", at, labelEnd);
    y[rows] = label!;

    const row = rows * width;
    let previous = -1;
    at = skipSpaces(bytes, labelEnd, end);
    while (at < end && bytes[at] !== NEWLINE && bytes[at] !== HASH) {
      const word = at;
      let index = 0;
      for (let digit = bytes[at] - ZERO; at < end && digit >= 0 && digit <= 9;) {
        index = index * 10 + digit;
        digit = bytes[++at] - ZERO;
      }
      if (at === word || at >= end || bytes[at] !== COLON) {
        fail(line, "an entry must be index:value", word, endOfWord(bytes, word, end));
      }
      if (index >= width) fail(line, `an index must be below ${width}`, word, at);
      if (index <= previous) fail(line, `indices must rise, here from ${previous}`, word, at);

      const valueEnd = endOfWord(bytes, ++at, end);
      const value = readNumber(bytes, at, valueEnd);
      if (!Number.isFinite(Math.fround(value))) {
        fail(line, `the value of index ${index} must be a finite number`, at, valueEnd);
      }
      x[row + index] = value;
      previous = index;
      at = skipSpaces(bytes, valueEnd, end);
    }
    rows++;
    at = skipLine(bytes, at, end);
  }
  return {
    x: { shape: [rows, width], data: x.subarray(0, rows * width) },
    y: { shape: [rows], data: y.subarray(0, rows) },
  };
}

const isSpace = (byte: number): boolean =>
  byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN;

/** Where the text ends once blank lines at its end are cut off. */
function endOfContent(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === NEWLINE || isSpace(bytes[end - 1]))) end--;
  return end;
}

function countLines(bytes: Uint8Array, end: number): number {
  if (end === 0) return 0;
  let lines = 1;
  for (
    let at = bytes.indexOf(NEWLINE);
    at !== -1 && at < end;
    at = bytes.indexOf(NEWLINE, at + 1)
  ) {
    lines++;
  }
  return lines;
}

function skipSpaces(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && isSpace(bytes[at])) at++;
  return at;
}

/** The start of the next line. */
function skipLine(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && bytes[at] !== NEWLINE) at++;
  return at + 1;
}

function endOfWord(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && bytes[at] !== NEWLINE && bytes[at] !== HASH && !isSpace(bytes[at])) at++;
  return at;
}

/** The class of a label, or `undefined` where it is no label. */
function readLabel(bytes: Uint8Array, from: number, to: number): 0 | 1 | undefined {
  const text = String.fromCharCode(...bytes.subarray(from, Math.min(to, from + 3)));
  return text === "1" || text === "+1" ? 1 : text === "-1" ? 0 : undefined;
}

/** The number that a word spells, or NaN. */
function readNumber(bytes: Uint8Array, from: number, to: number): number {
  // Counts, nearly always: up to nine digits need no conversion from text.
  if (to > from && to - from <= 9) {
    let value = 0;
    let at = from;
    for (; at < to; at++) {
      const digit = bytes[at] - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === to) return value;
  }
  const text = new TextDecoder().decode(bytes.subarray(from, to));
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}
