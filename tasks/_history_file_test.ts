import assert from "node:assert/strict";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { appendLine, readHistory } from "./_history_file.ts";

const line = (day: number) =>
  JSON.stringify({ at: `2026-01-0${day}`, commits: [], outcome: "pass", cells: [] });

Deno.test("appendLine: makes the file, and adds to what is there", () =>
  inFolder(async (folder) => {
    const path = `${folder}/h.jsonl`;
    await appendLine(path, line(1));
    await appendLine(path, line(2));
    assert.equal(await Deno.readTextFile(path), `${line(1)}\n${line(2)}\n`);
  }));

Deno.test("appendLine: begins anew behind a line that was cut short, which is then passed over", () =>
  inFolder(async (folder) => {
    const path = `${folder}/h.jsonl`;
    await Deno.writeTextFile(path, `${line(1)}\n${line(2).slice(0, 9)}`);
    await appendLine(path, line(3));
    const { entries, warnings } = await readHistory(path);
    assert.deepEqual(entries.map(({ at }) => at), ["2026-01-01", "2026-01-03"]);
    assert.deepEqual(warnings, [`Passed over line 2 of '${path}': it is damaged`]);
  }));

Deno.test("readHistory: takes any line ends, a mark, and a line that was cut within a character", () =>
  inFolder(async (folder) => {
    const path = `${folder}/h.jsonl`;
    for (const end of ["\n", "\r\n", "\r"]) {
      const text = new TextEncoder().encode(`\ufeff${line(1)}${end}${line(2)}${end}{"é`);
      await Deno.writeFile(path, text.subarray(0, -1));
      const { entries, warnings } = await readHistory(path);
      assert.deepEqual(entries.map(({ at }) => at), ["2026-01-01", "2026-01-02"]);
      assert.deepEqual(warnings, [`Passed over line 3 of '${path}': it is damaged`]);
    }
  }));

Deno.test("appendLine: lines of several writers at once stay whole", () =>
  inFolder(async (folder) => {
    const path = `${folder}/h.jsonl`;
    await Promise.all(Array.from({ length: 20 }, (_, i) => appendLine(path, line(i % 9))));
    const { entries, warnings } = await readHistory(path);
    assert.deepEqual([entries.length, warnings], [20, []]);
  }));

Deno.test("appendLine, readHistory: say which file they cannot use", () =>
  inFolder(async (folder) => {
    await assert.rejects(appendLine(folder, line(1)), /^Error: Cannot append to '/);
    await assert.rejects(readHistory(`${folder}/none`), /^Error: Cannot read '.*none'/);
  }));
