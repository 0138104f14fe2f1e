import type { NdArray } from "../engine/mod.ts";

/** The number of the padding at the ends of texts. */
const PADDING = 0;
/** The number of every unknown word. */
const UNKNOWN = 1;

/** Words by number. */
export interface Vocabulary {
  /** The words; the first two, padding and the unknown word, are empty. */
  readonly words: readonly string[];
  /** Returns a word's number; 1 if it is unknown. */
  numberOf(word: string): number;
}

/**
 * Numbers the words of some texts, in the order of their UTF-16 code units.
 *
 * @param texts The training texts, each a list of words.
 * @param atLeast Number of occurrences, over all texts, that a word needs to be known.
 *
 * @example
 * ```ts
 * import { encodeTexts, numberWords } from "./_vocabulary.ts";
 * import assert from "node:assert/strict";
 *
 * const vocabulary = numberWords([["a", "good", "book"], ["a", "bad", "book"]], 2);
 * assert.deepEqual(vocabulary.words, ["", "", "a", "book"]);
 * assert.deepEqual([...encodeTexts([["a", "long", "book"]], vocabulary, 4).data], [2, 1, 3, 0]);
 * ```
 */
export function numberWords(texts: Iterable<readonly string[]>, atLeast: number): Vocabulary {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of text) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const known = [...counts.keys()].filter((word) => counts.get(word)! >= atLeast).sort();
  const words = ["", "", ...known];
  const numbers = new Map(known.map((word, i) => [word, i + 2]));
  return { words, numberOf: (word) => numbers.get(word) ?? UNKNOWN };
}

/**
 * Encodes texts as numbers of words.
 *
 * @param texts The texts, each a list of words.
 * @param vocabulary The numbers.
 * @param length Length that longer texts are truncated to and shorter ones are padded to, with 0 at their ends.
 * @returns `[texts, length]`, int32.
 */
export function encodeTexts(
  texts: readonly (readonly string[])[],
  vocabulary: Vocabulary,
  length: number,
): NdArray {
  const data = new Int32Array(texts.length * length).fill(PADDING);
  texts.forEach((text, row) => {
    for (let i = 0; i < Math.min(text.length, length); i++) {
      data[row * length + i] = vocabulary.numberOf(text[i]);
    }
  });
  return { shape: [texts.length, length], data };
}
