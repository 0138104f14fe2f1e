import { isUtf8 } from "node:buffer";

/** What ends a line, and nothing else does. */
const LINE_ENDS = /\r\n|\n|\r/g;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** Marks of byte order that say what a text is written in. */
const UTF8_MARK = [0xef, 0xbb, 0xbf];
const OTHER_MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe], "UTF-16"],
  [[0xfe, 0xff], "UTF-16"],
];

/** Bytes of a line at most, where a text is read in pieces: what is longer is no text. */
const LONGEST_LINE = 1 << 20;

/** How {@linkcode decodeText} and {@linkcode textLines} read. */
export interface TextOptions {
  /** What the text is where it is no UTF-8; an error unless given. */
  readonly orElse?: "windows-1252";
}

/**
 * Decodes a text file. A byte order mark of UTF-8 is passed over.
 *
 * @param bytes The whole content: what it is written in is decided once for all of it.
 * @param name The file's name, for errors.
 * @param options What else than UTF-8 it may be.
 * @throws {SyntaxError} If it is neither, is marked as UTF-16, or holds a NUL, as binary files and
 * unmarked UTF-16 do.
 */
export function decodeText(bytes: Uint8Array, name: string, options: TextOptions = {}): string {
  const text = unmarked(bytes, name);
  const isMarked = text.length < bytes.length;
  return decode(text, name, 0, isMarked ? {} : options);
}

/**
 * Splits a text into lines, which end with LF, CRLF or CR and with nothing else: neither U+2028 nor
 * U+0085 nor a form feed ends one. What stands behind the last end is a line unless it is empty.
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
 * @throws {SyntaxError} As {@linkcode decodeText} does.
 */
export function textLines(bytes: Uint8Array, name: string, options?: TextOptions): string[] {
  return splitLines(decodeText(bytes, name, options));
}

/**
 * Reads the lines of a text file in UTF-8 that comes in pieces, so that it need not fit into memory.
 *
 * @param chunks The content, cut anywhere.
 * @param name The file's name, for errors.
 * @returns The same lines as {@linkcode textLines}, some at a time.
 * @throws {SyntaxError} As {@linkcode decodeText} does, or if a line is longer than 1 MiB.
 */
export async function* streamedLines(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<string[]> {
  let line = 0;
  const linesOf = (block: Uint8Array): string[] => {
    const lines = splitLines(decode(line === 0 ? unmarked(block, name) : block, name, line, {}));
    line += lines.length;
    return lines;
  };
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    // Whether a CR at the chunk's end is a line's whole end is for the next chunk to say.
    const end = 1 + Math.max(
      chunk.lastIndexOf(NEWLINE),
      chunk.subarray(0, -1).lastIndexOf(CARRIAGE_RETURN),
    );
    const isCut = end === 0 && rest.at(-1) !== CARRIAGE_RETURN;
    const block = isCut ? rest.subarray(0, 0) : joined(rest, chunk.subarray(0, end));
    rest = isCut ? joined(rest, chunk) : chunk.slice(end);
    if (rest.length > LONGEST_LINE) {
      throw new SyntaxError(
        `Cannot read ${name}, line ${line + 1}: it is longer than 1 MiB, so it is no text`,
      );
    }
    if (block.length > 0) yield linesOf(block);
  }
  if (rest.length > 0) yield linesOf(rest);
}

/** The text behind a byte order mark of UTF-8. */
function unmarked(bytes: Uint8Array, name: string): Uint8Array {
  const begins = (mark: readonly number[]) => mark.every((byte, i) => bytes[i] === byte);
  for (const [mark, encoding] of OTHER_MARKS) {
    if (begins(mark)) {
      throw new SyntaxError(`Cannot read ${name}: it is text in ${encoding}, save it as UTF-8`);
    }
  }
  return begins(UTF8_MARK) ? bytes.subarray(UTF8_MARK.length) : bytes;
}

/** Decodes a text, or whole lines of one that stand behind so many others. */
function decode(
  bytes: Uint8Array,
  name: string,
  before: number,
  { orElse }: TextOptions,
): string {
  const fail = (line: number, why: string) =>
    new SyntaxError(`Cannot read ${name}, line ${before + line}: ${why}`);
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    const line = splitLines(`${asLatin1(bytes.subarray(0, nul))}.`).length;
    throw fail(line, "it holds a NUL, so it is no text, or text in UTF-16; save it as UTF-8");
  }
  if (isUtf8(bytes)) return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  if (orElse !== undefined) return new TextDecoder(orElse).decode(bytes);
  throw fail(firstBroken(bytes), "it is no UTF-8 text, save it as UTF-8");
}

/** The number of the first line, from 1, that is no UTF-8. */
function firstBroken(bytes: Uint8Array): number {
  let line = 1;
  let start = 0;
  for (const { index, 0: end } of asLatin1(bytes).matchAll(LINE_ENDS)) {
    if (!isUtf8(bytes.subarray(start, index))) break;
    start = index + end.length;
    line++;
  }
  return line;
}

/** One character for each byte; line ends are the same in all encodings here. */
function asLatin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
