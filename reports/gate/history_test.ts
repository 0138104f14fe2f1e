import assert from "node:assert/strict";
import { exampleBaseline, runsOf } from "../../tests/fixtures/gate.ts";
import { gate } from "./gate.ts";
import { historyLine, parseHistory } from "./history.ts";

const at = "2026-01-02T03:04:05.000Z";
const line = historyLine(gate(exampleBaseline(), runsOf(["failed"])), at);

Deno.test("historyLine: writes one line that parseHistory reads", () => {
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

Deno.test("historyLine: a cell without a score has no number", () => {
  assert.ok(!("mean" in parseHistory([line], "h.jsonl").entries[0].cells[0]));
});

Deno.test("parseHistory: leaves out damaged lines with a warning", () => {
  // deno-lint-ignore no-explicit-any
  const changed = (change: (entry: any) => void) => {
    const entry = JSON.parse(line);
    change(entry);
    return JSON.stringify(entry);
  };
  const lines = [
    line,
    line.slice(0, 40),
    "",
    "[]",
    line,
    changed(({ cells }) => cells[0].metric = "toString"),
    changed(({ cells }) => cells[1].mean = 2),
    changed(({ cells }) => cells[1].mean = null),
    changed((entry) => entry.outcome = "fine"),
    changed((entry) => entry.at = "yesterday"),
  ];
  const { entries, warnings } = parseHistory(lines, "h.jsonl");
  assert.equal(entries.length, 2);
  const metrics =
    "accuracy, error, macro_f1, span_f1, auc, rmse, mutual_information, entropy, r2, mae";
  const outcomes = "regressed, failed, not_measured, inconclusive, pass, improved";
  assert.deepEqual(warnings, [
    "Left out: h.jsonl, line 2: it is not JSON",
    "Left out: h.jsonl, line 4: at must be a time in ISO 8601, UTC, current value is an object",
    `Left out: h.jsonl, line 6: cells.0.metric must be one of ${metrics}, current value is "toString"`,
    "Left out: h.jsonl, line 7: cells.1.mean must be from 0 to 1, current value is 2",
    "Left out: h.jsonl, line 8: cells.1.mean must be a number, current value is null",
    `Left out: h.jsonl, line 9: outcome must be one of ${outcomes}, current value is "fine"`,
    'Left out: h.jsonl, line 10: at must be a time in ISO 8601, UTC, current value is "yesterday"',
  ]);
});
