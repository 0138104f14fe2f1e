import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { messageLine } from "./messages.ts";

Deno.test("messageLine is one line for node:readline, for any content", async () => {
  const messages = ["a\u2028b\u2029c", "d\ne\rf\u0085g"].map((message) => ({
    kind: "error" as const,
    message,
    request: false,
  }));
  const input = Readable.from(messages.map(messageLine));
  const lines = await Array.fromAsync(createInterface({ input }));
  assert.deepEqual(lines.map((line) => JSON.parse(line)), messages);
});
