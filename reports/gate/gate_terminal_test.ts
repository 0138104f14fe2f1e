import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { byTask, exampleBaseline, lowered, runsOf } from "../../tests/fixtures/gate.ts";
import { gate } from "./gate.ts";
import { gateTerminal } from "./gate_terminal.ts";

const said = gate(
  exampleBaseline(),
  runsOf(lowered([0.2, 0.21, 0.19, 0.22, 0.18]), ["diverged", ...byTask.slice(1)]),
);

Deno.test("gateTerminal: a table for each suite, reasons and a headline", () => {
  const lines = gateTerminal(said, { color: false }).split("\n");
  assert.deepEqual(lines.slice(0, 4).map((line) => line.replace(/  +/g, "  ")), [
    "example",
    "problem  method  selection  metric  baseline  now  change  interval  δ  detects  p  outcome",
    "─".repeat(lines[2].length),
    "a-b  dann  last  accuracy, %  82.0  62.0  −20.0  −21.5 to −18.5  5.0  8.5  <0.001  ✗ regressed",
  ]);
  assert.ok(lines.includes("example_tasks"));
  assert.equal(
    lines.filter((line) =>
      line === "example_tasks books hard_sharing: seed 0 diverged (it went wrong)"
    )
      .length,
    1,
  );
  assert.equal(lines.at(-2), "✗ regressed: of 3 cells, 1 regressed, 2 failed");
});

Deno.test("gateTerminal: numbers are right-aligned with their heads", () => {
  const [, heads, , row] = gateTerminal(said, { color: false }).split("\n");
  for (const [head, number] of [["baseline", "82.0"], ["change", "−20.0"], ["detects", "8.5"]]) {
    const end = heads.indexOf(head) + head.length;
    assert.equal(row.slice(end - number.length, end), number);
  }
});

Deno.test("gateTerminal: an RMSE has the digits of its δ", () => {
  const pass = gateTerminal(gate(exampleBaseline(), runsOf()), { color: false });
  assert.match(pass, /RMSE +2\.02 +2\.02 +0\.00 +0\.00 to 0\.00 +0\.10 /);
});

Deno.test("gateTerminal: colour does not change the text", () => {
  const colored = gateTerminal(said, { color: true });
  assert.ok(colored.includes("\u001b["));
  assert.equal(stripVTControlCharacters(colored), gateTerminal(said, { color: false }));
});

Deno.test("gateTerminal: notes are wrapped, but a percent sign stays with its number", () => {
  const notes = [`${"x".repeat(118)} 5 % and ${"y ".repeat(100)}`];
  const lines = gateTerminal({ ...said, notes }, { color: false }).split("\n");
  assert.ok(lines.includes("x".repeat(118)));
  assert.ok(lines.some((line) => line.startsWith("5 % and y y")));
  assert.ok(lines.every((line) => line.length <= 120));
});
