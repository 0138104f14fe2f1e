import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { decompressed } from "./_decompress.ts";

const options = { path: "x.gz", advice: "download it again" };

/** Decompresses bytes that arrive in chunks of `length` bytes. */
async function inflate(bytes: Uint8Array, length: number): Promise<string> {
  const pieces = Array.from(
    { length: Math.ceil(bytes.length / length) },
    (_, i) => bytes.slice(i * length, (i + 1) * length),
  );
  const chunks = await Array.fromAsync(decompressed(ReadableStream.from(pieces), options));
  return Buffer.concat(chunks).toString();
}

Deno.test("decompressed yields plain content unchanged and the members of a gzip file in order", async () => {
  const [a, b] = ["one\n", "two\n"].map((text) => gzipSync(text));
  for (const length of [1, 5, 1000]) {
    for (const plain of ["", "x", "a text that is longer than any beginning", "\x1f", "PK"]) {
      assert.equal(await inflate(Buffer.from(plain), length), plain);
    }
    assert.equal(await inflate(a, length), "one\n");
    assert.equal(await inflate(Buffer.concat([a, b]), length), "one\ntwo\n");
    // Zero padding after the last member, as on tapes.
    assert.equal(await inflate(Buffer.concat([a, Buffer.alloc(9)]), length), "one\n");
  }
});

for (
  const [what, change] of [
    ["a truncated gzip", (gzip) => gzip.subarray(0, -4)],
    ["a gzip truncated in its header", (gzip) => gzip.subarray(0, 5)],
    [
      "a gzip with a truncated second member",
      (gzip) => Buffer.concat([gzip, gzip.subarray(0, 15)]),
    ],
    ["other bytes after a gzip", (gzip) => Buffer.concat([gzip, Buffer.from("text")])],
    ["a gzip with a wrong checksum", (gzip) => gzip.with(-6, gzip.at(-6)! ^ 1)],
  ] as [string, (gzip: Uint8Array) => Uint8Array][]
) {
  Deno.test(`decompressed rejects ${what}`, async () => {
    for (const length of [1, 1000]) {
      await assert.rejects(inflate(change(gzipSync("one\n")), length), {
        name: "DataError",
        message:
          /^Cannot decompress x\.gz: the gzip file is truncated or corrupt \(.+\), download it again$/,
      });
    }
  });
}

Deno.test("decompressed stops reading a file at the largest allowed size", async () => {
  const zeros = gzipSync(new Uint8Array(1 << 24));
  let given = 0;
  async function* endless() {
    for (;; given++) yield zeros;
  }
  const most = { bytes: 1000, excess: "it is longer than 1000 bytes" };
  await assert.rejects(Array.fromAsync(decompressed(endless(), { ...options, most })), {
    name: "DataError",
    message: "Cannot use x.gz: it is longer than 1000 bytes, download it again",
  });
  assert.ok(given < 100, `${given}`);
});
