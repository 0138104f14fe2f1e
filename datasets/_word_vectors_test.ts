import assert from "node:assert/strict";
import { coverageOf, readWordVectors } from "./_word_vectors.ts";

const words = ["", "", "book", "dvd", "naïve"];

/** Reads a text in chunks of `bytes` bytes. */
function read(text: string, bytes = 1 << 16, wanted = words) {
  const content = new TextEncoder().encode(text);
  const pieces = Array.from(
    { length: Math.ceil(content.length / bytes) },
    (_, i) => content.subarray(i * bytes, (i + 1) * bytes),
  );
  return readWordVectors(ReadableStream.from(pieces), { name: "glove.txt", words: wanted });
}

const glove = "the 1 2 3\nnaïve -1 0.5 2e-3\nzebra 9 9 9\nbook 4 5 6\n";
const expected = {
  shape: [5, 3],
  data: Float32Array.of(NaN, NaN, NaN, NaN, NaN, NaN, 4, 5, 6, NaN, NaN, NaN, -1, 0.5, 2e-3),
};

Deno.test("readWordVectors returns the vectors of the words, and NaN for words without one", async () => {
  assert.deepEqual(await read(glove), expected);
});

Deno.test("readWordVectors returns the same vectors for any chunks", async () => {
  for (const bytes of [1, 2, 7, 13]) assert.deepEqual(await read(glove, bytes), expected);
  assert.deepEqual(await read(glove.trimEnd(), 5), expected);
});

Deno.test("readWordVectors skips word2vec's first line, and spaces at a line's end", async () => {
  assert.deepEqual(await read(`4 3\n${glove.replaceAll("\n", " \r\n")}\n`), expected);
});

Deno.test("readWordVectors accepts vectors of one number", async () => {
  assert.deepEqual((await read("dvd 7\n5 8\n")).data[3], 7);
});

Deno.test("readWordVectors uses the first of several lines of a word", async () => {
  assert.equal((await read("dvd 1 2\ndvd 3 4\n")).data[6], 1);
});

Deno.test("readWordVectors distinguishes a word with spaces from its first part", async () => {
  const { data } = await read("x 1 2\ndvd . . 3 4\ndvd 5 6\n");
  assert.deepEqual([...data.slice(6, 8)], [5, 6]);
});

Deno.test("readWordVectors uses the width of most lines if the first word contains spaces", async () => {
  const { shape, data } = await read(". . . 1 2\nat name@domain.com 3 4\ndvd 5 6\n2000 7 8\n");
  assert.deepEqual(shape, [5, 2]);
  assert.deepEqual([...data.slice(6, 8)], [5, 6]);
  const { data: wanted } = await read(". . . 1 2\n", 1, ["", "", ". . ."]);
  assert.deepEqual([...wanted.slice(4)], [1, 2]);
});

Deno.test("readWordVectors counts the numbers of other words without parsing them", async () => {
  assert.equal((await read("dvd 1 2\nzebra x y\n")).shape[1], 2);
});

Deno.test("coverageOf counts the words that have a vector, without padding and the unknown word", async () => {
  const vectors = await read(glove);
  assert.deepEqual(coverageOf({ kind: "words", shape: [4], words, vectors }), { found: 2, of: 3 });
});

Deno.test("readWordVectors returns no vector for padding and the unknown word", async () => {
  const { data } = await read(" 1 2\nbook 3 4\n");
  assert.ok(data.slice(0, 4).every(Number.isNaN));
  assert.deepEqual([...data.slice(4, 6)], [3, 4]);
});

for (
  const [what, text, message] of [
    [
      "a vector that is too short",
      "the 1 2 3\nbook 1 2\n",
      ", line 2: a vector must have 3 numbers, current value is 'book 1 2'",
    ],
    [
      "a vector narrower than the first line states",
      "2 3\nbook 1 2\n",
      ", line 2: a vector must have 3 numbers, current value is 'book 1 2'",
    ],
    [
      "a word alone on the first line",
      "book\n",
      ", line 1: a vector must have some numbers, current value is 'book'",
    ],
    [
      "text that is not a number",
      "the 1 2\nbook 1 two\n",
      ", line 2: a vector must have finite numbers, current value is 'two'",
    ],
    [
      "a gap between two numbers",
      "the 1 2 3\nbook 1  3\n",
      ", line 2: a vector must have finite numbers, current value is ''",
    ],
    [
      "NaN",
      "book nan 2\n",
      ", line 1: a vector must have finite numbers, current value is 'nan'",
    ],
    [
      "a number beyond float32",
      "book 1e39 2\n",
      ", line 1: a vector must have finite numbers, current value is '1e39'",
    ],
    [
      "a row of another width, for any word",
      "a 1 2\nb 3 4\nzebra 1 2 3\n",
      ", line 3: a vector must have 2 numbers, current value is 'zebra 1 2 3'",
    ],
    [
      "tabs between columns",
      "the\t1\t2\n",
      ", line 1: a vector must have some numbers, and this is columns with tabs between them, " +
      "current value is 'the\\u00091\\u00092'",
    ],
    [
      "a tab after the word",
      "the\t1 2\n",
      ", line 1: a vector must have 1 numbers, and this is columns with tabs between them, " +
      "current value is 'the\\u00091 2'",
    ],
    [
      "JSON",
      '{"the": [1, 2],\n"book": [3, 4]}\n',
      ", line 1: a vector must have some numbers, and this is JSON, " +
      "current value is '{\"the\": [1, 2],'",
    ],
    [
      "JSON over many lines",
      '{\n  "the": 1\n}\n',
      ", line 1: a vector must have 1 numbers, and this is JSON, current value is '{'",
    ],
    [
      "a conflict marker of a merge",
      "<<<<<<< HEAD\nthe 1 2\nbook 3 4\n",
      ", line 1: a vector must have 2 numbers, and this is a conflict marker of a merge, " +
      "current value is '<<<<<<< HEAD'",
    ],
    [
      "fewer vectors than the first line states",
      "4 2\nbook 1 2\n",
      ": line 1 states 4 vectors, current number of vectors is 1",
    ],
    [
      "word2vec's binary format",
      "2 1\nbook \x00\x00\x80?\n",
      ", line 2: it is word2vec's binary format, save it as text " +
      "(gensim: save_word2vec_format with binary=False)",
    ],
    ["only blank lines", "\n \n", ": it must contain at least one word and its vector"],
    ["an empty text", "", ": it must contain at least one word and its vector"],
    ["only a first line", "0 0\n", ": it must contain at least one word and its vector"],
  ]
) {
  Deno.test(`readWordVectors rejects ${what}`, async () => {
    await assert.rejects(read(text), {
      name: "SyntaxError",
      message: `Cannot read glove.txt${message}`,
    });
  });
}
