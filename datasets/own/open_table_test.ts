import assert from "node:assert/strict";
import { join } from "node:path";
import { ByteWriter, parquetWrite } from "hyparquet-writer";
import golden from "../../tests/golden/own_formats.json" with { type: "json" };
import { withFiles } from "../../tests/fixtures/own_data.ts";
import type { Cell } from "../_cell.ts";
import { openTable } from "./open_table.ts";

/** Reads a file's columns and rows; a number that is missing is null. */
function read(name: string, content: string | Uint8Array) {
  return withFiles({ [name]: content }, async (folder) => {
    const { columns, blocks, place } = await openTable({ name, path: join(folder, name) });
    const rows: Cell[][] = [];
    const lines: number[] = [];
    for await (const block of blocks) {
      lines.push(...block.lines);
      rows.push(...block.rows.map((row) => row.map((cell) => Number.isNaN(cell) ? null : cell)));
    }
    return { columns, rows, lines, place };
  });
}

const bytesOf = (base64: string) => Uint8Array.fromBase64(base64);

for (const [type, { file, rows }] of Object.entries(golden.npy)) {
  Deno.test(`openTable reads an array of numpy: ${type}`, async () => {
    const found = await read("a.npy", bytesOf(file));
    assert.deepEqual(found.rows, rows);
    assert.equal(found.place, "row");
  });
}

Deno.test("openTable reads archives of numpy: a column for an array, or for each of its columns", async () => {
  for (const file of Object.values(golden.npz)) {
    const { columns, rows } = await read("a.npz", bytesOf(file));
    assert.deepEqual(columns, ["x_0", "x_1", "y"]);
    assert.deepEqual(rows, golden.rows);
  }
});

Deno.test("openTable reads svmlight as scikit-learn writes it, with any labels", async () => {
  const { columns, rows } = await read("a.svmlight", bytesOf(golden.svmlight.file));
  assert.deepEqual(columns, ["label", "0", "1"]);
  assert.deepEqual(rows, golden.svmlight.rows);
});

Deno.test("openTable reads Parquet, by row groups", async () => {
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    rowGroupSize: 2,
    columnData: [
      { name: "x", data: [1.5, null, 3], type: "DOUBLE" },
      { name: "n", data: [1n, 2n, -3n], type: "INT64" },
      { name: "c", data: ["a", "b", null], type: "STRING" },
      { name: "b", data: [true, false, true], type: "BOOLEAN" },
    ],
  });
  const { columns, rows, lines } = await read("a.parquet", writer.getBytes());
  assert.deepEqual(columns, ["x", "n", "c", "b"]);
  assert.deepEqual(rows, [[1.5, 1, "a", "true"], [null, 2, "b", "false"], [3, -3, null, "true"]]);
  assert.deepEqual(lines, [1, 2, 3]);
});

Deno.test("openTable reads JSON lines, in which a field can be absent", async () => {
  const { columns, rows, lines } = await read(
    "a.jsonl",
    '{"x":1,"c":"a"}\n\n{"x":null,"ok":true}\n{"c":"b\\nc","__proto__":2}\n',
  );
  assert.deepEqual(columns, ["x", "c", "ok", "__proto__"]);
  assert.deepEqual(rows, [[1, "a", null, null], [null, null, "true", null], [
    null,
    "b\nc",
    null,
    2,
  ]]);
  assert.deepEqual(lines, [1, 3, 4]);
});

Deno.test("openTable refuses what is damaged, with the file", async () => {
  const npy = bytesOf(golden.npy.float64.file);
  const cases: [name: string, content: string | Uint8Array, error: RegExp][] = [
    ["a.xls", "x", /its name must end with \.csv/],
    ["a.jsonl", "[1]\n", /line 1: a line must be a JSON object, current value is '\[1\]'/],
    ["a.jsonl", '{"x":[1]}\n', /line 1: x must be a number, a text, true, false or null/],
    ["a.npy", npy.slice(0, -1), /a\.npy: an array of shape \[3,2\] must have 176 bytes/],
    ["a.npy", "x", /a\.npy: it must begin as numpy\.save writes it/],
    ["a.npz", npy, /a\.npz: it is not a zip archive/],
    ["a.parquet", "PAR1", /a\.parquet: it is not a Parquet file/],
    ["a.svmlight", "1 0:x\n", /a\.svmlight, line 1: the value of index 0/],
    ["a.svmlight", "1 20000:1\n", /a\.svmlight, line 1: an index must be below 20000/],
  ];
  for (const [name, content, error] of cases) {
    await assert.rejects(() => read(name, content), error, name);
  }
});
