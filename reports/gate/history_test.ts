import assert from "node:assert/strict";
import { exampleBaseline, runsOf } from "./_example_gate.ts";
import { gate } from "./gate.ts";
import { historyLine, parseHistory } from "./history.ts";

const at = "2026-01-02T03:04:05.000Z";
const line = historyLine(gate(exampleBaseline(), runsOf(["failed"])), at);

Deno.test("historyLine: is one line that parseHistory reads back", () => {
  assert.ok(!line.includes("\n"));
  const { entries, warnings } = parseHistory([line, line], "h.jsonl");
  assert.deepEqual(warnings, []);
  assert.equal(entries.length, 2);
  const [{ cells, ...entry }] = entries;
  assert.deepEqual(entry, { at, commits: ["0a1b2c3"], outcome: "failed" });
  assert.deepEqual(cells.map(({ outcome }) => outcome), ["failed", "pass", "pass"]);
  assert.ok(Math.abs(cells[1].mean! - 0.2) < 1e-12);
  assert.deepEqual([cells[1].n, cells[1].smallestEffect], [5, 0.05]);
});

Deno.test("historyLine: what was not scored has no number", () => {
  assert.ok(!("mean" in parseHistory([line], "h.jsonl").entries[0].cells[0]));
});

Deno.test("parseHistory: passes over what is damaged, and names the line", () => {
  const lines = [line, line.slice(0, 40), "", "[]", line, line.slice(0, -1)];
  const { entries, warnings } = parseHistory(lines, "h.jsonl");
  assert.equal(entries.length, 2);
  assert.deepEqual(warnings, [
    "Passed over line 2 of 'h.jsonl': it is damaged",
    "Passed over line 4 of 'h.jsonl': it is damaged",
    "Passed over line 6 of 'h.jsonl': it is damaged",
  ]);
});
