import assert from "node:assert/strict";
import { malformed } from "./_malformed.ts";

Deno.test("malformed names the file, the line, the rule and the text found", () => {
  const error = malformed("a.txt", 3, "a label must be 0 or 1", "2");
  assert.ok(error instanceof SyntaxError);
  assert.equal(
    error.message,
    "Cannot read a.txt, line 3: a label must be 0 or 1, current value is '2'",
  );
});

Deno.test("malformed shows forty characters, none of them a control character", () => {
  const { message } = malformed("a.txt", 1, "rule", "\x1b[31m\t" + "é".repeat(100));
  assert.ok(message.endsWith(`'?[31m?${"é".repeat(34)}'`), message);
});
