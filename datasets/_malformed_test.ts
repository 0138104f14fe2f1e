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

Deno.test("malformed shows forty characters, and the codes of invisible ones", () => {
  const { message } = malformed("a.txt", 1, "rule", "\x1b[31m\t\ufeff\u2028" + "é".repeat(100));
  assert.ok(
    message.endsWith(`'\\u001b[31m\\u0009\\ufeff\\u2028${"é".repeat(32)}'`),
    message,
  );
});
