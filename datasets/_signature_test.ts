import assert from "node:assert/strict";
import { signature } from "./_signature.ts";

const examples: [word: string, expected: string][] = [
  ["walked", "<a-ed>"],
  ["Reinventing", "<Aa-ing>"],
  ["McDonald", "<Aa>"],
  ["iPhone", "<aA>"],
  ["NATO", "<A>"],
  ["state-owned", "<a--ed>"],
  ["1990s", "<0>"],
  ["12-year", "<0->"],
  // Too short to have an ending.
  ["is", "<a>"],
  ["%", "<a>"],
  ["Économies", "<Aa-s>"],
];

for (const [word, expected] of examples) {
  Deno.test(`signature of ${word} is ${expected}`, () => {
    assert.equal(signature(word), expected);
  });
}
