import assert from "node:assert/strict";
import { exampleBaseline, runsOf } from "../../tests/fixtures/gate.ts";
import { visible } from "../escapes/visible.ts";
import { hostile, hostileGate } from "../../tests/fixtures/hostile_gate.ts";
import { annotations } from "./annotations.ts";
import { gate } from "./gate.ts";

/** Parses workflow commands as GitHub's runner does. */
function parse(lines: string) {
  const plain = (text: string, escapes: string) =>
    text.replace(
      /%(25|0D|0A|3A|2C)/g,
      (escape, code) => escapes.includes(code) ? String.fromCharCode(parseInt(code, 16)) : escape,
    );
  return lines.split("\n").filter(Boolean).map((line) => {
    const match = /^::([a-z]+) ((?:[a-z]+=[^:,]*,?)+)::(.*)$/.exec(line);
    assert.ok(match, line);
    const properties = match[2].split(",").map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), plain(pair.slice(at + 1), "25 0D 0A 3A 2C")];
    });
    return {
      kind: match[1],
      ...Object.fromEntries(properties) as { file: string; title: string },
      message: plain(match[3], "25 0D 0A"),
    };
  });
}

Deno.test("annotations: errors, warnings and notices, none for a pass", () => {
  const said = parse(annotations(hostileGate(), { file: "a,b:c.json", strict: false }));
  assert.deepEqual(said.map(({ kind }) => kind), ["error", "error", "error", "warning", "notice"]);
  assert.ok(said.every(({ file }) => file === "a,b:c.json"));
  assert.equal(said[0].title, `example a-b ${visible(hostile)} last accuracy`);
  assert.equal(said[1].message, `failed: ${visible(hostile)}`);
  assert.match(said[0].message, /^accuracy 82\.0 %, now 62\.0 % over 5 seeds: 20\.0 worse \(90 %/);
});

Deno.test("annotations: an inconclusive cell is an error if strict", () => {
  const said = parse(annotations(hostileGate(), { file: "b.json", strict: true }));
  assert.deepEqual(said.map(({ kind }) => kind), ["error", "error", "error", "error", "notice"]);
});

Deno.test("annotations: nothing if all pass", () => {
  const said = gate(exampleBaseline(), runsOf());
  assert.equal(annotations(said, { file: "b.json", strict: true }), "");
});
