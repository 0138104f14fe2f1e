import assert from "node:assert/strict";
import { columnsOf, isInteractive } from "./_terminal.ts";

const stream = (isTerminal: boolean) => ({ isTerminal: () => isTerminal });
const columns = (terminal: boolean, said: number, COLUMNS?: string) =>
  columnsOf(stream(terminal), { variables: { COLUMNS }, consoleColumns: () => said });

Deno.test("columnsOf: the terminal's; if it reports 0, COLUMNS or 120", () => {
  assert.equal(columns(true, 80, "100"), 80);
  assert.equal(columns(true, 0, "100"), 100);
  for (const nonsense of [undefined, "", "0", "-5", "1e3", "many", "99999999999"]) {
    assert.equal(columns(true, 0, nonsense), 120, `${nonsense}`);
  }
});

Deno.test("columnsOf: without a terminal COLUMNS or 120", () => {
  assert.equal(columns(false, 40), 120);
  assert.equal(columns(false, 40, "100"), 100);
});

Deno.test("isInteractive: true on a terminal that is not dumb", () => {
  const on = (terminal: boolean, TERM?: string) =>
    isInteractive(stream(terminal), { variables: { TERM } });
  assert.deepEqual(
    [on(true, "xterm-256color"), on(true), on(true, "dumb"), on(false, "xterm-256color")],
    [true, true, false, false],
  );
});
