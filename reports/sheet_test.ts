import assert from "node:assert/strict";
import type { PlannedRun } from "../suites/record.ts";
import { plan, published } from "./_example_runs.ts";
import { compare } from "./comparison.ts";
import { type Sheet, sheets } from "./sheet.ts";

const upperBounds = new Set(["target_only"]);

const runs = [
  ...plan("source_only", { "a-b": [0.70, 0.72], "b-a": [0.60, 0.66] }),
  ...plan("dann", { "a-b": [0.69, 0.70], "b-a": ["not_run", 0.70] }),
  ...plan("target_only", { "a-b": [0.9, 0.9], "b-a": [0.9, 0.9] }),
];

function sheetsOf(planned: readonly PlannedRun[]) {
  return sheets(compare(planned, { upperBounds }), [published], "*");
}

/** The texts of a sheet, row by row, with the marks that they have. */
function texts({ heads, rows }: Sheet): string[] {
  return [
    heads.join(" | "),
    ...rows.map(({ label, cells }) =>
      [label, ...cells.map(({ text, mark }) => mark ? `${text} [${mark}]` : text)].join(" | ")
    ),
  ];
}

Deno.test("sheets: a summary, one for each selection rule, the gains and the published", () => {
  const { sheets: all } = sheetsOf(runs);
  assert.deepEqual(all.map(({ title }) => title), [
    "Average over 2 problems, by selection rule",
    "last: the model after the last step",
    "oracle: chosen on the target's test labels: a bound, not a result",
    "Gain over source_only by problem, last",
    "Published numbers beside ours",
  ]);
});

Deno.test("sheets: numbers are percent with standard errors, the best and the bounds marked", () => {
  const { sheets: [summary, last, , gains] } = sheetsOf(runs);
  assert.deepEqual(texts(summary), [
    "last | oracle (bound)",
    "source_only | 67.0 ± 2.0 [best] | 68.0 ± 2.0 [best]",
    "dann | 70.0 (1/2) | 71.0 (1/2)",
    "target_only † | 90.0 ± 0.0 | 91.0 ± 0.0",
  ]);
  // Gains of dann on a-b: −0.01 and −0.02, so −0.015 ± 0.005; on seed 1, 0.70 − 0.69.
  assert.deepEqual(texts(last), [
    "a-b | b-a | mean | gain over source_only",
    "source_only | 71.0 ± 1.0 [best] | 63.0 ± 3.0 [best] | 67.0 ± 2.0 [best] | – [absent]",
    "dann | 69.5 ± 0.5 | 70.0 (1/2) | 70.0 (1/2) | +1.0 (1/2)",
    "target_only † | 90.0 ± 0.0 | 90.0 ± 0.0 | 90.0 ± 0.0 | +23.0 ± 2.0",
  ]);
  assert.deepEqual(texts(gains), [
    "a-b | b-a | mean",
    "dann | −1.5 ± 0.5 [harmed] | +4.0 (1/2) | +1.0 (1/2)",
    "target_only † | +19.0 ± 1.0 | +27.0 ± 3.0 | +23.0 ± 2.0",
  ]);
});

Deno.test("sheets: published numbers follow ours, with the digits and the doubt they come with", () => {
  assert.deepEqual(texts(sheetsOf(runs).sheets[4]), [
    "a-b | b-a | mean",
    "source_only, ours (last) | 71.0 ± 1.0 | 63.0 ± 3.0 | 67.0 ± 2.0",
    "nn, Ganin et al. 2016 Table 1(a) (primary) | 79.0 | 72.1 | 75.5",
    "dann, ours (last) | 69.5 ± 0.5 | 70.0 (1/2) | 70.0 (1/2)",
    "dann, Ganin et al. 2016 Table 1(a) (unverified) | 78.42 | – [absent] | – [absent]",
  ]);
});

Deno.test("sheets: what has no number says why", () => {
  const { sheets: [, last], notes } = sheetsOf(plan("dann", {
    "a-b": [0.5, "diverged"],
    "b-a": ["failed", 0.5],
    "b-c": ["not_run", "not_run"],
  }));
  assert.deepEqual(texts(last), [
    "a-b | b-a | b-c | mean",
    "dann | diverged [absent] | failed [absent] | not run [absent] | failed [absent]",
  ]);
  assert.deepEqual(notes.map((note) => note.split(":")[0]).slice(1), [
    "not run",
    "diverged",
    "failed",
    "unverified",
  ]);
});

Deno.test("sheets: an average that no seed reaches is incomplete", () => {
  const { sheets: [summary], notes } = sheetsOf(
    plan("dann", { "a-b": [0.5, 0.5], "b-a": ["not_run", "not_run"] }),
  );
  assert.deepEqual(texts(summary).slice(1), ["dann | incomplete [absent] | incomplete [absent]"]);
  assert.ok(notes.some((note) => note.startsWith("incomplete: ")));
});

Deno.test("sheets: one problem has no column of averages, one seed no standard error", () => {
  const { sheets: [, last], notes } = sheetsOf([
    ...plan("source_only", { "a-b": [0.5] }),
    ...plan("dann", { "a-b": [0.4999] }),
  ]);
  assert.deepEqual(texts(last), [
    "a-b | gain over source_only",
    "source_only | 50.0 [best] | – [absent]",
    "dann | 50.0 | 0.0",
  ]);
  assert.equal(
    notes[0],
    "Accuracy on the target's test rows in %, of one seed (0): one run has no standard error.",
  );
});
