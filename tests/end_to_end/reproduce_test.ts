import assert from "node:assert/strict";
import type { ReproducedPaper } from "../../reports/reproduction/reproduction.ts";
import { type Ended, ended, inFolder, records, start, until } from "./bench.ts";

/** Runs the program without access to data. */
const reproduce = (folder: string, ...args: string[]): Promise<Ended> =>
  ended(begin(folder, ...args));

const begin = (folder: string, ...args: string[]) =>
  start("reproduce", [...args, "--results", `${folder}/results`], {
    // Deno's own cache is in the same folder as ours.
    ...{ XDG_CACHE_HOME: folder, LOCALAPPDATA: folder, DENO_DIR: denoFolder() },
  });

function denoFolder(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

/** Windows lacks these signals. */
const posix = { ignore: Deno.build.os === "windows" };

Deno.test("reproduce makes the runs that it has data for, and names the missing data", () =>
  inFolder(async (folder) => {
    const args = ["ganin2016", "--seeds", "3"];
    const { code, stdout, stderr } = await reproduce(folder, ...args);
    // The moons are generated; the Amazon reviews are missing.
    assert.equal(code, 1, stderr);
    assert.match(stderr, /^Cannot run amazon_reviews: [^\n]*deno task data fetch amazon_reviews/m);
    assert.match(stderr, /Made 6 runs in /);
    assert.match(stdout, /\nsum +\S+ \[.*\] points +(✓ holds|\? undecided|✗ contradicted)\n/);
    assert.match(stdout, /Table 1\(a\), 'Original data' block +36 not run +no data +–\n/);
    const made = await records(`${folder}/results`);
    assert.equal(made.size, 6);

    const page = await Deno.readTextFile(`${folder}/results/reproduction.md`);
    assert.match(page, /6 of 6 planned runs have been made/);
    const html = await Deno.readTextFile(`${folder}/results/reproduction.html`);
    assert.match(html, /Content-Security-Policy/);
    assert.match(html, /6 of 6 planned runs have been made/);
    const json = await Deno.readTextFile(`${folder}/results/reproduction.json`);
    const { papers }: { papers: ReproducedPaper[] } = JSON.parse(json);
    const [{ result }] = papers[0].claims;
    for (const [i, method] of ["dann", "source_only"].entries()) {
      const values = [...made.values()].filter(({ spec }) => spec.method.name === method)
        .map(({ metrics }) => metrics["0-35"].last!.accuracy);
      assert.equal(values.length, 3);
      const [a, b, c] = values;
      assert.ok(Math.abs(result!.terms[i].mean! - (a + b + c) / 3) < 1e-12);
    }

    const again = await reproduce(folder, ...args, "--no-run", "--out", `${folder}/again`);
    assert.equal(again.code, 0, again.stderr);
    assert.doesNotMatch(again.stderr, /Made/);
    assert.equal(await Deno.readTextFile(`${folder}/again/reproduction.md`), page);
    assert.equal(await Deno.readTextFile(`${folder}/again/reproduction.html`), html);
    assert.equal(await Deno.readTextFile(`${folder}/again/reproduction.json`), json);

    const listed = await reproduce(folder, "ganin2016", "--seeds", "4", "--list", "--json");
    const { parts } = JSON.parse(listed.stdout);
    const claim = parts.find(({ numbers }: { numbers: number | null }) => numbers === null);
    const { planned, recorded, guessed } = claim.cost;
    assert.deepEqual([planned, recorded, guessed, claim.found], [8, 6, 0, "generated"]);
    assert.equal(parts[0].found, "missing");
  }));

Deno.test("reproduce without a paper makes no run, and lists every paper", () =>
  inFolder(async (folder) => {
    const { code, stdout, stderr } = await reproduce(folder, "--json");
    assert.equal(code, 0, stderr);
    const { papers }: { papers: ReproducedPaper[] } = JSON.parse(stdout);
    assert.ok(papers.length > 10);
    for (const { tables, claims } of papers) {
      for (const { cells } of tables) {
        assert.ok(cells.length > 0 && cells.every(({ verdict }) => verdict === "not_run"));
      }
      assert.ok(claims.every(({ result }) => !result || result.verdict === "not_run"));
    }
    const list = await reproduce(folder, "--list");
    assert.equal(list.code, 0, list.stderr);
    for (const { id } of papers) assert.match(list.stdout, new RegExp(`^${id}$`, "m"));
    assert.match(list.stdout, /0 of 30 recorded; the other 30 take about 24 s .* by a guess/);
    assert.match(list.stdout, /data: fudan_reviews, not here/);
    assert.match(list.stdout, /data: ImageNet; no suite yet/);
  }));

Deno.test(
  "reproduce stops at Ctrl-C with 130, and continues after it",
  posix,
  () =>
    inFolder(async (folder) => {
      const args = ["ganin2016", "--seeds", "12", "--jobs", "1", "--device", "wasm"];
      const child = begin(folder, ...args);
      await until(async () =>
        await Deno.stat(`${folder}/results/runs`).then(() => true, () => false) &&
        (await records(`${folder}/results`)).size >= 1
      );
      child.kill("SIGINT");
      const { code, stdout, stderr } = await ended(child);
      assert.deepEqual([code, stdout], [130, ""], stderr);
      const { size } = await records(`${folder}/results`);
      assert.ok(size >= 1 && size < 24);
      const list = await reproduce(folder, ...args, "--list");
      assert.match(list.stdout, new RegExp(`${size} of 24 recorded; .* by the records`));
    }),
);

Deno.test("reproduce refuses bad usage in one line, and prints its usage", () =>
  inFolder(async (folder) => {
    const refused: [args: string[], message: RegExp][] = [
      [["nobody1999"], /^error: Cannot find paper 'nobody1999': there are ganin2016, [^\n]+\n$/],
      [["ma2018", "--seeds", "x"], /^error: Cannot read --seeds[^\n]+\n$/],
      [["ma2018", "--device", "abacus"], /^error: Cannot find device 'abacus'[^\n]+\n$/],
      [["--frob"], /^error: Unknown option '--frob'[^\n]*\n$/],
      [["ma2018", "--data", `${folder}/none`], /^error: Cannot look for data: --data[^\n]+\n$/],
    ];
    for (const [args, message] of refused) {
      const { code, stdout, stderr } = await reproduce(folder, ...args);
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.match(stderr, message);
    }
    const { code, stdout } = await reproduce(folder, "--help");
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: deno task reproduce \[paper …\]/);
    assert.ok(stdout.split("\n").every((line) => line.length <= 100));
  }));
