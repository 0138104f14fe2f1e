import assert from "node:assert/strict";
import { randomStreams } from "../engine/random.ts";
import { noOfficialFiles, officialFiles } from "../tests/official_files.ts";
import type { Rows, SourceFile } from "./dataset.ts";
import englishTagging from "./english_tagging.ts";
import { toDense } from "../engine/array.ts";

/** Returns a CoNLL-U sentence whose words all have the same pair of labels. */
const conllu = (words: string, upos = "NOUN", deprel = "nmod:poss") =>
  words.split(" ").map((word, i) =>
    [i + 1, word, word, upos, "NN", "_", "0", deprel, "_", "_"].join("\t") + "\n"
  ).join("") + "\n";

/** Returns a CoNLL-2000 sentence. */
const chunked = (words: string, pos = "NN", chunk = "I-NP") =>
  words.split(" ").map((word) => `${word} ${pos} ${chunk}\n`).join("") + "\n";

const repeat = (word: string, times: number) => Array(times).fill(word).join(" ");

const files: { [name: string]: string } = {
  "en_ewt-ud-train.conllu": "# text = The dog\n" + conllu("The dog") +
    conllu("the cat .", "X", "dep") +
    conllu(repeat("long", 61)),
  "en_ewt-ud-dev.conllu": conllu("dog dog bird bird"),
  "en_ewt-ud-test.conllu": conllu("THE bird") + conllu(repeat("the", 61)) +
    conllu(repeat("the", 120)),
  "train.txt": Array.from({ length: 40 }, (_, i) => chunked(`the unique${i}`)).join(""),
  "test.txt": chunked("the test", "VBD", "B-VP") + chunked("end"),
};

const reader = (given: { [name: string]: string } = {}) => ({ name }: SourceFile) =>
  Promise.resolve(new TextEncoder().encode(given[name] ?? files[name]));

const load = (domains: readonly string[], given = {}, seed = 0) =>
  englishTagging.load(domains, reader(given), randomStreams(seed));

const shapes = (parts: readonly Rows[]) => parts.map(({ x }) => x.shape);

const count = (parts: readonly Rows[]) => parts.reduce((sum, { x }) => sum + x.shape[0], 0);

Deno.test("english_tagging lists two domains with a low and a high task each", () => {
  assert.deepEqual(englishTagging.domains, ["ewt", "conll2000"]);
  const listed = englishTagging.domains.flatMap((domain) =>
    englishTagging.tasks(domain).map(({ name, kind, level, metric, classes }) => {
      assert.equal(kind, "tagging");
      assert.deepEqual(classes, [...new Set(classes)].toSorted());
      return [name, level, metric, classes.length];
    })
  );
  assert.deepEqual(listed, [
    ["upos", 1, "accuracy", 17],
    ["deprel", 2, "accuracy", 51],
    ["pos", 1, "accuracy", 44],
    ["chunk", 2, "span_f1", 23],
  ]);
  assert.deepEqual(
    englishTagging.files("ewt").map(({ folder }) => folder),
    Array(3).fill("ud-english-ewt"),
  );
  assert.deepEqual(
    englishTagging.files("conll2000").map(({ folder }) => folder),
    Array(2).fill("conll2000"),
  );
  assert.ok(!englishTagging.has("wnut17") && !englishTagging.has("constructor"));
});

Deno.test("english_tagging encodes words and classes, with 0 and −1 after a sentence's end", async () => {
  const { ewt: { input, train, validation } } = await load(["ewt"]);
  // "the" occurs twice in training sentences; "dog" once there, and twice in validation ones.
  const words = ["", "", "<a>", "the"];
  assert.deepEqual(input, { kind: "words", shape: [10], vocabulary: 4, words });
  const [{ x, y }] = train;
  assert.deepEqual(x.shape, [2, 10]);
  assert.deepEqual([...toDense(x).data], [3, 2, ...Array(8).fill(0), 3, 2, 2, ...Array(7).fill(0)]);
  const [noun, other, possessive, dep] = [7, 16, 34, 20];
  const { classes: [...upos] } = englishTagging.tasks("ewt")[0];
  const { classes: [...deprel] } = englishTagging.tasks("ewt")[1];
  assert.deepEqual([upos[noun], upos[other]], ["NOUN", "X"]);
  assert.deepEqual([deprel[possessive], deprel[dep]], ["nmod:poss", "dep"]);
  const tags = (
    a: number,
    b: number,
  ) => [a, a, ...Array(8).fill(-1), b, b, b, ...Array(7).fill(-1)];
  assert.deepEqual(y.upos, { shape: [2, 10], data: Int32Array.from(tags(noun, other)) });
  assert.deepEqual(y.deprel, { shape: [2, 10], data: Int32Array.from(tags(possessive, dep)) });
  assert.deepEqual([...toDense(validation![0].x).data.subarray(0, 5)], [2, 2, 2, 2, 0]);
});

Deno.test("english_tagging keeps long sentences only in validation and test", async () => {
  const { train, test } = (await load(["ewt"])).ewt;
  assert.equal(count(train), 2);
  assert.deepEqual(shapes(test), [[1, 10], [1, 100], [1, 150]]);
  const { x, y } = test[2];
  assert.equal(toDense(x).data.filter((word) => word === 3).length, 120);
  assert.equal(y.upos.data.filter((label) => label >= 0).length, 120);
});

