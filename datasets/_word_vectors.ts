import type { NdArray } from "../engine/mod.ts";
import { malformed } from "./_malformed.ts";

/** What {@linkcode readWordVectors} must know beyond the text. */
export interface WordVectorsOptions {
  /** The file's name, for errors. */
  readonly name: string;
  /** The words to look for, by number; the empty ones are none. */
  readonly words: readonly string[];
}

const NEWLINE = 10;
const SPACE = 32;

/**
 * Reads the vectors of some words from a text file of GloVe or word2vec: a word and its numbers on
 * each line, one space between them. A first line with the number of vectors and their width, which
 * word2vec writes, is passed over. Lines of other words are not looked at; of a word's several
 * lines the first counts.
 *
 * @param chunks The file's content in pieces, so that it need not fit into memory.
 * @param options The words.
 * @returns `[words, width]`, float32, NaN in the rows of words that have no vector.
 * @throws {SyntaxError} If there is no vector, or that of a word has another width or what is no
 * number.
 *
 * @example
 * ```ts
 * import { readWordVectors } from "./_word_vectors.ts";
 * import assert from "node:assert/strict";
 *
 * const chunks = new Blob(["the 0.5 -1\nbook 2 3\n"]).stream();
 * const words = ["", "", "book", "zebra"];
 * const { shape, data } = await readWordVectors(chunks, { name: "tiny.txt", words });
 * assert.deepEqual(shape, [4, 2]);
 * assert.deepEqual([...data.slice(4)], [2, 3, NaN, NaN]);
 * ```
 */
export async function readWordVectors(
  chunks: AsyncIterable<Uint8Array>,
  { name, words }: WordVectorsOptions,
): Promise<NdArray> {
  const numbers = new Map(words.map((word, number) => [word, number]));
  numbers.delete("");
  const starts = new Set([...numbers.keys()].map((word) => word.split(" ", 1)[0]));
  const found = new Map<number, readonly number[]>();
  const decoder = new TextDecoder();
  let width: number | undefined;
  let line = 0;

  const read = (bytes: Uint8Array): void => {
    line++;
    // A word may hold spaces itself: its first part tells whether the line is worth a closer look.
    const start = decoder.decode(bytes.subarray(0, Math.max(0, bytes.indexOf(SPACE))));
    if (width !== undefined && !starts.has(start)) return;
    const fields = decoder.decode(bytes).trimEnd().split(" ");
    if (line === 1 && fields.length === 2 && fields.every((field) => /^\d+$/.test(field))) {
      width = Number(fields[1]);
      return;
    }
    if (fields.length === 1 && fields[0] === "") return;
    width ??= fields.length - 1;
    const count = Math.max(1, fields.length - width);
    const number = numbers.get(fields.slice(0, count).join(" "));
    if (number === undefined || found.has(number)) return;
    const values = fields.slice(count);
    if (width === 0 || values.length !== width) {
      throw malformed(
        name,
        line,
        `a vector must have ${width || "some"} numbers`,
        fields.join(" "),
      );
    }
    found.set(number, values.map((value) => numberIn(value, name, line)));
  };

  for await (const bytes of linesIn(chunks)) read(bytes);
  if (!width) throw new SyntaxError(`Cannot read ${name}: it must hold a word and its vector`);
  const data = new Float32Array(words.length * width).fill(NaN);
  for (const [number, values] of found) data.set(values, number * width);
  return { shape: [words.length, width], data };
}

function numberIn(text: string, name: string, line: number): number {
  const number = Math.fround(Number(text));
  if (text === "" || !Number.isFinite(number)) {
    throw malformed(name, line, "a vector must have finite numbers", text);
  }
  return number;
}

/** The lines of a text that comes in pieces, without their ends. */
async function* linesIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end);
      yield rest.length > 0 ? joined(rest, piece) : piece;
      rest = new Uint8Array(0);
      start = end + 1;
    }
    if (start < chunk.length) rest = joined(rest, chunk.subarray(start));
  }
  if (rest.length > 0) yield rest;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
