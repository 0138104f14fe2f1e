import assert from "node:assert/strict";
import { readCsv } from "./_csv.ts";

async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string, size = 7) {
  const { columns, blocks } = await readCsv(cut(text, size), "a.csv");
  const [lines, rows]: [number[], unknown[]] = [[], []];
  for await (const block of blocks) {
    lines.push(...block.lines);
    rows.push(...block.rows);
  }
  return { columns, lines, rows };
}

Deno.test("readCsv: quotes, line ends inside them, a byte order mark and any cut", async () => {
  const text = '\ufeff\r\nname,note\r\nann,"a, ""b""\r\nc"\r\n\r\nbob,\r\n';
  for (const size of [1, 2, 3, 7, 1000]) {
    assert.deepEqual(await read(text, size), {
      columns: ["name", "note"],
      lines: [3, 6],
      rows: [["ann", 'a, "b"\r\nc'], ["bob", ""]],
    }, `chunks of ${size}`);
  }
});

Deno.test("readCsv: the header decides between comma, semicolon, tab and bar", async () => {
  for (const separator of [",", ";", "\t", "|"]) {
    const text = [`a${separator}"b,;b"${separator}c`, `1${separator}2${separator}3`].join("\n");
    assert.deepEqual(await read(text), {
      columns: ["a", "b,;b", "c"],
      lines: [2],
      rows: [["1", "2", "3"]],
    });
  }
});

Deno.test("readCsv: what cannot be read is refused with its line", async () => {
  const cases: [text: string, error: RegExp][] = [
    ["", /a\.csv: it is empty/],
    ["\n\n", /a\.csv: it is empty/],
    ["a,,c\n", /line 1: a column must have a name/],
    ["a,b,a\n", /line 1: a column's name must occur once, current value is 'a'/],
    ["a,b\n1,2\n3\n", /line 3: a row must have 2 fields .* has 1, current value is '3'/],
    ['a,b\n1,"2\n3,4\n', /line 2: a quote must begin and end a field/],
    ['a,b\n1,2\n3,x"y\n', /line 3: a quote must begin and end a field/],
  ];
  for (const [text, error] of cases) {
    await assert.rejects(() => read(text), error, JSON.stringify(text));
  }
});
