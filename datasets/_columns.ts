import { malformed } from "./_malformed.ts";
import { textLines } from "./_text.ts";

/** One word of a sentence, with its annotation. */
export interface Token {
  /** Line number in its file, from 1. */
  readonly line: number;
  readonly columns: readonly string[];
}

/** Options of {@linkcode parseColumns}. */
export interface ColumnsOptions {
  /** The file's name, for errors. */
  readonly name: string;
  /** Number of columns of each line. */
  readonly width: number;
  /** The separator between two columns. */
  readonly separator: " " | "\t";
}

/**
 * Reads sentences in columns: one word per line, a blank line between sentences.
 *
 * @param bytes The text, in UTF-8. A line of white space is a blank line.
 * @param options The file's name, and the number and separator of the columns.
 * @throws {SyntaxError} If the text is not UTF-8, or a line has another number of columns or an empty
 * one.
 *
 * @example
 * ```ts
 * import { parseColumns } from "./_columns.ts";
 * import assert from "node:assert/strict";
 *
 * const bytes = new TextEncoder().encode("It PRP B-NP\nrained VBD B-VP\n\nStop VB B-VP\n");
 * const sentences = parseColumns(bytes, { name: "tiny.txt", width: 3, separator: " " });
 * assert.deepEqual(sentences.map((tokens) => tokens.length), [2, 1]);
 * assert.deepEqual(sentences[1][0], { line: 4, columns: ["Stop", "VB", "B-VP"] });
 * ```
 */
export function parseColumns(bytes: Uint8Array, options: ColumnsOptions): Token[][] {
  return sentencesOf(bytes, options, (tokens) => tokens);
}

/**
 * Reads sentences in the CoNLL-U format: ten columns separated by tabs.
 *
 * Returns the syntactic words, which have the numbers 1, 2, 3 …; comments, multiword tokens (`3-4`) and
 * empty nodes (`5.1`) are left out.
 *
 * @param bytes The text, in UTF-8.
 * @param name The file's name, for errors.
 * @throws {SyntaxError} If the text is not UTF-8, a line does not have ten columns, or a word has the
 * wrong number.
 * @see https://universaldependencies.org/format.html
 */
export function parseConllu(bytes: Uint8Array, name: string): Token[][] {
  return sentencesOf(bytes, { name, width: 10, separator: "\t", comment: "#" }, (tokens) => {
    const words = tokens.filter(({ columns: [id] }) => !/^\d+[-.]\d+$/.test(id));
    words.forEach(({ line, columns: [id] }, i) => {
      if (id !== String(i + 1)) {
        throw malformed(name, line, `the sentence's next word must have the number ${i + 1}`, id);
      }
    });
    return words;
  });
}

function sentencesOf(
  bytes: Uint8Array,
  { name, width, separator, comment }: ColumnsOptions & { readonly comment?: string },
  words: (tokens: Token[]) => Token[],
): Token[][] {
  const sentences: Token[][] = [];
  let tokens: Token[] = [];
  const end = () => {
    if (tokens.length > 0) sentences.push(words(tokens));
    tokens = [];
  };
  textLines(bytes, name).forEach((line, i) => {
    if (line.trim() === "") return end();
    if (comment !== undefined && line.startsWith(comment)) return;
    const columns = line.split(separator);
    if (columns.length !== width || columns.includes("")) {
      throw malformed(name, i + 1, `a line must have ${width} columns`, line);
    }
    tokens.push({ line: i + 1, columns });
  });
  end();
  return sentences;
}
