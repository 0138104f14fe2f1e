import assert from "node:assert/strict";
import { parseDelimited } from "./_delimited.ts";

const parse = (text: string) =>
  parseDelimited(new TextEncoder().encode(text), {
    name: "adult.test",
    width: 2,
    separator: ", ",
    comment: "|",
  });

Deno.test("parseDelimited returns rows with their line numbers, without comments and blank lines", () => {
  assert.deepEqual(parse("|1x3 Cross validator\r\n25, <=50K.\r\n\r\n38, >50K."), [
    { line: 2, fields: ["25", "<=50K."] },
    { line: 4, fields: ["38", ">50K."] },
  ]);
  assert.deepEqual(parse("\n"), []);
});

Deno.test("parseDelimited rejects a row with a different number of fields", () => {
  for (const row of ["25", "25, a, b", "25,a"]) {
    assert.throws(() => parse(`1, 2\n${row}\n`), {
      name: "SyntaxError",
      message:
        `Cannot read adult.test, line 2: a row must have 2 fields, current value is '${row}'`,
    });
  }
});
