import assert from "node:assert/strict";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { appendLine, readHistory } from "./_history_file.ts";

const time = (day: number) => `2026-01-0${day}T00:00:00.000Z`;

const line = (day: number) =>
  JSON.stringify({ at: time(day), commits: [], outcome: "pass", cells: [] });

Deno.test("appendLine: creates the file, then appends to it", () =>
  inFolder(async (folder) => {
    const path = `${folder}/h.jsonl`;
    await appendLine(path, line(1));
    await appendLine(path, line(2));
    assert.equal(await Deno.readTextFile(path), `${line(1)}\n${line(2)}\n`);
  }));

Deno.test("appendLine: starts a new line after a truncated one, which is then left out", () =>
  inFolder(async (folder) => {
    const path = `${folder}/h.jsonl`;
    await Deno.writeTextFile(path, `${line(1)}\n${line(2).slice(0, 9)}`);
    await appendLine(path, line(3));
    const { entries, warnings } = await readHistory(path);
    assert.deepEqual(entries.map(({ at }) => at), [time(1), time(3)]);
    assert.deepEqual(warnings, [`Left out: ${path}, line 2: it is not JSON`]);
  }));

Deno.test("readHistory: accepts any line ends, a byte order mark and a line truncated within a character", () =>
  inFolder(async (folder) => {
    const path = `${folder}/h.jsonl`;
    for (const end of ["\n", "\r\n", "\r"]) {
      const text = new TextEncoder().encode(`\ufeff${line(1)}${end}${line(2)}${end}{"é`);
      await Deno.writeFile(path, text.subarray(0, -1));
      const { entries, warnings } = await readHistory(path);
      assert.deepEqual(entries.map(({ at }) => at), [time(1), time(2)]);
      assert.deepEqual(warnings, [`Left out: ${path}, line 3: it is not JSON`]);
    }
  }));

Deno.test("appendLine: lines of concurrent writers stay whole", () =>
  inFolder(async (folder) => {
    const path = `${folder}/h.jsonl`;
    await Promise.all(Array.from({ length: 20 }, (_, i) => appendLine(path, line(1 + i % 9))));
    const { entries, warnings } = await readHistory(path);
    assert.deepEqual([entries.length, warnings], [20, []]);
  }));

Deno.test("appendLine, readHistory: name the file that they cannot use", () =>
  inFolder(async (folder) => {
    await assert.rejects(appendLine(folder, line(1)), /^Error: Cannot append to '/);
    await assert.rejects(readHistory(`${folder}/none`), /^Error: Cannot read '.*none'/);
  }));
