import assert from "node:assert/strict";
import { parseColumns, parseConllu } from "./_columns.ts";
import { parseDelimited } from "./_delimited.ts";
import { parseLabelledTexts, parseTexts } from "./_labelled_text.ts";
import { parseSvmlight } from "./_svmlight.ts";
import { decodeText, splitLines, streamedLines, textBytes, textLines } from "./_text.ts";
import { readWordVectors } from "./_word_vectors.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** Yields the bytes in chunks of `length` bytes. */
async function* pieces(bytes: Uint8Array, length: number) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.slice(at, at + length);
}

async function streamed(bytes: Uint8Array, length: number): Promise<string[]> {
  return (await Array.fromAsync(streamedLines(pieces(bytes, length), "x.txt"))).flat();
}

Deno.test("splitLines splits at LF, CRLF and CR, and nowhere else", () => {
  assert.deepEqual(splitLines("a\nb\r\nc\rd\r\r\n\n\re"), ["a", "b", "c", "d", "", "", "", "e"]);
  const others = "a\u2028b\u2029c\u0085d\ve\ff\x1cg\x1eh";
  assert.deepEqual(splitLines(`${others}\n`), [others]);
});

Deno.test("splitLines accepts a last line with and without a line end, and adds no empty line after it", () => {
  for (const end of ["", "\n", "\r", "\r\n"]) {
    assert.deepEqual(splitLines(`a\n\nb${end}`).length, 3);
  }
  assert.deepEqual(splitLines(""), []);
  assert.deepEqual(splitLines("\n"), [""]);
});

Deno.test("decodeText skips a UTF-8 byte order mark, once and only at the beginning", () => {
  assert.equal(decodeText(encode("\ufeff\ufeffä\ufeff"), "x.txt"), "\ufeffä\ufeff");
});

for (
  const [what, bytes, message] of [
    ["little-endian UTF-16", [0xff, 0xfe, 0x31, 0], ": it is text in UTF-16, save it as UTF-8"],
    ["big-endian UTF-16", [0xfe, 0xff, 0, 0x31], ": it is text in UTF-16, save it as UTF-8"],
    [
      "UTF-16 without a mark",
      [0x0d, 0x0a, 0x31, 0],
      ", line 2: it contains a NUL, so it is not text, or text in UTF-16; save it as UTF-8",
    ],
    [
      "text that is not UTF-8",
      [0x61, 0x0d, 0xc3, 0xa9, 0x0a, 0x0a, 0x62, 0xe9, 0x0a, 0x61],
      ", line 4: it is not UTF-8 text, save it as UTF-8",
    ],
    [
      "a truncated character",
      [0x61, 0x0a, 0xe2, 0x82],
      ", line 2: it is not UTF-8 text, save it as UTF-8",
    ],
  ] as const
) {
  Deno.test(`decodeText, textBytes and streamedLines reject ${what}`, async () => {
    const expected = { name: "SyntaxError", message: `Cannot read x.txt${message}` };
    const content = Uint8Array.from(bytes);
    assert.throws(() => decodeText(content, "x.txt"), expected);
    assert.throws(() => textBytes(content, "x.txt"), expected);
    for (const length of [1, 2, 100]) await assert.rejects(streamed(content, length), expected);
  });
}

Deno.test("decodeText rejects a text that is longer than a string can be", () => {
  assert.throws(() => decodeText(new Uint8Array(2 ** 29), "x.txt"), {
    name: "SyntaxError",
    message: "Cannot read x.txt: its text is longer than 512 MiB; leave rows out",
  });
});

Deno.test("decodeText decodes text that is not UTF-8 as windows-1252 if allowed, unless it has a UTF-8 mark", () => {
  const bytes = [0x93, 0x85, 0x94];
  assert.equal(decodeText(Uint8Array.from(bytes), "x", { orElse: "windows-1252" }), "“…”");
  assert.throws(
    () => decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, ...bytes), "x", { orElse: "windows-1252" }),
    /line 1: it is not UTF-8 text/,
  );
});

Deno.test("streamedLines yields the lines of textLines for any chunks", async () => {
  const ends = ["\n", "\r", "\r\n", "\r\r\n", "\n\r"];
  const text = "\ufeff" + ends.flatMap((end) => ["ä€😀", end, "\u2028x", end]).join("") + "last";
  for (const whole of [text, `${text}\r`, `${text}\r\n`, "\ufeff", "\r", ""]) {
    const bytes = encode(whole);
    const expected = textLines(bytes, "x.txt");
    for (const length of [1, 2, 3, 5, 100]) {
      assert.deepEqual(await streamed(bytes, length), expected);
    }
  }
});

Deno.test("streamedLines skips empty chunks", async () => {
  const bytes = ["a\r", "", "\nb", ""].map(encode);
  assert.deepEqual(
    (await Array.fromAsync(streamedLines(ReadableStream.from(bytes), "x"))).flat(),
    ["a", "b"],
  );
});

Deno.test("streamedLines stops at a line of more than 1 MiB, whatever follows", async () => {
  let given = 0;
  async function* endless() {
    for (;; given++) yield given === 0 ? encode("the 1 2\n") : new Uint8Array(1 << 16).fill(97);
  }
  await assert.rejects(Array.fromAsync(streamedLines(endless(), "x.txt")), {
    name: "SyntaxError",
    message: "Cannot read x.txt, line 2: it is longer than 1 MiB, so it is not text",
  });
  assert.ok(given < 20, `${given}`);
});

/** A small text for each reader, without a line end at its end. */
const readers: { readonly [reader: string]: readonly [string, (bytes: Uint8Array) => unknown] } = {
  parseSvmlight: [
    "1 0:1 2:7 # a note\n# another\n-1 1:0.5\n1",
    (bytes) => parseSvmlight(bytes, { name: "x", width: 3 }),
  ],
  parseDelimited: [
    "|people\n\n39, é\u2028ß\n50, ?\u0085",
    (bytes) => parseDelimited(bytes, { name: "x", width: 2, separator: ", ", comment: "|" }),
  ],
  parseColumns: [
    "It PRP\nrained\u2028 VBD\n\n \nStop VB",
    (bytes) => parseColumns(bytes, { name: "x", width: 2, separator: " " }),
  ],
  parseConllu: [
    ["# text", ..."ab".split("").map((word, i) => `${i + 1}\t${word}${"\tX".repeat(8)}`)].join(
      "\n",
    ),
    (bytes) => parseConllu(bytes, "x"),
  ],
  parseLabelledTexts: [
    "1\tlovely \u2028 .\n0\tit \f broke",
    (bytes) => parseLabelledTexts(bytes, "x"),
  ],
  parseTexts: ["One…\nTwo\v!", (bytes) => parseTexts(bytes, "x")],
  readWordVectors: [
    "a 1 2\n. . 3 4\nbé 5 6",
    (bytes) => readWordVectors(pieces(bytes, 4), { name: "x", words: ["", "", "a", "bé", ". ."] }),
  ],
};

for (const [reader, [text, read]] of Object.entries(readers)) {
  Deno.test(`${reader} reads the same rows with any line ends, with and without a byte order mark`, async () => {
    const expected = await read(encode(text));
    for (const end of ["\n", "\r\n", "\r"]) {
      for (const last of ["", end]) {
        for (const mark of ["", "\ufeff"]) {
          const same = encode(mark + text.replaceAll("\n", end) + last);
          assert.deepEqual(await read(same), expected, JSON.stringify([end, last, mark]));
        }
      }
    }
  });
}
