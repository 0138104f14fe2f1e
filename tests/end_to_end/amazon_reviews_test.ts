import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { randomStreams } from "../../engine/mod.ts";
import { bench, benchJson, inFolder, records } from "./bench.ts";

/** Makes 200 svmlight rows of a domain: the first 20 words indicate a class, the others do not. */
function rows(domain: string, split: string): string[] {
  const random = randomStreams(0)(`${domain}/${split}`);
  return Array.from({ length: 200 }, (_, row) => {
    const positive = row % 2 === 1;
    const words = new Set<number>();
    for (let n = 0; n < 4; n++) words.add(Math.floor(random.uniform(0, 10)) + (positive ? 10 : 0));
    for (let n = 0; n < 20; n++) words.add(20 + Math.floor(random.uniform(0, 4980)));
    const counts = [...words].sort((a, b) => a - b).map((word) => `${word}:${1 + word % 3}`);
    return `${positive ? 1 : -1} ${counts.join(" ")}`;
  });
}

/** Writes two of the four domains, books gzipped and dvd plain; `change` edits a line. */
async function writeSample(folder: string, change = (line: string) => line): Promise<void> {
  await Deno.mkdir(`${folder}/amazon-reviews`);
  for (const domain of ["books", "dvd"]) {
    for (const split of ["train", "test"]) {
      const lines = rows(domain, split);
      if (domain === "dvd" && split === "train") lines[6] = change(lines[6]);
      const text = new TextEncoder().encode(`${lines.join("\n")}\n`);
      const path = `${folder}/amazon-reviews/${domain}_${split}.svmlight`;
      await (domain === "books"
        ? Deno.writeFile(`${path}.gz`, gzipSync(text))
        : Deno.writeFile(path, text));
    }
  }
}

const quick = ["amazon_reviews", "--quick", "--methods", "source_only,mmd", "--seeds", "1"];

Deno.test("bench runs the pairs of the domains that it finds, and names the others", () =>
  inFolder(async (folder) => {
    await writeSample(folder);
    const { code, stdout, stderr } = await bench([
      ...["amazon_reviews", "--methods", "source_only,mmd", "--seeds", "1"],
      ...["--accept-modified-data", "--results", `${folder}/results`, "--json"],
    ], { GRAFT_DATA: folder });
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /^amazon_reviews leaves out electronics, kitchen: [^\n]*data fetch [^\n]*--data/m,
    );
    assert.match(stderr, /^amazon_reviews reads a modified books_train\.svmlight/m);
    const [{ cells }] = JSON.parse(stdout).suites;
    const last = cells.filter(({ selection }: { selection: string }) => selection === "last");
    assert.deepEqual(
      last.map(({ method, problem }: Record<string, string>) => `${method} ${problem}`),
      ["source_only", "mmd"].flatMap((method) =>
        ["books-dvd", "dvd-books", "mean"].map((problem) => `${method} ${problem}`)
      ),
    );
    // The informative words are the same in both domains, so the sample is easy.
    for (const { mean } of last) assert.ok(mean > 0.85, `accuracy ${mean}`);

    const [one] = (await records(`${folder}/results`)).values();
    assert.match(one.spec.dataset.content, /^[0-9a-f]{64}$/);
  }));

Deno.test("bench distinguishes modified data from the data that it replaces", () =>
  inFolder(async (folder) => {
    await writeSample(folder);
    const args = [...quick, "--data", folder, "--pairs", "books-dvd", "--results", `${folder}/r`];
    const accept = [...args, "--accept-modified-data"];
    await benchJson(accept);
    await Deno.writeTextFile(
      `${folder}/amazon-reviews/dvd_test.svmlight`,
      `${rows("dvd", "other").join("\n")}\n`,
    );
    const { stdout } = await bench([...accept, "--dry-run"]);
    assert.match(stdout, /2 runs, 0 recorded, 2 to make/);
  }));

Deno.test("bench names file and line of a damaged row before it runs anything", () =>
  inFolder(async (folder) => {
    await writeSample(folder, (line) => `${line} 5000:1`);
    const { code, stdout, stderr } = await bench([
      ...[...quick, "--data", folder, "--pairs", "books-dvd", "--accept-modified-data"],
      ...["--results", `${folder}/results`],
    ]);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr.trim().split("\n").at(-1)!, /dvd_train\.svmlight, line 7: .*5000/);
    await assert.rejects(Deno.stat(`${folder}/results`), Deno.errors.NotFound);
  }));

const refused: [what: string, args: string[], message: RegExp][] = [
  [
    "content other than the published one",
    ["--pairs", "books-dvd"],
    /books_train.*fetch amazon_reviews.*--accept-modified-data/,
  ],
  [
    "a pair whose domain is missing",
    ["--pairs", "books-kitchen"],
    /kitchen not found in .*fetch amazon_reviews/,
  ],
];

for (const [what, args, message] of refused) {
  Deno.test(`bench refuses ${what} in one line`, () =>
    inFolder(async (folder) => {
      await writeSample(folder);
      const { code, stderr } = await bench([
        ...quick,
        ...args,
        ...["--data", folder, "--results", `${folder}/results`],
      ]);
      assert.equal(code, 1);
      assert.match(stderr, /^error: [^\n]+\n$/);
      assert.match(stderr, message);
    }));
}

Deno.test("bench names a truncated gzip", () =>
  inFolder(async (folder) => {
    await writeSample(folder);
    const path = `${folder}/amazon-reviews/books_train.svmlight.gz`;
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.subarray(0, bytes.length / 2));
    const { code, stderr } = await bench([
      ...[...quick, "--pairs", "books-dvd", "--accept-modified-data"],
      ...["--data", folder, "--results", `${folder}/results`],
    ]);
    assert.equal(code, 1);
    assert.match(stderr, /^error: [^\n]*books_train\.svmlight\.gz[^\n]*\n$/);
  }));

Deno.test("bench explains how to get missing data", () =>
  inFolder(async (folder) => {
    const { code, stderr } = await bench(
      ["amazon_reviews", "--data", folder, "--results", `${folder}/results`],
      // Deno's own cache is in the same folder as ours.
      { XDG_CACHE_HOME: folder, LOCALAPPDATA: folder, DENO_DIR: denoFolder() },
    );
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^error: [^\n]*books, dvd, electronics, kitchen[^\n]*data fetch amazon_reviews/,
    );
  }));

function denoFolder(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