Deno.test("english_tagging groups sentences by length and keeps their order within a part", async () => {
  const lengths = [11, 10, 60, 1, 40, 41, 20, 2];
  const train = lengths.map((length) => conllu(repeat("w", length))).join("");
  const { ewt } = await load(["ewt"], { "en_ewt-ud-train.conllu": train });
  assert.deepEqual(ewt.input.shape, [60]);
  assert.deepEqual(shapes(ewt.train), [[3, 10], [2, 20], [1, 40], [2, 60]]);
  const words = ewt.train.map(({ x }) => toDense(x)).flatMap(({ shape: [rows, length], data }) =>
    Array.from(
      { length: rows },
      (_, row) => data.subarray(row * length, (row + 1) * length).filter((word) => word > 0).length,
    )
  );
  assert.deepEqual(words, [10, 1, 2, 11, 20, 40, 60, 41]);
});

Deno.test("english_tagging draws a tenth of CoNLL-2000's training sentences, by the seed", async () => {
  const data = await load(["conll2000"]);
  const { train, validation, test } = data.conll2000;
  assert.deepEqual([count(train), count(validation!), count(test)], [36, 4, 2]);
  assert.deepEqual(await load(["conll2000"]), data);
  // Each training sentence has a unique label here, which identifies the drawn ones.
  const { classes } = englishTagging.tasks("conll2000")[0];
  const named = classes.slice(0, 40).map((pos) => chunked("the", pos)).join("");
  const drawn = async (seed: number) => {
    const { conll2000 } = await load(["conll2000"], { "train.txt": named }, seed);
    const tags = ([part]: readonly Rows[]) => [...part.y.pos.data].filter((tag) => tag >= 0);
    const { train, validation = [] } = conll2000;
    assert.equal(new Set([...tags(train), ...tags(validation)]).size, 40);
    return tags(validation);
  };
  assert.notDeepEqual(await drawn(0), await drawn(1));
});

Deno.test("english_tagging numbers the words of the training sentences of all loaded domains", async () => {
  // "the" occurs in each sentence; the unique words contain digits and share one spelling class.
  assert.equal((await load(["conll2000"])).conll2000.input.vocabulary, 4);
  const both = await load(["ewt", "conll2000"], {
    "train.txt": files["train.txt"] + chunked("dog"),
  });
  assert.deepEqual(Object.keys(both), ["ewt", "conll2000"]);
  const drawn = toDense(both.conll2000.train[0].x).data.filter((word, i) =>
    word > 0 && i % 10 === 0
  );
  // 37 of 41 sentences remain for training. "dog" is known if its sentence is one of them.
  assert.equal(drawn.length, 37);
  assert.equal(both.ewt.input.vocabulary, drawn.includes(5) ? 6 : 5);
  assert.equal(both.conll2000.input, both.ewt.input);
});

Deno.test("english_tagging names the file and the line of a label that is not a class", async () => {
  const damaged = (name: string, text: string, domain: string) => load([domain], { [name]: text });
  await assert.rejects(
    damaged("en_ewt-ud-dev.conllu", conllu("a b") + conllu("c", "NN"), "ewt"),
    {
      name: "SyntaxError",
      message: "Cannot read en_ewt-ud-dev.conllu, line 4: upos must be one of its classes, " +
        "current value is 'NN'",
    },
  );
  await assert.rejects(
    damaged("test.txt", chunked("a", "NN", "I-np"), "conll2000"),
    /Cannot read test.txt, line 1: chunk must be one of its classes, current value is 'I-np'/,
  );
  await assert.rejects(
    damaged("train.txt", "a NN\n", "conll2000"),
    /Cannot read train.txt, line 1: a line must have 3 columns/,
  );
});

Deno.test("english_tagging's sample has two parts of different lengths, whose labels follow from the words", () => {
  const sample = englishTagging.sample(randomStreams(0));
  for (const [domain, { input, train, validation = [], test }] of Object.entries(sample)) {
    assert.deepEqual(input, { kind: "words", shape: [6], vocabulary: 30 });
    assert.deepEqual(shapes(train), [[24, 4], [24, 6]]);
    assert.deepEqual(shapes(validation), shapes(test));
    const [low, high] = englishTagging.tasks(domain);
    for (const { x, y } of [...train, ...validation, ...test]) {
      toDense(x).data.forEach((word, i) => {
        assert.ok(word < 30);
        assert.equal(y[low.name].data[i], word === 0 ? -1 : word % 5);
        const above = y[high.name].data[i] - y[low.name].data[i];
        const odd = i % x.shape[1] > 0 && toDense(x).data[i - 1] % 2 === 1;
        assert.equal(above, word > 0 && odd ? 1 : 0);
      });
    }
  }
});

Deno.test({
  name: "english_tagging has the published sentences if GRAFT_DATA has the files",
  ignore: noOfficialFiles,
  async fn() {
    const expected: { [domain: string]: number[] } = {
      ewt: [12_544 - 94, 2001, 2077, 25_094],
      conll2000: [8936 - 894, 894, 2012, 47_377],
    };
    for (const domain of englishTagging.domains) {
      const read = await officialFiles(englishTagging, englishTagging.files(domain));
      if (read === undefined) continue;
      const loaded = await englishTagging.load([domain], read, randomStreams(0));
      const { train, validation = [], test } = loaded[domain];
      const words = test.reduce(
        (sum, { x }) => sum + toDense(x).data.filter((word) => word > 0).length,
        0,
      );
      const [trained, ...others] = expected[domain];
      assert.deepEqual([count(validation), count(test), words], others);
      // Some of CoNLL-2000's 33 long sentences were drawn for validation.
      assert.ok(count(train) <= trained && count(train) >= trained - 33 && train.length === 5);
    }
  },
});

Deno.test("english_tagging loads more sentences than a call can have arguments", async () => {
  const sentences = 130_000;
  const train = conllu("dog").repeat(sentences);
  const { ewt } = await load(["ewt"], { "en_ewt-ud-train.conllu": train });
  assert.equal(count(ewt.train), sentences);
});
