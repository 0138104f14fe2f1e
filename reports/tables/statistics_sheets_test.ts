import assert from "node:assert/strict";
import type { PlannedRun } from "../../records/record.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { compare } from "../inference/comparison.ts";
import { statisticsNotes, statisticsSheets } from "./statistics_sheets.ts";

const compared = (runs: readonly PlannedRun[]) => compare(runs);

const source = plan("source_only", { "a-b": [0.70, 0.71, 0.72, 0.73, 0.74] });
const five = compared([
  ...source,
  ...plan("dann", { "a-b": [0.72, 0.74, 0.73, 0.77, 0.76] }),
  ...plan("mmd", { "a-b": [0.69, 0.68, 0.725, 0.71, "not_run"] }),
]);

function texts(comparison: typeof five, sheet = 0): string[] {
  const { heads, rows } = statisticsSheets(comparison)[sheet];
  return [
    heads.join(" | "),
    ...rows.map(({ label, cells }) =>
      [label, ...cells.map(({ text, stars = "" }) => text + stars)].join(" | ")
    ),
  ];
}

// scipy 1.17.1 of the differences 2, 3, 1, 4, 2 points: stats.t.interval, ttest_1samp, bootstrap(method="BCa"); sign
// flips by hand: two of 32 are as extreme; statsmodels' TTestPower: 1.682 standard deviations.
Deno.test("statisticsSheets: intervals, p values, effects and what the seeds could show", () => {
  const [heads, dann, mmd] = texts(five);
  assert.equal(
    heads,
    "gain | 95 % Student | 95 % BCa | p, t | p, Wilcoxon | p, sign-flip | Holm | BH | Cohen's d | " +
      "P(better) | detectable | seeds",
  );
  assert.equal(
    dann,
    "dann | +2.4* | [+1.0, +3.8] | [+1.6, +3.4] | 0.0093 | 0.063 | 0.063 | 0.019 | 0.019 | 2.10 | 0.82 | " +
      "1.9 | 5",
  );
  assert.ok(mmd.endsWith(" | 4/5"));
});

Deno.test("statisticsSheets: there is one for each selection rule, and none of single seeds", () => {
  assert.deepEqual(statisticsSheets(five).map(({ title }) => title), [
    "Statistics of the gain over source_only, last",
    "Statistics of the gain over source_only, oracle",
  ]);
  for (const { rows } of statisticsSheets(five)) {
    assert.deepEqual(rows.map(({ label }) => label), ["dann", "mmd"]);
  }
  const single = compared([
    ...plan("source_only", { "a-b": [0.5] }),
    ...plan("dann", { "a-b": [0.6] }),
  ]);
  assert.deepEqual(statisticsSheets(single), []);
  assert.deepEqual(statisticsNotes(single), []);
  assert.deepEqual(statisticsSheets(compared(source)), []);
});

Deno.test("statisticsNotes: explains every statistic of the sheets by its head", () => {
  const [heads] = texts(five);
  const explained = heads.split(" | ").slice(2, -1);
  assert.deepEqual(statisticsNotes(five).map((note) => note.split(": ")[0]), explained);
  assert.match(statisticsNotes(five)[2], /of n seeds it is at least 2\^\(1−n\)/);
});

const pairs = (accuracy: number) =>
  Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [`${name}-t`, [accuracy]]));
const ranked = compared([
  ...plan("source_only", pairs(0.5)),
  ...plan("dann", pairs(0.7)),
  ...plan("mmd", pairs(0.6)),
  ...plan("coral", { ...pairs(0.9), "e-t": ["diverged"] }),
]);

Deno.test("statisticsSheets: ranks of many problems, with Friedman's test", () => {
  const [{ title, rows }] = statisticsSheets(ranked);
  assert.equal(title, "Average ranks over 5 problems, by selection rule");
  // χ² = 12 · 5/(3 · 4) · (1 + 1) = 10; p = e⁻⁵.
  assert.deepEqual(texts(ranked), [
    "last",
    "source_only | 3.00",
    "dann | 1.00",
    "mmd | 2.00",
    "Friedman's χ² | 10.0",
    "its p | 0.0067",
    "critical difference | 1.48",
  ]);
  assert.deepEqual(rows.map(({ cells }) => cells[0].mark === "best"), [
    false,
    true,
    false,
    false,
    false,
    false,
  ]);
  assert.ok(statisticsNotes(ranked).at(-1)!.endsWith(" Not ranked: coral."));
});
