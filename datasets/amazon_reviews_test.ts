import assert from "node:assert/strict";
import { randomStreams } from "../engine/random.ts";
import { dataFolders, findFile, readContent } from "./_files.ts";
import amazonReviews from "./amazon_reviews.ts";
import { type LabelledRows, oneTask } from "../tests/one_task.ts";
import type { ReadFile, SourceFile } from "./dataset.ts";

const random = randomStreams(0);
const encode = (text: string) => new TextEncoder().encode(text);

const load = async (domain: string, read: ReadFile) =>
  oneTask((await amazonReviews.load([domain], read, random))[domain], domain);

function positives({ y }: LabelledRows): number {
  return [...y.data].filter((label) => label === 1).length;
}

Deno.test("amazon_reviews lists a training and a test file for each of its domains", () => {
  assert.deepEqual(amazonReviews.domains, ["books", "dvd", "electronics", "kitchen"]);
  for (const domain of amazonReviews.domains) {
    assert(amazonReviews.has(domain));
    const files = amazonReviews.files(domain);
    assert.deepEqual(
      files.map(({ name }) => name),
      [`${domain}_train.svmlight`, `${domain}_test.svmlight`],
    );
    for (const { name, url } of files) assert(url!.endsWith(`/data/${name}`));
  }
  assert(!amazonReviews.has("music"));
  assert(!amazonReviews.has("toString"));
});

Deno.test("amazon_reviews loads a domain from the content of its files", async () => {
  const read = ({ name }: SourceFile) =>
    Promise.resolve(encode(name.includes("train") ? "1 0:2\n-1 4999:1\n" : "-1 7:3\n"));
  const { train, test } = await load("dvd", read);
  assert.deepEqual(train.x.shape, [2, 5000]);
  assert.deepEqual([...train.y.data], [1, 0]);
  assert.equal(train.x.data[9999], 1);
  assert.deepEqual(test.x.shape, [1, 5000]);
  assert.equal(test.x.data[7], 3);
});

Deno.test("amazon_reviews names the file and the line of a malformed row", async () => {
  await assert.rejects(
    load("books", () => Promise.resolve(encode("1 0:2\n-1 5000:1\n"))),
    {
      name: "SyntaxError",
      message:
        "Cannot read books_train.svmlight, line 2: an index must be below 5000, current value is '5000'",
    },
  );
});

Deno.test("amazon_reviews checks the number of rows of content of the published size", async () => {
  const read = ({ bytes }: SourceFile) => Promise.resolve(encode("1 0:2\n#".padEnd(bytes, "-")));
  await assert.rejects(load("kitchen", read), {
    name: "SyntaxError",
    message: "Cannot read kitchen_train.svmlight: it must have 2000 rows, current value is 1",
  });
});

Deno.test("amazon_reviews' sample has separable classes", () => {
  const sample = amazonReviews.sample(random);
  assert.deepEqual(Object.keys(sample), ["books", "dvd"]);
  const [{ train, test }, other] = Object.entries(sample).map(([name, data]) =>
    oneTask(data, name)
  );
  for (const { x, y } of [train, test]) {
    assert.deepEqual(x.shape, [60, 5000]);
    assert.deepEqual(y.shape, [60]);
    assert.equal(positives({ x, y }), 30);
    for (let row = 0; row < 60; row++) {
      const words = [...x.data.subarray(row * 5000, (row + 1) * 5000)];
      const sum = (from: number, to: number) => words.slice(from, to).reduce((a, b) => a + b, 0);
      assert.equal(sum(0, 20), y.data[row] === 0 ? 6 : 0);
      assert.equal(sum(20, 40), y.data[row] === 1 ? 6 : 0);
      assert.equal(sum(40, 5000), 30);
    }
  }
  assert.notDeepEqual(train.x.data, test.x.data);
  assert.notDeepEqual(train.x.data, other.train.x.data);
  assert.deepEqual(amazonReviews.sample(randomStreams(0)), sample);
});

Deno.test({
  name: "amazon_reviews has the published rows if GRAFT_DATA has the files",
  ignore: !Deno.env.get("GRAFT_DATA"),
  async fn() {
    const folders = dataFolders();
    for (const [domain, rows] of [["books", 4465], ["dvd", 3586], ["electronics", 5681]] as const) {
      const paths = new Map<string, string>();
      for (const file of amazonReviews.files(domain)) {
        const path = await findFile(amazonReviews, file, folders);
        if (path !== undefined) paths.set(file.name, path);
      }
      if (paths.size < 2) continue;
      const read = async (file: SourceFile) => {
        const { bytes, official } = await readContent(paths.get(file.name)!, file);
        assert(official);
        return bytes;
      };
      const { train, test } = await load(domain, read);
      assert.deepEqual(train.x.shape, [2000, 5000]);
      assert.equal(positives(train), 1000);
      assert.deepEqual(test.x.shape, [rows, 5000]);
    }
  },
});
