import assert from "node:assert/strict";
import { experiment, experimentRuns, paper } from "../../tests/fixtures/reproductions.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { reproduce } from "./reproduction.ts";
import { reproductionText } from "./terminal.ts";

const reproduced = reproduce(paper, new Map([[experiment, experimentRuns]]));
const lines = (width = 120) => reproductionText([reproduced], { color: false, width }).split("\n");

Deno.test("reproductionText: has a table for each column with a method of ours", () => {
  const text = lines();
  assert.ok(
    text.includes(
      "Ganin et al. 2016 Table 1(a): nn beside our source_only, which is worse on 1 of 2",
    ),
  );
  assert.ok(
    text.some((line) => line.startsWith("Ganin et al. 2016 Table 1(a): dann beside our dann")),
  );
  assert.equal(text.some((line) => line.includes("svm beside")), false);
  const row = text.find((line) => line.startsWith("a-b "))!;
  assert.match(row, /^a-b +79\.0 primary +79\.2 \[77\.3, 81\.1\] +\+0\.2 better +.* ✓ reproduced$/);
});

Deno.test("reproductionText: partial results show the seed count and no verdict", () => {
  const planned = plan("dann", { "a-b": [0.8, 0.82, "not_run"] });
  const of = reproduce(paper, new Map([[experiment, { ...experimentRuns, runs: planned }]]));
  const text = reproductionText([of], { color: false, width: 120 });
  assert.match(text, /\na-b +84\.2 unverified +81\.0 \[.*\] \(2\/3\) +– +– +partial\n/);
});

Deno.test("reproductionText: parts without runs are only in the overview", () => {
  const planned = plan("dann", { "a-b": ["not_run", "not_run"] });
  const of = reproduce(paper, new Map([[experiment, { ...experimentRuns, runs: planned }]]));
  const text = reproductionText([of], { color: false, width: 120 });
  assert.doesNotMatch(text, /beside our/);
  assert.match(text, /\nGanin et al\. 2016\n {2}Table 1\(a\) +8 not run +0 of 2 +–\n/);
  assert.match(text, /\n {2}claim: Section 5 +not run +0 of 2 +–\n/);
});

Deno.test("reproductionText: notes are wrapped, and colours do not change the text", () => {
  const notes = lines(60).slice(lines(60).findIndex((line) => line.startsWith("ours: ")));
  assert.ok(notes.length > 5 && notes.every((line) => line.length <= 60));
  const colored = reproductionText([reproduced], { color: true, width: 120 });
  assert.notEqual(colored, lines().join("\n"));
  // deno-lint-ignore no-control-regex
  assert.equal(colored.replace(/\x1b\[\d+m/g, ""), lines().join("\n"));
});
