import assert from "node:assert/strict";
import { randomStreams } from "../../engine/mod.ts";
import { readOwn } from "../../tests/fixtures/own_data.ts";

const sentence = (i: number) =>
  `The DT B-NP\n${i % 2 ? "dog NN I-NP" : "Dogs NNS I-NP"}\nran${i % 3} VB O\n\n`;
const corpus = Array.from({ length: 40 }, (_, i) => sentence(i)).join("");
const description = {
  domains: { news: { train: "a.conll", test: "b.conll" } },
  labels: ["2", "3"],
};
const files = { "a.conll": corpus, "b.conll": `${sentence(0)}${"word NN O\n".repeat(12)}` };

Deno.test("sentences in columns: words by number, a part for each length, tags of spans by their F1", async () => {
  const { suite } = await readOwn(description, files);
  const { dataset } = suite;
  assert.deepEqual([suite.setting, suite.protocol.encoder.name], ["multi_task", "bilstm_tagger"]);
  assert.ok("hard_sharing" in suite.methods);
  assert.deepEqual(
    dataset.tasks("news").map(({ name, kind, metric }) => [name, kind, metric]),
    [["2", "tagging", "accuracy"], ["3", "tagging", "span_f1"]],
  );
  assert.deepEqual(dataset.tasks("news")[0].classes, ["DT", "NN", "NNS", "VB"]);
  const { news } = await dataset.load(["news"], () => assert.fail(), randomStreams(0));
  assert.deepEqual(news.test.map(({ x }) => x.shape), [[1, 10], [1, 20]]);
  const [{ x, y }] = news.test;
  const { words } = news.input;
  assert.deepEqual([...("data" in x ? x.data : [])].map((word) => words![word]).slice(0, 4), [
    "the",
    "dogs",
    "ran0",
    "",
  ]);
  assert.deepEqual([...y["2"].data], [0, 2, 3, -1, -1, -1, -1, -1, -1, -1]);
  assert.equal(news.train[0].x.shape[0] + news.validation![0].x.shape[0], 40);
});

Deno.test("sentences of CoNLL-U have its columns, and the word can be another one", async () => {
  const line = (id: number, form: string, tag: string) =>
    [id, form, form.toLowerCase(), tag, "_", "_", "0", "root", "_", "_"].join("\t");
  const text = Array.from(
    { length: 30 },
    () => `# x\n${line(1, "It", "PRON")}\n${line(2, "rains", "VERB")}\n\n`,
  );
  const own = await readOwn({ file: "a.conllu", labels: "upos", text: "lemma" }, {
    "a.conllu": text.join(""),
  });
  assert.deepEqual(own.table.sentences!.words[0], ["it", "rains"]);
});

Deno.test("sentences in columns: what cannot be used is refused", async () => {
  const cases: [changed: object, error: RegExp, content?: string][] = [
    [{ labels: "4" }, /Cannot find the column 4 in a\.conll: its columns are 1, 2, 3/],
    [{ group: "1" }, /my\.json: group is for tables, and the data has none/],
    [{}, /a\.conll: it has no sentences/, "\n"],
    [{}, /a\.conll, line 2: a line must have 3 columns/, "a b c\nd e\n"],
    [
      { setting: "unsupervised_adaptation", domains: { a: "a.conll", b: "b.conll" } },
      /it is a tagging/,
    ],
  ];
  for (const [changed, error, content = corpus] of cases) {
    await assert.rejects(
      () => readOwn({ ...description, ...changed }, { ...files, "a.conll": content }),
      error,
    );
  }
});
