import assert from "node:assert/strict";
import { experiment, experimentRuns, paper } from "../../tests/fixtures/reproductions.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { reproduce, type ReproducedPaper } from "./reproduction.ts";
import { reproductionPage } from "./markdown.ts";

const reproduced = reproduce(paper, new Map([[experiment, experimentRuns]]));
const page = reproductionPage([reproduced]);

/** Returns the cells of the rows that begin with a label. */
const rowsOf = (label: string, of = page): string[][] =>
  of.split("\n").filter((line) => line.startsWith(`| ${label} `))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));

Deno.test("reproductionPage: shows each number with its status, ours, the difference and a verdict", () => {
  const [, nn] = rowsOf("a-b")[0];
  assert.equal(nn, "79.0 primary");
  assert.deepEqual(rowsOf("a-b")[0], [
    "a-b",
    "79.0 primary",
    "79.2 [77.3, 81.1]",
    "+0.2 better",
    "±3.8 ±1.9 ±4.3",
    "✓ reproduced",
  ]);
  assert.deepEqual(rowsOf("c-a")[0], ["c-a", "60.0 primary", "–", "–", "–", "not run"]);
  assert.equal(rowsOf("mean of these 2 of 3")[0][1], "75.5 primary");
  assert.match(page, /No run can be planned for c-a: the data is missing\./);
  assert.match(page, /\*\*nn beside our source_only, which is worse on 1 of 2\*\*/);
});

Deno.test("reproductionPage: numbers without a counterpart are listed with the reason", () => {
  assert.match(
    page,
    /- svm \(secondary\): Graft has no linear SVM\. a-b 79\.9, b-a 74\.3, c-a 55\.0/,
  );
  assert.match(page, /No suite yet: Graft lacks a suite of digits; the data would be MNIST\./);
  assert.match(page, /\| *nn \(primary\) \| dann \(unverified\) \| svm \(secondary\) \|/);
});

Deno.test("reproductionPage: lists the differences of the runs, with both values, and the commands", () => {
  assert.ok(page.includes("| Optimizer | SGD at 1e-3 | Adam at 1e-3 \\| 64 rows |"));
  assert.match(page, /11 of 12 planned runs have been made; their total time is 0 s: /);
  assert.match(page, /- example leaves out c: not found/);
  assert.match(page, /```sh\ndeno task bench example --methods source_only,dann --seeds 3\n```/);
  assert.equal(page.match(/#### How our runs differ/g)!.length, 1);
});

Deno.test("reproductionPage: a claim shows its terms, their sum and the tested part", () => {
  assert.match(page, /> DANN adapts\.\n\nPrimary: paper text\./);
  assert.match(page, /Tested: dann is above source_only\. Our `accuracy`, checkpoints: last\./);
  assert.deepEqual(rowsOf("+ dann")[0].slice(1), ["84.0 [81.5, 86.5] %", ""]);
  assert.deepEqual(rowsOf("sum")[0], ["sum", "+4.8 [+4.1, +5.6] points", "✓ holds"]);
  assert.match(page, /Not run: no suite yet\. Graft lacks a larger network; .* ImageNet\./);
});

Deno.test("reproductionPage: shows constants, and begins with an overview", () => {
  assert.deepEqual(rowsOf("lambda")[0], ["lambda", "6"]);
  assert.deepEqual(rowsOf("seed")[0], ["seed", "–"]);
  const overview = rowsOf("Ganin et al. 2016");
  assert.deepEqual(overview.map(([, part]) => part), [
    "Table 1(a)",
    "Table 2",
    "claim: Section 5",
    "claim: Section 6",
  ]);
  assert.deepEqual(overview[1].slice(2), ["8 not run", "no suite yet", "–"]);
  assert.deepEqual(overview[2].slice(2), ["✓ holds", "11 of 12", "0 s"]);
});

Deno.test("reproductionPage: explains the tolerance and only the signs that occur", () => {
  assert.match(page, /A = t · √\(s²\/n \+ s_P²\/m \+ h²\/12\)/);
  assert.match(page, /- ✓ reproduced: /);
  assert.doesNotMatch(page, /- diverged: /);
  const diverged = plan("dann", { "a-b": ["diverged"] });
  const of = reproductionPage([
    reproduce(paper, new Map([[experiment, { ...experimentRuns, runs: diverged }]])),
  ]);
  assert.match(of, /- diverged: /);
  assert.doesNotMatch(of, /- ✓ reproduced: /);
  assert.match(of, /- Diverged: dann, a-b, seed 0: `the loss is NaN`, run `dann-a-b-0`\./);
});

Deno.test("reproductionPage: a number is shown with its alternative and published deviation", () => {
  const [{ cells: [cell, ...cells], ...table }, ...tables] = reproduced.tables;
  const changed: ReproducedPaper = {
    ...reproduced,
    tables: [{
      ...table,
      cells: [{ ...cell, standardDeviation: 0.4, alternative: 79.1 }, ...cells],
    }, ...tables],
  };
  assert.equal(rowsOf("a-b", reproductionPage([changed]))[0][1], "79.0 ± 0.4 or 79.1 primary");
});

Deno.test("reproductionPage: a table without runs shows only the published numbers", () => {
  const none = plan("dann", { "a-b": ["not_run"], "c-a": ["not_run"] });
  const of = reproductionPage([
    reproduce(paper, new Map([[experiment, { ...experimentRuns, runs: none }]])),
  ]);
  assert.match(of, /No run has been made for our source_only \(for nn\), our dann \(for dann\)\./);
  assert.doesNotMatch(of, /beside our /);
  assert.deepEqual(rowsOf("b-a", of)[0], ["b-a", "72.1", "–", "74.3"]);
  assert.deepEqual(rowsOf("mean", of), []);
});

Deno.test("reproductionPage: is the same for the same records", () => {
  const again = reproduce(paper, new Map([[experiment, structuredClone(experimentRuns)]]));
  assert.equal(reproductionPage([again]), page);
});
