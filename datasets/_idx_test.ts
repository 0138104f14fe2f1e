import assert from "node:assert/strict";
import { parseIdx } from "./_idx.ts";

/** Returns an IDX file: a header with the dimensions, then the values. */
function idx(type: number, shape: readonly number[], ...values: number[]): Uint8Array {
  const header = Uint8Array.of(0, 0, type, shape.length, ...new Uint8Array(4 * shape.length));
  const view = new DataView(header.buffer);
  shape.forEach((length, i) => view.setUint32(4 + 4 * i, length));
  return Uint8Array.of(...header, ...values);
}

Deno.test("parseIdx returns unsigned bytes with their shape", () => {
  const { shape, data } = parseIdx(idx(8, [2, 1, 3], 0, 1, 127, 128, 254, 255), "images");
  assert.deepEqual(shape, [2, 1, 3]);
  assert.deepEqual(data, Uint8Array.of(0, 1, 127, 128, 254, 255));
});

Deno.test("parseIdx returns big-endian numbers of 32 and 64 bits, at any offset", () => {
  // 0x3f800000 is 1, 0xc0200000 is −2.5.
  const singles = idx(13, [2], 0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0);
  const doubles = idx(14, [1, 2], 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0x04, 0, 0, 0, 0, 0, 0);
  for (const [bytes, shape] of [[singles, [2]], [doubles, [1, 2]]] as const) {
    const shifted = new Uint8Array([7, ...bytes]).subarray(1);
    for (const content of [bytes, shifted]) {
      assert.deepEqual(parseIdx(content, "x"), { shape, data: Float32Array.of(1, -2.5) });
    }
  }
});

Deno.test("parseIdx returns a copy of the bytes", () => {
  const bytes = idx(8, [1], 5);
  const { data } = parseIdx(bytes, "labels");
  bytes.fill(0);
  assert.deepEqual(data, Uint8Array.of(5));
});

const magic = "it must begin with two zero bytes, a type and a number of dimensions";
for (
  const [what, bytes, message] of [
    ["an empty file", Uint8Array.of(), `${magic}, current value is []`],
    ["a gzip file", Uint8Array.of(31, 139, 8, 0, 0), `${magic}, current value is [31,139,8,0]`],
    [
      "another type",
      idx(12, [1], 0, 0, 0, 1),
      "its type must be 8 (uint8), 13 (float32) or 14 (float64), current value is 12",
    ],
    ["zero dimensions", idx(8, []), "it must have at least one dimension, current value is 0"],
    [
      "a truncated header",
      idx(8, [2, 2]).subarray(0, 9),
      "its header must have 12 bytes, current value is 9",
    ],
    [
      "truncated values",
      idx(8, [2, 2], 1, 2, 3),
      "an array of shape [2,2] must have 16 bytes in all, current value is 15",
    ],
    [
      "more values than the header states",
      idx(13, [1], 0, 0, 0, 0, 0),
      "an array of shape [1] must have 12 bytes in all, current value is 13",
    ],
    [
      "a header with more values than any file has",
      idx(14, [4e9, 4e9, 4e9]),
      "an array of shape [4000000000,4000000000,4000000000] must have 5.12e+29 bytes in all, current value is 16",
    ],
    [
      "values although a dimension is 0",
      idx(8, [...Array(40).fill(4e9), 0], 1),
      `an array of shape [${[
        ...Array(40).fill(4e9),
        0,
      ]}] must have 168 bytes in all, current value is 169`,
    ],
  ] as const
) {
  Deno.test(`parseIdx rejects ${what}`, () => {
    assert.throws(() => parseIdx(bytes, "images"), {
      name: "SyntaxError",
      message: `Cannot read images: ${message}`,
    });
  });
}
