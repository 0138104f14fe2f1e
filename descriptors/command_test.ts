import assert from "node:assert/strict";
import { COMMAND, commandIn } from "./command.ts";

Deno.test("commandIn: tasks are called by deno task, all else is called graft", () => {
  const root = new URL("../", import.meta.url).href;
  assert.equal(commandIn(`${root}tasks/bench.ts`), "deno task");
  assert.equal(commandIn(`${root}cli.ts`), "graft");
  assert.equal(commandIn("file:///home/me/mine.ts"), "graft");
  // This file is one of the copy's.
  assert.equal(COMMAND, "deno task");
});
