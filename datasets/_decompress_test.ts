import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { decompressed } from "./_decompress.ts";

const options = { path: "x.gz", advice: "fetch it anew" };

/** Decompresses bytes that come in pieces of some length. */
async function inflate(bytes: Uint8Array, length: number): Promise<string> {
  const pieces = Array.from(
    { length: Math.ceil(bytes.length / length) },
    (_, i) => bytes.slice(i * length, (i + 1) * length),
  );
  const chunks = await Array.fromAsync(decompressed(ReadableStream.from(pieces), options));
  return Buffer.concat(chunks).toString();
}

Deno.test("decompressed gives plain content as it is and gzip's members one after another", async () => {
  const [a, b] = ["one\n", "two\n"].map((text) => gzipSync(text));
  for (const length of [1, 5, 1000]) {
    for (const plain of ["", "x", "a text that is longer than any beginning", "\x1f", "PK"]) {
      assert.equal(await inflate(Buffer.from(plain), length), plain);
    }
    assert.equal(await inflate(a, length), "one\n");
    assert.equal(await inflate(Buffer.concat([a, b]), length), "one\ntwo\n");
    // Padding, as tapes have it.
    assert.equal(await inflate(Buffer.concat([a, Buffer.alloc(9)]), length), "one\n");
  }
});

for (
  const [what, change] of [
    ["a gzip that is cut off", (gzip) => gzip.subarray(0, -4)],
    ["a gzip that is cut off in its header", (gzip) => gzip.subarray(0, 5)],
    [
      "a gzip whose second member is cut off",
      (gzip) => Buffer.concat([gzip, gzip.subarray(0, 15)]),
    ],
    ["something else behind a gzip", (gzip) => Buffer.concat([gzip, Buffer.from("text")])],
    ["a gzip with a wrong checksum", (gzip) => gzip.with(-6, gzip.at(-6)! ^ 1)],
  ] as [string, (gzip: Uint8Array) => Uint8Array][]
) {
  Deno.test(`decompressed rejects ${what}`, async () => {
    for (const length of [1, 1000]) {
      await assert.rejects(inflate(change(gzipSync("one\n")), length), {
        name: "DataError",
        message:
          /^Cannot decompress x\.gz: the gzip file is truncated or corrupt \(.+\), fetch it anew$/,
      });
    }
  });
}

Deno.test("decompressed reads a file no further than its content may be long", async () => {
  const zeros = gzipSync(new Uint8Array(1 << 24));
  let given = 0;
  async function* endless() {
    for (;; given++) yield zeros;
  }
  const most = { bytes: 1000, excess: "it is longer than 1000 bytes" };
  await assert.rejects(Array.fromAsync(decompressed(endless(), { ...options, most })), {
    name: "DataError",
    message: "Cannot use x.gz: it is longer than 1000 bytes, fetch it anew",
  });
  assert.ok(given < 100, `${given}`);
});
