import assert from "node:assert/strict";
import { exampleBaseline, lowered, runsOf } from "../../tests/fixtures/gate.ts";
import { hostileGate } from "../../tests/fixtures/hostile_gate.ts";
import { gate } from "./gate.ts";
import { gateMarkdown } from "./gate_markdown.ts";

/** Splits a table's rows into cells; an escaped bar is text. */
const rowsOf = (markdown: string) =>
  markdown.split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((text) => text.trim()));

Deno.test("gateMarkdown: has a headline and the worst cells first", () => {
  const worse = gate(
    exampleBaseline(),
    runsOf(lowered([0.2, 0.21, 0.19, 0.22, 0.18]), [[0.2, 2], "failed"]),
  );
  const markdown = gateMarkdown(worse);
  assert.ok(
    markdown.startsWith("### Accuracy gate: ✗ regressed: of 3 cells, 1 regressed, 2 failed\n\n|"),
  );
  const [heads, , ...rows] = rowsOf(markdown);
  assert.deepEqual(heads.slice(0, 4), ["outcome", "suite", "problem", "method"]);
  assert.deepEqual(rows.map(([outcome]) => outcome), ["✗ regressed", "! failed", "! failed"]);
  assert.deepEqual(rows[0].slice(1), [
    ...["example", "a-b", "dann", "last", "accuracy, %"],
    ...["82.0", "62.0", "−20.0", "−21.5 to −18.5", "5.0", "8.5", "<0.001"],
  ]);
  assert.deepEqual(rows[1].slice(6), ["20.0", "–", "–", "–", "5.0", "5.0", "–"]);
  const reason = "- example_tasks books hard_sharing: seed 1 failed (it went wrong)";
  assert.ok(markdown.includes(reason));
});

Deno.test("gateMarkdown: hostile names stay text within their row", () => {
  const markdown = gateMarkdown(hostileGate());
  const rows = rowsOf(markdown);
  assert.equal(rows.length, 2 + 6);
  assert.ok(rows.every(({ length }) => length === 13));
  assert.doesNotMatch(markdown, /(?<!\\)<b/);
  assert.doesNotMatch(markdown, /(?<!\\)\[x/);
  assert.doesNotMatch(markdown, /^::error/m);
});
