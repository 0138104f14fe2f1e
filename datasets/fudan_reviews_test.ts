import assert from "node:assert/strict";
import { randomStreams } from "../engine/random.ts";
import { noOfficialFiles, officialFiles } from "../tests/official_files.ts";
import type { LoadedDomains, SourceFile } from "./dataset.ts";
import fudanReviews from "./fudan_reviews.ts";
import { toDense } from "../engine/array.ts";

/** Returns 260 training rows with the words `common` and `unique<row>`, followed by the rows of the test. */
function contents(rows: readonly string[] = []): string {
  const numbered = Array.from({ length: 260 }, (_, i) => `${i % 2}\tcommon unique${i}\n`);
  return numbered.join("") + rows.map((row) => `${row}\n`).join("");
}

const files: { [split: string]: string } = {
  train: contents(),
  test: "1\tcommon testword testword\n0\tunique3 again\n",
  unlabel: "I don't like common things!\n",
};

/** Returns a reader of the test's files, which are given by split, such as `train`, or by name. */
const reader = (given: { [name: string]: string | Uint8Array } = {}) => ({ name }: SourceFile) => {
  const content = given[name] ?? given[name.split(".")[2]] ?? files[name.split(".")[2]];
  return Promise.resolve(
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );
};

const load = (given = {}, domains = ["books"], seed = 0) =>
  fudanReviews.load(domains, reader(given), randomStreams(seed));

const rowsOf = (data: LoadedDomains, split: "train" | "validation" | "test", domain = "books") =>
  data[domain][split]![0].x.shape[0];

Deno.test("fudan_reviews lists a task and three files for each of its domains", () => {
  assert.equal(fudanReviews.domains.length, 16);
  const names = new Set<string>();
  for (const domain of fudanReviews.domains) {
    assert.ok(fudanReviews.has(domain));
    const [task, ...others] = fudanReviews.tasks(domain);
    assert.equal(task.name, domain);
    assert.deepEqual(others, []);
    for (const { name, url, sha256 } of fudanReviews.files(domain)) {
      assert.ok(url!.endsWith(`/data/mtl-dataset/${name}`));
      assert.match(sha256!, /^[0-9a-f]{64}$/);
      names.add(name);
    }
  }
  assert.equal(names.size, 48);
  assert.ok(names.has("MR.task.test") && names.has("sports_outdoors.task.unlabel"));
  for (const domain of ["toys_games", "toString", "MR"]) assert.ok(!fudanReviews.has(domain));
});

Deno.test("fudan_reviews draws 200 of the training rows for validation, by the seed", async () => {
  const data = await load();
  assert.deepEqual(
    [rowsOf(data, "train"), rowsOf(data, "validation"), rowsOf(data, "test")],
    [60, 200, 2],
  );
  assert.deepEqual(await load(), data);
  const labels = ({ books }: LoadedDomains) => books.validation![0].y.books.data;
  assert.notDeepEqual(labels(await load({}, ["books"], 1)), labels(data));
});

Deno.test("fudan_reviews numbers only the words of training rows, over all loaded domains", async () => {
  // `common` is in all rows; every other word of books is in one row or only in the test rows.
  const { books: { input, test } } = await load();
  const words = ["", "", "common"];
  assert.deepEqual(input, { kind: "words", shape: [256], vocabulary: 3, words });
  const [first, second] = [0, 1].map((
    row,
  ) => [...toDense(test[0].x).data.slice(row * 256, row * 256 + 4)]);
  assert.deepEqual(first, [2, 1, 1, 0]);
  assert.deepEqual(second, [1, 1, 0, 0]);
  // A word in one validation row and one training row, or in two validation rows, stays unknown.
  const rows = Array.from({ length: 40 }, (_, i) => [`0\tx${i} pair${i}`, `1\ty${i} pair${i}`]);
  const paired = await load({ train: contents(rows.flat()) });
  const training = paired.books.train[0];
  const pairs = toDense(training.x).data.filter((word, i) => i % 256 === 1 && word > 1);
  assert.ok(pairs.length < 80 && pairs.length % 2 === 0);
  assert.equal(paired.books.input.vocabulary, 3 + pairs.length / 2);
  // The rows of two domains are counted together.
  const both = await load({}, ["books", "dvd"]);
  assert.ok(both.books.input.vocabulary! > 3);
  assert.deepEqual(Object.keys(both), ["books", "dvd"]);
  assert.equal(both.dvd.input, both.books.input);
});

Deno.test("fudan_reviews splits a domain the same way, whatever other domains are loaded", async () => {
  const [alone, both] = [await load({}, ["dvd"]), await load({}, ["books", "dvd"])];
  for (const split of ["train", "validation", "test"] as const) {
    assert.deepEqual(both.dvd[split]![0].y, alone.dvd[split]![0].y);
  }
});

