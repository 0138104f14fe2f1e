import assert from "node:assert/strict";
import { experiment, experimentRuns, paper } from "../../../tests/fixtures/reproductions.ts";
import { plan } from "../../../tests/fixtures/runs.ts";
import { reproduce } from "../../reproduction/reproduction.ts";
import { cellTexts } from "../../reproduction/texts.ts";
import { hostile } from "../../../tests/fixtures/page.ts";
import { exampleReproduction, hostileReproduction } from "../../../tests/fixtures/reproduction.ts";
import type { ReproductionData } from "./details.ts";
import { reproductionHtml } from "./page.ts";
import { placedPapers } from "./placed_papers.ts";

const papers = [exampleReproduction(), hostileReproduction()];
const text = await reproductionHtml(papers, "Made by a test");
const { shown, data } = read(text);

/** Returns the visible page, and the data of its script. */
function read(html: string): { shown: string; data: ReproductionData } {
  const [, json] = /<script type="application\/json" id="data">(.*)<\/script>/.exec(html)!;
  return {
    shown: html.replace(/<script[^]*?<\/script>/g, "").replace(/<style>[^]*?<\/style>/, ""),
    data: JSON.parse(json),
  };
}

function readable(html: string): string {
  return html.replace(/<svg.*?<\/svg>/g, "").replace(/<[^>]*>/g, "");
}

/** Returns the texts of the cells in the line of an address. */
function lineOf(address: string): string[] {
  const [line] = shown.match(/<tr.*?<\/tr>/g)!.filter((line) => line.includes(`id="${address}"`));
  return line.match(/<t[hd].*?<\/t[hd]>/g)!.map(readable);
}

const main = "ganin2016/Table-1-a";

Deno.test("reproductionHtml: the same papers give the same bytes", async () => {
  const again = [exampleReproduction(), hostileReproduction()];
  assert.equal(await reproductionHtml(again, "Made by a test"), text);
});

Deno.test("reproductionHtml: a number has its status, ours, the difference, the tolerances, the verdict", () => {
  assert.deepEqual(lineOf(`${main}/a-b-nn`), [
    "a-b",
    "nn source_only",
    "79.0 primary",
    "79.2 [77.3, 81.1]",
    "+0.2 better",
    "±3.8 ±1.9 ±4.3",
    "✓ reproduced",
  ]);
  assert.deepEqual(lineOf(`${main}/c-a-nn`).slice(2), ["60.0 primary", "–", "–", "–", "not run"]);
  assert.equal(lineOf(`${main}/mean-nn`)[0], "mean of these 2 of 3");
});

Deno.test("reproductionHtml: every number is there once, under its address, with its verdict", () => {
  let numbers = 0;
  for (const { tables } of placedPapers(papers)) {
    for (const { of, cells } of tables) {
      for (const { address, of: cell } of cells) {
        assert.equal(shown.split(`id="${address}"`).length, 2, address);
        const facts = Object.fromEntries(data.numbers[address].facts);
        assert.equal(facts.verdict, cellTexts(cell, of).at(-1));
        numbers++;
      }
    }
  }
  assert.equal(Object.keys(data.numbers).length, numbers);
  assert.ok(numbers > 24);
});

Deno.test("reproductionHtml: a number's details say what its tolerance is made of, and its runs", () => {
  const { title, where, facts, account, seeds, makes, differences } =
    data.numbers[`${main}/a-b-nn`];
  assert.deepEqual([title, where], ["a-b, nn", "Ganin et al. 2016 Table 1(a)"]);
  assert.deepEqual(facts.slice(0, 3), [
    ["published", "79.0 %"],
    ["our mean", "79.2 % [77.3, 81.1]"],
    ["difference", "+0.2, better"],
  ]);
  assert.match(account[0], /^Other seeds would explain ±3\.8: our 3 seeds/);
  assert.deepEqual(
    seeds,
    [78.5, 79, 80].map((value, seed) => ({
      ...{ seed, status: "ok", run: `source_only-a-b-${seed}` },
      value: value.toFixed(2),
    })),
  );
  assert.equal(data.commandOf[seeds[1].run!], "deno task bench --seeds 1-1");
  assert.deepEqual(makes, experimentRuns.commands);
  assert.ok(shown.includes(`id="${differences}"`));
  const mean = data.numbers[`${main}/mean-nn`];
  assert.deepEqual(mean.seeds.map(({ run }) => run), [null, null, null]);
});

