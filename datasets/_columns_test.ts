import assert from "node:assert/strict";
import { parseColumns, parseConllu } from "./_columns.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const chunks = (text: string) =>
  parseColumns(encode(text), { name: "train.txt", width: 3, separator: " " });
const conllu = (text: string) => parseConllu(encode(text), "dev.conllu");
const words = (sentences: ReturnType<typeof conllu>, column: number) =>
  sentences.map((tokens) => tokens.map(({ columns }) => columns[column]));

/** A line of CoNLL-U. */
const line = (id: string, form: string, upos = "X", deprel = "dep") =>
  [id, form, form, upos, "_", "_", "0", deprel, "_", "_"].join("\t") + "\n";

Deno.test("parseColumns returns sentences of words, with their line numbers", () => {
  const sentences = chunks("He PRP B-NP\nwon VBD B-VP\n\n# # B-NP\n$ $ I-NP\n");
  assert.deepEqual(words(sentences, 0), [["He", "won"], ["#", "$"]]);
  assert.deepEqual(sentences[1][0], { line: 4, columns: ["#", "#", "B-NP"] });
});

Deno.test("parseColumns treats several blank lines, white space and Windows line ends as one break", () => {
  const text = "\r\nHe PRP B-NP\r\n \t\r\n\r\nwon VBD B-VP";
  assert.deepEqual(words(chunks(text), 2), [["B-NP"], ["B-VP"]]);
  assert.deepEqual(chunks("\n\n"), []);
});

Deno.test("parseConllu leaves out comments, multiword tokens and empty nodes", () => {
  const text = "# text = don't\n" + line("1-2", "don't") + line("1", "do", "AUX", "aux") +
    line("2", "n't", "PART", "advmod") + line("2.1", "go") + "\n# newpar\n" + line("1", "#", "SYM");
  const sentences = conllu(text);
  assert.deepEqual(words(sentences, 1), [["do", "n't"], ["#"]]);
  assert.deepEqual(words(sentences, 7), [["aux", "advmod"], ["dep"]]);
  assert.equal(sentences[1][0].line, 8);
});

Deno.test("parseConllu keeps spaces within a column", () => {
  assert.deepEqual(words(conllu(line("1", "10 000")), 1), [["10 000"]]);
});

for (
  const [what, parse, message] of [
    [
      "a line with too few columns",
      () => chunks("He PRP B-NP\nwon VBD\n"),
      "Cannot read train.txt, line 2: a line must have 3 columns, current value is 'won VBD'",
    ],
    [
      "a line with too many columns",
      () => chunks("He PRP B-NP x\n"),
      "Cannot read train.txt, line 1: a line must have 3 columns, current value is 'He PRP B-NP x'",
    ],
    [
      "an empty column",
      () => chunks("He  B-NP\n"),
      "Cannot read train.txt, line 1: a line must have 3 columns, current value is 'He  B-NP'",
    ],
    [
      "columns separated by spaces instead of tabs",
      () => conllu(line("1", "do").replaceAll("\t", " ")),
      "Cannot read dev.conllu, line 1: a line must have 10 columns, " +
      "current value is '1 do do X _ _ 0 dep _ _'",
    ],
    [
      "a missing word",
      () => conllu(line("1", "do") + line("3", "go")),
      "Cannot read dev.conllu, line 2: the sentence's next word must have the number 2, " +
      "current value is '3'",
    ],
    [
      "a sentence whose blank line is missing",
      () => conllu(line("1", "do") + line("1", "go")),
      "Cannot read dev.conllu, line 2: the sentence's next word must have the number 2, " +
      "current value is '1'",
    ],
    [
      "text that is not UTF-8",
      () => parseConllu(Uint8Array.of(0xe9, 0x0a), "dev.conllu"),
      "Cannot read dev.conllu, line 1: it is not UTF-8 text, save it as UTF-8",
    ],
  ] as const
) {
  Deno.test(`parseColumns and parseConllu reject ${what}`, () => {
    assert.throws(parse, { name: "SyntaxError", message });
  });
}
