import assert from "node:assert/strict";
import { answerLines } from "./answers.ts";

Deno.test("answerLines: lines over several pieces, and none that is cut off", async () => {
  const bytes = new TextEncoder().encode('{"a":"é"}\n{"b":1}\n{"c":[1,2');
  for (const size of [1, 2, 5, bytes.length]) {
    const pieces = ReadableStream.from(
      Array.from(
        { length: Math.ceil(bytes.length / size) },
        (_, i) => bytes.slice(i * size, (i + 1) * size),
      ),
    );
    assert.deepEqual(await Array.fromAsync(answerLines(pieces)), ['{"a":"é"}', '{"b":1}']);
  }
});
