import { isUtf8 } from "node:buffer";

/** LF, CRLF and CR, the only line ends. */
const LINE_ENDS = /\r\n|\n|\r/g;
export const NEWLINE = 10;
export const CARRIAGE_RETURN = 13;

/** Byte order marks, by encoding. */
const UTF8_MARK = [0xef, 0xbb, 0xbf];
const OTHER_MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe], "UTF-16"],
  [[0xfe, 0xff], "UTF-16"],
];

/** Longest text in bytes that certainly fits into one string. */
const LONGEST_STRING = 2 ** 29 - 24;

/** Longest line in bytes of a text that is read in chunks: a longer one is not text. */
const LONGEST_LINE = 1 << 20;

/** Options of {@linkcode decodeText} and {@linkcode textLines}. */
export interface TextOptions {
  /** The encoding of a text that is not UTF-8; without it, such a text is an error. */
  readonly orElse?: "windows-1252";
}

/**
 * Decodes a text file. A UTF-8 byte order mark is skipped.
 *
 * @param bytes The whole content, which has one encoding.
 * @param name The file's name, for errors.
 * @param options The alternative to UTF-8.
 * @throws {SyntaxError} If the text has neither encoding, is marked as UTF-16, or contains a NUL, as
 * binary files and unmarked UTF-16 do.
 */
export function decodeText(bytes: Uint8Array, name: string, options: TextOptions = {}): string {
  const text = unmarked(bytes, name);
  const isMarked = text.length < bytes.length;
  return decode(text, name, 0, isMarked ? {} : options);
}

/**
 * Splits a text into lines, which end with LF, CRLF or CR only: U+2028, U+0085 and a form feed do not
 * end a line. Text after the last line end is a line too, unless it is empty.
 *
 * @example
 * ```ts
 * import { splitLines } from "./_text.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(splitLines("one\r\n\rthree\n"), ["one", "", "three"]);
 * ```
 */
export function splitLines(text: string): string[] {
  const lines = text.split(LINE_ENDS);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/**
 * Reads the lines of a text file: {@linkcode decodeText}, then {@linkcode splitLines}.
 *
 * @throws {SyntaxError} Under the conditions of {@linkcode decodeText}.
 */
export function textLines(bytes: Uint8Array, name: string, options?: TextOptions): string[] {
  return splitLines(decodeText(bytes, name, options));
}

/**
 * Returns the bytes of a UTF-8 text file for readers of texts that may not fit into one string, without a byte order
 * mark.
 *
 * @throws {SyntaxError} Under the conditions of {@linkcode decodeText}.
 */
export function textBytes(bytes: Uint8Array, name: string): Uint8Array {
  const text = unmarked(bytes, name);
  checkNul(text, name, 0);
  checkUtf8(text, name, 0);
  return text;
}

/** Returns true if a line ends after a byte, a line feed or a carriage return that no line feed follows. */
export function endsLine(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === NEWLINE || bytes[at] === CARRIAGE_RETURN && bytes[at + 1] !== NEWLINE;
}

/**
 * Reads the lines of a UTF-8 text file in chunks, so that it need not fit into memory.
 *
 * @param chunks The content, cut anywhere.
 * @param name The file's name, for errors.
 * @returns The same lines as {@linkcode textLines}, in groups.
 * @throws {SyntaxError} Under the conditions of {@linkcode decodeText}, or if a line is longer than 1 MiB.
 */
export async function* streamedLines(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<string[]> {
  for await (const { lines } of streamedText(chunks, name)) yield lines;
}

/** Whole lines of a text. */
export interface TextBlock {
  /** The number of the first line in its file, from 1. */
  readonly line: number;
  /** The lines with their ends. */
  readonly text: string;
  readonly lines: string[];
}

/**
 * Reads a UTF-8 text file in blocks of whole lines, for formats in which a line end can be quoted.
 *
 * @param chunks The content, cut anywhere.
 * @param name The file's name, for errors.
 * @throws {SyntaxError} As {@linkcode streamedLines}.
 */
export async function* streamedText(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<TextBlock> {
  let line = 0;
  const blockOf = (block: Uint8Array): TextBlock => {
    const text = decode(line === 0 ? unmarked(block, name) : block, name, line, {});
    const lines = splitLines(text);
    const first = line + 1;
    line += lines.length;
    return { line: first, text, lines };
  };
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    // A CR at the chunk's end may be the first half of CRLF: the next chunk decides.
    const end = 1 + Math.max(
      chunk.lastIndexOf(NEWLINE),
      chunk.subarray(0, -1).lastIndexOf(CARRIAGE_RETURN),
    );
    const isCut = end === 0 && rest.at(-1) !== CARRIAGE_RETURN;
    const block = isCut ? rest.subarray(0, 0) : joined(rest, chunk.subarray(0, end));
    rest = isCut ? joined(rest, chunk) : chunk.slice(end);
    if (rest.length > LONGEST_LINE) {
      throw new SyntaxError(
        `Cannot read ${name}, line ${line + 1}: it is longer than 1 MiB, so it is not text`,
      );
    }
    if (block.length > 0) yield blockOf(block);
  }
  if (rest.length > 0) yield blockOf(rest);
}

/** Returns the text without its UTF-8 byte order mark. */
function unmarked(bytes: Uint8Array, name: string): Uint8Array {
  const begins = (mark: readonly number[]) => mark.every((byte, i) => bytes[i] === byte);
  for (const [mark, encoding] of OTHER_MARKS) {
    if (begins(mark)) {
      throw new SyntaxError(`Cannot read ${name}: it is text in ${encoding}, save it as UTF-8`);
    }
  }
  return begins(UTF8_MARK) ? bytes.subarray(UTF8_MARK.length) : bytes;
}

/** Decodes whole lines of a text, `before` of which precede them. */
function decode(
  bytes: Uint8Array,
  name: string,
  before: number,
  { orElse }: TextOptions,
): string {
  if (bytes.length > LONGEST_STRING) {
    throw new SyntaxError(`Cannot read ${name}: its text is longer than 512 MiB; leave rows out`);
  }
  checkNul(bytes, name, before);
  if (orElse !== undefined && !isUtf8(bytes)) return new TextDecoder(orElse).decode(bytes);
  checkUtf8(bytes, name, before);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function checkNul(bytes: Uint8Array, name: string, before: number): void {
  const nul = bytes.indexOf(0);
  if (nul === -1) return;
  let line = before + 1;
  for (let i = 0; i < nul; i++) if (endsLine(bytes, i)) line++;
  throw new SyntaxError(
    `Cannot read ${name}, line ${line}: it contains a NUL, so it is not text, or text in UTF-16; ` +
      "save it as UTF-8",
  );
}

function checkUtf8(bytes: Uint8Array, name: string, before: number): void {
  if (isUtf8(bytes)) return;
  let [line, start] = [before + 1, 0];
  for (let i = 0; i < bytes.length; i++) {
    if (!endsLine(bytes, i)) continue;
    if (!isUtf8(bytes.subarray(start, i))) break;
    start = i + 1;
    line++;
  }
  throw new SyntaxError(
    `Cannot read ${name}, line ${line}: it is not UTF-8 text, save it as UTF-8`,
  );
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
