import assert from "node:assert/strict";
import { parseLabelledTexts, parseTexts } from "./_labelled_text.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => parseLabelledTexts(encode(text), "dvd.task.train");

Deno.test("parseLabelledTexts returns texts and labels, and keeps tabs within a text", () => {
  assert.deepEqual(parse("1\ti 'd say : buy it ! \r\n0\tno\tway\n"), {
    texts: ["i 'd say : buy it ! ", "no\tway"],
    labels: [1, 0],
  });
});

Deno.test("parseLabelledTexts accepts a last line without a line end, and blank lines at the end", () => {
  for (const text of ["1\tyes", "1\tyes\n\n \r\n"]) assert.deepEqual(parse(text).texts, ["yes"]);
  assert.deepEqual(parse(""), { texts: [], labels: [] });
});

for (
  const [what, text, message] of [
    ["a line without a tab", "1\tyes\n0 no\n", "line 2: a tab must follow the label"],
    ["a blank line between others", "1\tyes\n\n0\tno\n", "line 2: a tab must follow the label"],
    ["another label", "1\tyes\n2\tno\n", "line 2: a label must be 0 or 1, current value is '2'"],
    ["a label with a space", "1 \tyes\n", "line 1: a label must be 0 or 1, current value is '1 '"],
    ["no label", "\tyes\n", "line 1: a label must be 0 or 1, current value is ''"],
    [
      "no text",
      "1\tyes\n0\t  \n",
      "line 2: a text must have at least one word, current value is '  '",
    ],
  ]
) {
  Deno.test(`parseLabelledTexts rejects ${what}`, () => {
    assert.throws(() => parse(text), (error) => {
      assert.ok(error instanceof SyntaxError);
      assert.ok(error.message.startsWith(`Cannot read dvd.task.train, ${message}`), error.message);
      return true;
    });
  });
}

Deno.test("parseTexts returns one text per line and rejects blank lines", () => {
  assert.deepEqual(parseTexts(encode("One.\r\nTwo!\n\n"), "x"), ["One.", "Two!"]);
  assert.throws(() => parseTexts(encode("one\n\ntwo\n"), "mr.task.unlabel"), {
    name: "SyntaxError",
    message:
      "Cannot read mr.task.unlabel, line 2: a text must have at least one word, current value is ''",
  });
});

Deno.test("parseTexts decodes valid UTF-8 as UTF-8 and any other file wholly as windows-1252", () => {
  assert.deepEqual(parseTexts(encode("café “ok” €"), "x"), ["café “ok” €"]);
  // é, curly quotes and … in windows-1252; a UTF-8 é beside them then becomes two characters.
  const bytes = Uint8Array.of(0xe9, 0x20, 0x93, 0x94, 0x85, 0x0a, 0xc3, 0xa9);
  assert.deepEqual(parseTexts(bytes, "x"), ["é “”…", "Ã©"]);
});
