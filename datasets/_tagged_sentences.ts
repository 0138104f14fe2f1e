import type { NdArray } from "../engine/mod.ts";
import { signature } from "./_signature.ts";
import { numberWords, type Vocabulary } from "./_vocabulary.ts";

/** Lengths that sentences are padded to. */
const LENGTHS = [10, 20, 30, 40, 60];
/** The greatest of these lengths. */
export const MOST_WORDS = LENGTHS[LENGTHS.length - 1];
/** Longer sentences are padded to a multiple of this length. */
const LONG = 50;
/** Number of occurrences in the training sentences that a word needs to have a number. */
const OCCURRENCES = 2;

/** Numbers frequent words in lower case, and the spelling classes of other words. */
export function numberForms(training: readonly (readonly string[])[]): Vocabulary {
  const lower = (word: string) => word.toLowerCase();
  const frequent = new Set(
    numberWords(training.map((text) => text.map(lower)), OCCURRENCES).words,
  );
  const formOf = (word: string) => frequent.has(lower(word)) ? lower(word) : signature(word);
  const forms = numberWords(training.map((text) => text.map(formOf)), OCCURRENCES);
  return { words: forms.words, numberOf: (word) => forms.numberOf(formOf(word)) };
}

/** Returns the padded length of a sentence of `words` words. */
export function lengthFor(words: number): number {
  return LENGTHS.find((length) => words <= length) ?? Math.ceil(words / LONG) * LONG;
}

/** Returns the tags of sentences, `[sentences, length]`, int32, −1 after a sentence's end. */
export function tagsOf(rows: readonly ArrayLike<number>[], length: number): NdArray {
  const data = new Int32Array(rows.length * length).fill(-1);
  rows.forEach((classes, row) => data.set(classes, row * length));
  return { shape: [rows.length, length], data };
}