Deno.test("reproductionHtml: what is not run says why, and what it lacks", () => {
  const why = (address: string) => Object.fromEntries(data.numbers[address].facts).why;
  assert.equal(
    why(`${main}/c-a-nn`),
    "no run can be planned: its data is missing. example leaves out c: not found",
  );
  assert.equal(why(`${main}/a-b-svm`), "Graft has no linear SVM");
  assert.equal(
    why("ganin2016/Table-2/a-b-nn"),
    "no suite yet: Graft lacks a suite of digits; the data would be MNIST",
  );
  const said = readable(shown);
  assert.match(said, /No run can be planned for c-a: the data is missing\./);
  assert.match(said, /svm is not run: Graft has no linear SVM\./);
  assert.match(said, /no suite yet: Graft lacks a suite of digits; the data would be MNIST\./);
  assert.match(said, /example leaves out c: not found/);
  assert.match(said, /Not run, no suite yet: Graft lacks a larger network; .* ImageNet\./);
  assert.deepEqual(data.numbers[`${main}/a-b-svm`].makes, []);
});

Deno.test("reproductionHtml: a table that no run has been made for stands as the paper prints it", async () => {
  const runs = plan("dann", { "a-b": ["not_run", "not_run"] });
  const of = reproduce(paper, new Map([[experiment, { ...experimentRuns, runs }]]));
  const page = read(await reproductionHtml([of], ""));
  assert.match(
    readable(page.shown),
    /Not run: no run has been made for our source_only \(for nn\)/,
  );
  const [line] = page.shown.match(/<tr data-verdict="not_run".*?<\/tr>/)!;
  assert.equal(readable(line), "a-b79.084.279.9");
  assert.match(page.shown, /<small class="unverified">unverified<\/small>/);
  assert.doesNotMatch(page.shown, /<img/);
});

Deno.test("reproductionHtml: begins with how everything came out, and what that means", () => {
  const said = readable(/<section id="overview".*?<\/section>/.exec(shown)![0]);
  assert.match(
    said,
    /^Overview24 published numbers of 2 papers: 3 ✓ reproduced, 2 ✗ outside, 1 failed, 18 not run\./,
  );
  assert.match(said, /3 claims: 1 ✓ holds, 2 not run\./);
  assert.match(said, /20 of 21 planned runs have been made; their total time is 0 s\./);
  assert.match(said, /✗ outside: they would not; for possible reasons/);
  assert.match(said, /Ganin et al\. 2016 Table 1\(a\)21–511 of 120 s/);
  assert.match(said, /Ganin et al\. 2016 Table 2–––8no suite yet–/);
});

Deno.test("reproductionHtml: protocols are listed with both values, and the tolerance is explained", () => {
  const said = readable(shown);
  assert.match(said, /OptimizerSGD at 1e-3Adam at 1e-3 \| 64 rows/);
  assert.match(said, /A = t · √\(s²\/n \+ s_P²\/m \+ h²\/12\)/);
  assert.match(
    said,
    /11 of 12 planned runs have been made; their total time is 0 s: device/,
  );
  assert.equal(said.match(/OptimizerSGD/g)!.length, 1);
  assert.match(said, /nn primary: page 17; one run/);
  assert.match(said, /\+ dann84\.0 \[81\.5, 86\.5\] %/);
});

Deno.test("reproductionHtml: a table with numbers of ours has a drawing with a text for it", () => {
  const drawings = [
    ...shown.matchAll(/<img alt="([^"]*)" src="data:image\/svg\+xml;base64,([^"]*)"/g),
  ];
  assert.equal(drawings.length, 2);
  const [, alt, svg] = drawings[0];
  assert.match(alt, /^Ganin et al\. 2016 Table 1\(a\): published numbers beside ours, .* last\./);
  assert.match(new TextDecoder().decode(Uint8Array.fromBase64(svg)), /^<svg .*ours: source_only/s);
});

Deno.test("reproductionHtml: no text breaks out of its place", () => {
  assert.ok(!text.includes(hostile));
  assert.equal(text.match(/<script/g)!.length, text.match(/<\/script>/g)!.length);
  assert.ok(!shown.includes("<img src=x") && !shown.includes("<script"));
  assert.ok(!shown.includes('href="javascript'));
  const escaped = "&lt;script&gt;pwned";
  assert.ok(shown.split(escaped).length > 20);
  assert.ok(Object.values(data.commandOf).some((command) => command.includes(hostile)));
});

Deno.test("reproductionHtml: every id is there once, and every inner link has its target", () => {
  const ids = [...shown.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), []);
  const links = [...shown.matchAll(/ href="#([^"]*)"/g)].map(([, id]) => id);
  assert.ok(links.length > 40);
  assert.deepEqual(links.filter((id) => !ids.includes(id)), []);
});

Deno.test("reproductionHtml: reaches for nothing outside, and lets no script do so", () => {
  assert.doesNotMatch(shown, /<(link|img|iframe|script)[^>]* (src|href)="(?!data:)/);
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)!;
  assert.match(policy, /^default-src &#39;none&#39;; script-src (&#39;sha256-\S+&#39; ?){2}; /);
  assert.match(policy, /connect-src &#39;none&#39;/);
});

Deno.test("reproductionHtml: without papers is a page that says so", async () => {
  const page = read(await reproductionHtml([], ""));
  assert.match(readable(page.shown), /0 published numbers of 0 papers: none\./);
});
