import assert from "node:assert/strict";
import { encodeTexts, numberWords } from "./_vocabulary.ts";

const texts = [["b", "a", "Z"], ["a", "é", "b", "a"], ["toString"]];

Deno.test("numberWords numbers words from 2 in the order of code units", () => {
  const { words, numberOf } = numberWords(texts, 1);
  assert.deepEqual(words, ["", "", "Z", "a", "b", "toString", "é"]);
  words.forEach((word, number) => {
    if (number >= 2) assert.equal(numberOf(word), number);
  });
});

Deno.test("numberWords counts a word over all texts and within one", () => {
  assert.deepEqual(numberWords(texts, 2).words, ["", "", "a", "b"]);
  assert.deepEqual(numberWords(texts, 3).words, ["", "", "a"]);
  assert.deepEqual(numberWords([], 1).words, ["", ""]);
});

Deno.test("numberWords returns the same numbers for any order of the texts", () => {
  assert.deepEqual(numberWords(texts.toReversed(), 1).words, numberWords(texts, 1).words);
});

Deno.test("numberWords knows only the words of its texts", () => {
  const { numberOf } = numberWords(texts, 2);
  for (const word of ["Z", "", "constructor", "__proto__"]) assert.equal(numberOf(word), 1);
});

Deno.test("encodeTexts pads texts, truncates them and writes 1 for unknown words", () => {
  const vocabulary = numberWords(texts, 2);
  const { shape, data } = encodeTexts([["a", "x"], [], ["b", "a", "b", "a"]], vocabulary, 3);
  assert.deepEqual(shape, [3, 3]);
  assert.deepEqual(data, Int32Array.of(2, 1, 0, 0, 0, 0, 3, 2, 3));
});
