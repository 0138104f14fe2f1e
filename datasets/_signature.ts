/** Endings that indicate an English word's part of speech, longest first. */
const ENDINGS = [
  ...["ness", "able", "ible", "ment", "less", "ing", "ion", "ous", "ity", "ive", "est", "ism"],
  ...["ed", "ly", "al", "er", "or", "en", "ic", "'s", "s", "y"],
];

/**
 * Returns a class of spelling, which stands for words that are too rare to have a number of their own: digits,
 * capitals (first letter or all), a hyphen, and the ending.
 *
 * @param word The word in its original case.
 * @returns For example `<Aa-ing>`, or `<a--ing>` with a hyphen.
 *
 * @example
 * ```ts
 * import { signature } from "./_signature.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(signature("Reinventing"), "<Aa-ing>");
 * assert.equal(signature("1990-style"), "<0->");
 * ```
 */
export function signature(word: string): string {
  const letters = /\d/.test(word)
    ? "0"
    : !/\p{Lu}/u.test(word)
    ? "a"
    : /\p{Ll}/u.test(word)
    ? /^\p{Lu}/u.test(word) ? "Aa" : "aA"
    : "A";
  const hyphen = word.includes("-") ? "-" : "";
  const lower = word.toLowerCase();
  const ending = letters === "0"
    ? undefined
    : ENDINGS.find((ending) => lower.endsWith(ending) && lower.length >= ending.length + 2);
  return `<${letters}${hyphen}${ending === undefined ? "" : `-${ending}`}>`;
}
