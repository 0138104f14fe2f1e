import assert from "node:assert/strict";
import { textWidth, wrapped } from "./text_width.ts";

Deno.test("textWidth: adds up the font's advance widths", () => {
  // Python 3.11 with fontTools 4.68: the sum of hmtx over the letters · 10/2048.
  const expected: [text: string, regular: number, bold: number][] = [
    ["hard_sharing + scale_invariant", 155.12, 173.41],
    ["Gain, %: [0.5]~", 77.49, 85.52],
  ];
  for (const [text, regular, bold] of expected) {
    assert.ok(Math.abs(textWidth(text, 10) - regular) < 0.1, `${text}: ${textWidth(text, 10)}`);
    assert.ok(Math.abs(textWidth(text, 10, "bold") - bold) < 0.1, text);
  }
  assert.equal(textWidth("ab", 20), 2 * textWidth("ab", 10));
  assert.equal(textWidth("", 10), 0);
});

Deno.test("textWidth: takes other characters to be as wide as the minus sign", () => {
  assert.equal(textWidth("−", 10), 8.38);
});

Deno.test("wrapped: breaks behind spaces, and keeps what fits together", () => {
  assert.deepEqual(wrapped("one two three", 1000, 10), ["one two three"]);
  const lines = wrapped("one two three", textWidth("one two", 10), 10);
  assert.deepEqual(lines, ["one two", "three"]);
  assert.deepEqual(wrapped("one two three", 1, 10), ["one", "two", "three"]);
});

Deno.test("wrapped: breaks names behind their signs where a word alone is too wide", () => {
  const width = textWidth("trace_norm_", 10);
  assert.deepEqual(wrapped("trace_norm_sharing", width, 10), ["trace_norm_", "sharing"]);
  assert.deepEqual(wrapped("a trace_norm", width, 10), ["a", "trace_norm"]);
});

Deno.test("wrapped: measures bold text as bold", () => {
  const width = textWidth("one two", 10);
  assert.deepEqual(wrapped("one two", width, 10, "bold"), ["one", "two"]);
});
