import type { InputShape } from "./dataset.ts";
import type { NdArray } from "../engine/mod.ts";
import { malformed } from "./_malformed.ts";
import { streamedLines } from "./_text.ts";

/** Options of {@linkcode readWordVectors}. */
export interface WordVectorsOptions {
  /** The file's name, for errors. */
  readonly name: string;
  /** The words to read vectors for, by number; empty strings are not words. */
  readonly words: readonly string[];
}

/** Number of lines that determine the vectors' width if the first line does not state it. */
const HEAD = 1000;

/** word2vec's first line: the number of vectors and their width. */
const HEADER = /^(\d+) (\d+)$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$|^[+-]?(nan|inf(inity)?)$/i;

/** Formats that are recognised in a line that is not a vector. */
const FORMATS: readonly (readonly [line: RegExp, format: string])[] = [
  [/\t/, "columns with tabs between them"],
  [/^\s*[[{]\s*($|["[{])/, "JSON"],
  [/^(<{7}|={7}|>{7}|\|{7})( |$)/, "a conflict marker of a merge"],
  [/^\s*<(!doctype|html|\?xml)/i, "HTML or XML"],
  [/^version https:\/\/git-lfs/, "a pointer of Git LFS"],
  [/^[^ ]*[,;][+-]?\d/, "columns with commas or semicolons between them"],
];

/**
 * Reads the vectors of some words from a text file of GloVe or word2vec: a word and its numbers on
 * each line, separated by single spaces. word2vec's first line, with the number of vectors and their
 * width, is skipped; without it, the width is the most common one of the first 1000 lines. A word may
 * contain spaces. The numbers of other words are counted but not parsed; if a word has several lines,
 * the first one is used.
 *
 * @param chunks The file's decompressed content in chunks, so that it need not fit into memory.
 * @param options The file's name and the words.
 * @returns `[words, width]`, float32, with NaN in the rows of words without a vector.
 * @throws {SyntaxError} If the file has another format (word2vec's binary one, JSON, columns with tabs),
 * no vector or another number of vectors than the first line states, if a line is not a word and a
 * vector of that width, or if the vector of one of the words contains something else than numbers.
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
  const found = new Map<number, Float32Array>();
  let vectors = 0;
  let line = 0;
  let stated: { readonly vectors: number; readonly width: number } | undefined;
  let width = 0;
  let head: string[] | undefined = [];

  const read = (text: string): void => {
    line++;
    if (line === 1 && stated || text.trim() === "") return;
    vectors++;
    const isPlain = width > 0 && spacesIn(text) === width && !text.includes("\t");
    if (isPlain && !numbers.has(text.slice(0, text.indexOf(" ")))) return;
    const { word, values } = vectorIn(text, width, name, line);
    const number = numbers.get(word);
    if (number === undefined || found.has(number)) return;
    found.set(number, Float32Array.from(values, (value) => numberIn(value, name, line)));
  };
  const readHead = (): void => {
    if (!head) return;
    const [, count, columns] = HEADER.exec(head[0] ?? "") ?? [];
    if (count !== undefined) stated = { vectors: Number(count), width: Number(columns) };
    width = stated?.width ?? commonWidth(head);
    head.forEach(read);
    head = undefined;
  };

  for await (const lines of textOf(chunks, name)) {
    if (!head) lines.forEach(read);
    else {
      head = head.concat(lines);
      if (head.length >= HEAD) readHead();
    }
  }
  readHead();
  if (vectors === 0 || width === 0) {
    throw new SyntaxError(`Cannot read ${name}: it must contain at least one word and its vector`);
  }
  if (stated && stated.vectors !== vectors) {
    throw new SyntaxError(
      `Cannot read ${name}: line 1 states ${stated.vectors} vectors, current number of vectors is ${vectors}`,
    );
  }
  const data = new Float32Array(words.length * width).fill(NaN);
  for (const [number, values] of found) data.set(values, number * width);
  return { shape: [words.length, width], data };
}

/** Counts the words of an input and those with a vector; padding and the unknown word are not counted. */
export function coverageOf({ words = [], vectors }: InputShape): { found: number; of: number } {
  const { shape: [, width], data } = vectors!;
  const found = words.filter((_, number) => !Number.isNaN(data[number * width]));
  return { found: found.length, of: words.filter((word) => word !== "").length };
}

/** Reads the lines of a text; anything but text after word2vec's first line is reported as its binary format. */
async function* textOf(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string[]> {
  let beginning = "";
  const watched = async function* () {
    for await (const chunk of chunks) {
      if (beginning.length < 40) beginning += String.fromCharCode(...chunk.subarray(0, 40));
      yield chunk;
    }
  };
  try {
    yield* streamedLines(watched(), name);
  } catch (error) {
    if (!(error instanceof SyntaxError) || !/^\d+ \d+/.test(beginning)) throw error;
    throw new SyntaxError(
      `Cannot read ${name}, line 2: it is word2vec's binary format, save it as text ` +
        "(gensim: save_word2vec_format with binary=False)",
      { cause: error },
    );
  }
}

/** Splits a line into its word and numbers. */
function vectorIn(text: string, width: number, name: string, line: number) {
  const fields = text.trimEnd().split(" ");
  const count = fields.length - width;
  // A word with spaces must not end with a number, or the line would have too many numbers.
  const isVector = count === 1 || count > 1 && !isNumber(fields[count - 1]);
  if (width > 0 && isVector && !text.includes("\t")) {
    return { word: fields.slice(0, count).join(" "), values: fields.slice(count) };
  }
  const format = FORMATS.find(([pattern]) => pattern.test(text))?.[1];
  const rule = `a vector must have ${width || "some"} numbers`;
  throw malformed(name, line, format === undefined ? rule : `${rule}, and this is ${format}`, text);
}

/** Returns the most common number of numbers after the word; if two are equally common, the first one. */
function commonWidth(lines: readonly string[]): number {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const [, ...fields] = line.trimEnd().split(" ");
    const width = fields.length - 1 - fields.findLastIndex((field) => !isNumber(field));
    if (width > 0) counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  const [[width] = [0]] = [...counts].sort(([, a], [, b]) => b - a);
  return width;
}

const isNumber = (text: string): boolean => NUMBER.test(text);

function numberIn(text: string, name: string, line: number): number {
  const number = Math.fround(Number(text));
  if (!isNumber(text) || !Number.isFinite(number)) {
    throw malformed(name, line, "a vector must have finite numbers", text);
  }
  return number;
}

/** Counts the spaces of a line, except those at its end. */
function spacesIn(line: string): number {
  const end = line.endsWith(" ") ? line.trimEnd().length : line.length;
  let count = 0;
  for (let at = line.indexOf(" "); at !== -1 && at < end; at = line.indexOf(" ", at + 1)) count++;
  return count;
}
