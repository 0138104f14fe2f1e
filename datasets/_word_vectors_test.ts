import assert from "node:assert/strict";
import { coverageOf, readWordVectors } from "./_word_vectors.ts";

const words = ["", "", "book", "dvd", "naïve"];

/** Reads a text in pieces of some bytes. */
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

Deno.test("readWordVectors gives the vectors of the words, and NaN to those without", async () => {
  assert.deepEqual(await read(glove), expected);
});

Deno.test("readWordVectors gives the same however the text is cut into pieces", async () => {
  for (const bytes of [1, 2, 7, 13]) assert.deepEqual(await read(glove, bytes), expected);
  assert.deepEqual(await read(glove.trimEnd(), 5), expected);
});

Deno.test("readWordVectors passes word2vec's first line over, and spaces at a line's end", async () => {
  assert.deepEqual(await read(`4 3\n${glove.replaceAll("\n", " \r\n")}\n`), expected);
});

Deno.test("readWordVectors takes a vector of one number for a vector", async () => {
  assert.deepEqual((await read("dvd 7\n5 8\n")).data[3], 7);
});

Deno.test("readWordVectors takes the first of a word's lines", async () => {
  assert.equal((await read("dvd 1 2\ndvd 3 4\n")).data[6], 1);
});

Deno.test("readWordVectors knows words that hold spaces from the words that they begin with", async () => {
  const { data } = await read("x 1 2\ndvd . . 3 4\ndvd 5 6\n");
  assert.deepEqual([...data.slice(6, 8)], [5, 6]);
});

Deno.test("readWordVectors takes the width of most lines where the first word holds spaces", async () => {
  const { shape, data } = await read(". . . 1 2\nat name@domain.com 3 4\ndvd 5 6\n2000 7 8\n");
  assert.deepEqual(shape, [5, 2]);
  assert.deepEqual([...data.slice(6, 8)], [5, 6]);
  const { data: wanted } = await read(". . . 1 2\n", 1, ["", "", ". . ."]);
  assert.deepEqual([...wanted.slice(4)], [1, 2]);
});

Deno.test("readWordVectors counts the numbers of other words and does not look at them", async () => {
  assert.equal((await read("dvd 1 2\nzebra x y\n")).shape[1], 2);
});

Deno.test("coverageOf counts the words that have a vector, without padding and the unknown word", async () => {
  const vectors = await read(glove);
  assert.deepEqual(coverageOf({ kind: "words", shape: [4], words, vectors }), { found: 2, of: 3 });
});

Deno.test("readWordVectors gives nothing to padding and the unknown word", async () => {
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
      "a vector narrower than the first line says",
      "2 3\nbook 1 2\n",
      ", line 2: a vector must have 3 numbers, current value is 'book 1 2'",
    ],
    [
      "a word alone on the first line",
      "book\n",
      ", line 1: a vector must have some numbers, current value is 'book'",
    ],
    [
      "what is no number",
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
      "a row of another width, of whatever word",
      "a 1 2\nb 3 4\nzebra 1 2 3\n",
      ", line 3: a vector must have 2 numbers, current value is 'zebra 1 2 3'",
    ],
    [
      "tabs between columns",
      "the\t1\t2\n",
      ", line 1: a vector must have some numbers, and this is columns with tabs between them, " +
      "current value is 'the?1?2'",
    ],
    [
      "a tab behind the word",
      "the\t1 2\n",
      ", line 1: a vector must have 1 numbers, and this is columns with tabs between them, " +
      "current value is 'the?1 2'",
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
      "a marker that a merge has left",
      "<<<<<<< HEAD\nthe 1 2\nbook 3 4\n",
      ", line 1: a vector must have 2 numbers, and this is a marker that a merge has left, " +
      "current value is '<<<<<<< HEAD'",
    ],
    [
      "fewer vectors than the first line says",
      "4 2\nbook 1 2\n",
      ": line 1 says that it has 4 vectors, and it has 1",
    ],
    [
      "word2vec's binary format",
      "2 1\nbook \x00\x00\x80?\n",
      ", line 2: it is word2vec's binary format, save it as text " +
      "(gensim: save_word2vec_format with binary=False)",
    ],
    ["blank lines alone", "\n \n", ": it must hold a word and its vector"],
    ["an empty text", "", ": it must hold a word and its vector"],
    ["a first line alone", "0 0\n", ": it must hold a word and its vector"],
  ]
) {
  Deno.test(`readWordVectors rejects ${what}`, async () => {
    await assert.rejects(read(text), {
      name: "SyntaxError",
      message: `Cannot read glove.txt${message}`,
    });
  });
}