Deno.test("fudan_reviews leaves out repeated training rows and those that are test rows", async () => {
  const repeats = [
    "1\tCommon  testword testword ",
    "0\tcommon unique7",
    "1\tnew one",
    "0\tnew one",
  ];
  const data = await load({ train: contents(repeats) });
  assert.equal(rowsOf(data, "train") + rowsOf(data, "validation"), 261);
  assert.equal(rowsOf(data, "test"), 2);
});

Deno.test("fudan_reviews leaves out unlabelled rows that are test rows", async () => {
  const data = await load({ unlabel: "Common testword testword\nother text\n" });
  assert.deepEqual(data.books.unlabelled!.shape, [1, 256]);
});

Deno.test("fudan_reviews truncates texts to 256 words", async () => {
  const long = `1\t${"common ".repeat(300)}\n`;
  const { x } = (await load({ test: long })).books.test[0];
  assert.deepEqual(x.shape, [1, 256]);
  assert.ok(toDense(x).data.every((word) => word === 2));
});

Deno.test("fudan_reviews tokenises the unlabelled texts of products, not those of films", async () => {
  const raw = `I don't like "it" (we've 3.5/5, e-mail)... Can't!`;
  const tokens = "i do n't like `` it '' ( we 've 3.5/5 , e-mail ) ... ca n't !".split(" ");
  // Every token is in at least two training rows, in more rows than validation could draw.
  const rows = tokens.flatMap((token) =>
    Array.from({ length: 20 }, (_, i) => `1\t${token} of${i} ${token}`)
  );
  const train = contents(rows);
  const loaded = await load({ train, unlabel: raw }, ["books", "imdb"]);
  const words = (domain: string) =>
    [...toDense(loaded[domain].unlabelled!).data].filter((word) => word > 0);
  assert.equal(words("books").length, tokens.length);
  assert.ok(words("books").every((word) => word > 1));
  assert.equal(words("imdb").length, raw.split(" ").length);
  assert.equal(words("imdb").filter((word) => word > 1).length, 2);
});

Deno.test("fudan_reviews decides for each file if it is in windows-1252", async () => {
  const windows = Uint8Array.from([..."1\tcaf\xe9 caf\xe9\n"], (c) => c.charCodeAt(0));
  const train = contents(Array.from({ length: 220 }, (_, i) => `1\tcafé n${i}`));
  const { x } = (await load({ train, test: windows })).books.test[0];
  assert.ok(toDense(x).data[0] > 1 && toDense(x).data[0] === toDense(x).data[1]);
});

Deno.test("fudan_reviews names the file and the line of a damaged row", async () => {
  await assert.rejects(load({ train: contents(["1 good book"]) }, ["kitchen"]), {
    name: "SyntaxError",
    message: "Cannot read kitchen_housewares.task.train, line 261: " +
      "a tab must follow the label, current value is '1 good book'",
  });
  await assert.rejects(load({ test: "2\tgood\n" }, ["mr"]), {
    message: "Cannot read MR.task.test, line 1: a label must be 0 or 1, current value is '2'",
  });
});

Deno.test("fudan_reviews' sample has two domains whose first words determine the label", () => {
  const sample = fudanReviews.sample(randomStreams(0));
  assert.deepEqual(Object.keys(sample), ["books", "electronics"]);
  for (const [domain, data] of Object.entries(sample)) {
    const { input, train, validation = [], test, unlabelled } = data;
    assert.deepEqual(input, { kind: "words", shape: [12], vocabulary: 30 });
    assert.deepEqual(unlabelled!.shape, [20, 12]);
    for (const [{ x, y }] of [train, validation, test]) {
      for (let row = 0; row < x.shape[0]; row++) {
        const words = toDense(x).data.slice(row * 12, row * 12 + 12);
        assert.equal(words[0] < 6 ? 0 : 1, y[domain].data[row]);
        assert.ok(words[0] >= 2 && words[0] < 10 && words[4] > 0);
        assert.ok(words.every((word, i) => word < 30 && (word > 0 || !words[i + 1])));
      }
    }
  }
});

Deno.test({
  name: "fudan_reviews has the published rows if GRAFT_DATA has the files",
  ignore: noOfficialFiles,
  async fn() {
    const kept: { [domain: string]: number } = {
      books: 1582,
      dvd: 1568,
      magazines: 1019,
      software: 1302,
      mr: 1600,
    };
    for (const [domain, rows] of Object.entries(kept)) {
      const read = await officialFiles(fudanReviews, fudanReviews.files(domain));
      if (read === undefined) continue;
      const data = await fudanReviews.load([domain], read, randomStreams(0));
      const counts = (["train", "validation", "test"] as const)
        .map((split) => rowsOf(data, split, domain));
      assert.deepEqual(counts, [rows - 200, 200, 400]);
    }
  },
});
