import assert from "node:assert/strict";
import { randomStreams } from "../../engine/mod.ts";
import { inFolder } from "../end_to_end/bench.ts";
import { ownDescriptions, ownTables } from "./own_data.ts";

/** Cases of each target. */
const CASES = 150;

for (const { name, run } of [ownTables, ownDescriptions]) {
  Deno.test(`fuzz: ${CASES} damaged ${name} are read or refused in one line`, () =>
    inFolder(async (folder) => {
      const outcomes = new Set<string>();
      for (let i = 0; i < CASES; i++) {
        const { outcome, why } = await run(randomStreams(0)(`own_data/${i}`), folder);
        assert.notEqual(outcome, "wrong", `case ${i}: ${why}`);
        outcomes.add(outcome);
      }
      assert.deepEqual([...outcomes].sort(), ["read", "refused"]);
    }));
}
