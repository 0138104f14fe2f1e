import assert from "node:assert/strict";
import type { PlannedRun } from "../../records/record.ts";
import { described, underRules } from "../../tests/fixtures/changes.ts";
import { plan, planTasks, published, publishedErrors } from "../../tests/fixtures/runs.ts";
import { planTransfer } from "../../tests/fixtures/transfer_runs.ts";
import { compare } from "../inference/comparison.ts";
import { type Sheet, sheets } from "./sheet.ts";

const runs = [
  ...plan("source_only", { "a-b": [0.70, 0.72], "b-a": [0.60, 0.66] }),
  ...plan("dann", { "a-b": [0.69, 0.70], "b-a": ["not_run", 0.70] }),
  ...plan("target_only", { "a-b": [0.9, 0.9], "b-a": [0.9, 0.9] }),
];

function sheetsOf(planned: readonly PlannedRun[]) {
  return sheets(compare(planned), {
    published: [published],
    bestSign: "*",
    statistics: false,
  });
}

/** Returns the texts of a sheet by rows, with their marks. */
function texts({ heads, rows }: Sheet): string[] {
  return [
    heads.join(" | "),
    ...rows.map(({ label, cells }) =>
      [
        label,
        ...cells.map(({ text, mark, stars = "" }) => text + stars + (mark ? ` [${mark}]` : "")),
      ].join(" | ")
    ),
  ];
}

Deno.test("sheets: a summary, two for each selection rule, the gains and the published", () => {
  const { sheets: all } = sheetsOf(runs);
  assert.deepEqual(all.map(({ title }) => title), [
    "Average over 2 problems, by selection rule",
    "last: the model after the last step",
    "oracle: chosen on the target's test labels: a bound, not a result",
    "Negative transfer against source_only, last",
    "Negative transfer against source_only, oracle",
    "Gain over source_only by problem, last",
    "Published numbers beside ours",
  ]);
});

Deno.test("sheets: inductive transfer has problems by number of labels, and rows held out of the labelled ones", () => {
  const { sheets: all, notes, of } = sheetsOf([
    ...planTransfer("from_scratch", { "A-B 10": [0.5, 0.52], "A-B all": [0.8, 0.8] }),
    ...planTransfer({ name: "fine_tuning", values: { depth: 1 } }, {
      ...{ "A-B 10": [0.6, 0.64], "A-B all": [0.79, 0.79] },
    }),
    ...planTransfer({ name: "fine_tuning", values: { depth: 2 } }, {
      ...{ "A-B 10": [0.61, "diverged"], "A-B all": [0.8, "not_run"] },
    }),
  ]);
  assert.deepEqual(all.map(({ title }) => title), [
    "Average over 2 problems, by selection rule",
    "last: the model after the last step",
    "validation: the checkpoint that is best on validation rows",
    "Negative transfer against from_scratch, last",
    "Negative transfer against from_scratch, validation",
    "Gain over from_scratch by problem, last",
  ]);
  assert.deepEqual(texts(all[1]), [
    "A-B 10 | A-B all | mean | gain over from_scratch",
    "from_scratch | 51.0 ± 1.0 | 80.0 ± 0.0 [best] | 65.5 ± 0.5 | – [absent]",
    "fine_tuning (depth=1) | 62.0 ± 2.0 [best] | 79.0 ± 0.0 [harmed] | 70.5 ± 1.0 [best] | +5.0 ± 0.5",
    "fine_tuning (depth=2) | diverged [absent] | 80.0 (1/2) | diverged [absent] | – [absent]",
  ]);
  assert.match(
    notes[0],
    /^Accuracy on the target's test rows in %, higher is better; mean ± standard error over 2/,
  );
  assert.match(of, /; epochs on the source 20; inputs log1p; held out 10 % of the labelled/);
});

Deno.test("sheets: numbers are percent with standard errors, the best and the bounds marked", () => {
  const { sheets: [summary, last, , transfer, , gains] } = sheetsOf(runs);
  assert.deepEqual(texts(summary), [
    "last | oracle (bound)",
    "source_only | 67.0 ± 2.0 [best] | 68.0 ± 2.0",
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
  // The interval of two seeds extends 12.7 standard errors to both sides; that of +19.0 excludes zero.
  assert.deepEqual(texts(gains), [
    "a-b | b-a | mean",
    "dann | −1.5 ± 0.5 | +4.0 (1/2) | +1.0 (1/2)",
    "target_only † | +19.0 ± 1.0 [helped] | +27.0 ± 3.0 | +23.0 ± 2.0",
  ]);
  assert.deepEqual(texts(transfer), [
    "mean gain [95 %] | harmed | neutral | helped | unknown | seeds harmed | worst problem",
    "dann | +1.0 (1/2) | 0 of 1 | 1 | 0 | 1 | 2 of 3 | a-b (−1.5)",
    "target_only † | +23.0 [−2.4, +48.4] | 0 of 2 | 1 | 1 | 0 | 0 of 4 | a-b (+19.0) [helped]",
  ]);
});

Deno.test("sheets: published numbers follow ours, with the digits and the doubt they come with", () => {
  assert.deepEqual(texts(sheetsOf(runs).sheets[6]), [
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
    "oracle reads hidden labels",
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
    // It keeps its sign even if it rounds to zero.
    "dann | 50.0 | −0.0",
  ]);
  assert.equal(
    notes[0],
    "Accuracy on the target's test rows in %, higher is better; of one seed (0): one run has no standard error.",
  );
});

const reviews = { name: "reviews", tasks: { books: "error", dvd: "error" } } as const;
const ofTasks = [
  ...planTasks("single_task", reviews, [[0.20, 0.10], [0.30, 0.10]]),
  ...planTasks("hard_sharing", reviews, [[0.15, 0.11], [0.24, 0.12]]),
  ...planTasks("shared_private", reviews, [[0.15, 0.15], [0.251, 0.1501]]),
  ...planTasks("mmoe", reviews, [[0.2, 0.1004], "not_run"]),
  ...planTasks("ple", reviews, ["failed", [0.2, 0.1]]),
];

function sheetsOfTasks(planned: readonly PlannedRun[]) {
  return sheets(compare(planned), {
    published: [publishedErrors],
    bestSign: "*",
    statistics: false,
  });
}

Deno.test("sheets: several tasks have transfer sheets too, for each selection rule", () => {
  assert.deepEqual(sheetsOfTasks(ofTasks).sheets.map(({ title }) => title), [
    "Average over 2 tasks, by selection rule",
    "last: the model after the last step",
    "validation: the checkpoint that is best on validation rows",
    "Negative transfer against single_task, last",
    "Negative transfer against single_task, validation",
    "Gain over single_task by task, last",
    "Published numbers beside ours",
  ]);
});

// The numbers by hand: see compare's and transferOf's tests.
Deno.test("sheets: of errors the lowest is best, and a gain is a decrease", () => {
  const { sheets: [, last, , transfer, , gains] } = sheetsOfTasks(ofTasks);
  assert.deepEqual(texts(last), [
    "books | dvd | mean | gain over single_task",
    "single_task | 25.0 ± 5.0 | 10.0 ± 0.0 [best] | 17.5 ± 2.5 | – [absent]",
    "hard_sharing | 19.5 ± 4.5 [best] | 11.5 ± 0.5 | 15.5 ± 2.5 [best] | +2.0 ± 0.0 [helped]",
    "shared_private | 20.1 ± 5.1 | 15.0 ± 0.0 [harmed] | 17.5 ± 2.5 | −0.0 ± 0.0",
    "mmoe | 20.0 (1/2) | 10.0 (1/2) | 15.0 (1/2) | −0.0 (1/2)",
    "ple | failed [absent] | failed [absent] | failed [absent] | – [absent]",
  ]);
  assert.deepEqual(texts(transfer), [
    "mean gain [95 %] | Δm [95 %] | harmed | neutral | helped | unknown | seeds harmed | worst task",
    // Δm: +7.5 and 0 on the two seeds: 3.75 ± 12.7 × 3.75. The mark is that of the gain.
    "hard_sharing | +2.0 [+2.0, +2.0] [helped] | +3.8 [−43.9, +51.4] | 0 of 2 | 2 | 0 | 0 | 2 of 4 | dvd (−15.0 %)",
    // 0 and −0.055 points: −0.0275 ± 12.7 × 0.0275. Δm: −12.5 and (16.33 − 50.1)/2 percent: −14.7 ± 12.7 × 2.19.
    "shared_private | −0.0 [−0.4, +0.3] | −14.7 [−42.5, +13.2] | 1 of 2 | 0 | 1 | 0 | 2 of 4 | dvd (−50.0 %) [harmed]",
    "mmoe | −0.0 (1/2) | −0.2 (1/2) | – [absent] | – [absent] | – [absent] | 2 | 1 of 2 | dvd (−0.4 %)",
    "ple | failed [absent] | failed [absent] | – [absent] | – [absent] | – [absent] | 2 | – [absent] | – [absent]",
  ]);
  assert.deepEqual(texts(gains), [
    "books | dvd | mean",
    "hard_sharing | +5.5 ± 0.5 | −1.5 ± 0.5 | +2.0 ± 0.0 [helped]",
    "shared_private | +5.0 ± 0.1 [helped] | −5.0 ± 0.0 [harmed] | −0.0 ± 0.0",
    "mmoe | 0.0 (1/2) | −0.0 (1/2) | −0.0 (1/2)",
    "ple | – [absent] | – [absent] | – [absent]",
  ]);
});

Deno.test("sheets: published errors stand beside ours by task", () => {
  assert.deepEqual(texts(sheetsOfTasks(ofTasks).sheets.at(-1)!), [
    "books | dvd | mean",
    "single_task, ours (last) | 25.0 ± 5.0 | 10.0 ± 0.0 | 17.5 ± 2.5",
    "STL, Ganin et al. 2016 Table 2 (primary) | 20.4 | 17.0 | 18.7",
    "hard_sharing, ours (last) | 19.5 ± 4.5 | 11.5 ± 0.5 | 15.5 ± 2.5",
    "FS-MTL, Ganin et al. 2016 Table 2 (primary) | 18.0 | 16.2 | 17.1",
  ]);
});

Deno.test("sheets: the notes say what the metric and the signs of several tasks are", () => {
  const { notes } = sheetsOfTasks(ofTasks);
  assert.equal(
    notes[0],
    "Error on the test rows in %, lower is better; mean ± standard error over 2 seeds (0, 1).",
  );
  assert.deepEqual(notes.map((note) => note.split(":")[0]).slice(1), [
    "*",
    "Gain",
    "▼ harmed, ▲ helped",
    "Gains of fewer than 5 seeds have no stars",
    "Δm",
    "Seeds harmed",
    "unknown",
    "(k/n)",
    "failed",
  ]);
});

Deno.test("sheets: what is not in percent has three digits, its gain one decimal more", () => {
  const group = { name: "g", tasks: { a: "rmse" } } as const;
  const runsOf = (...values: number[]) =>
    values.flatMap((value, i) =>
      planTasks(i ? `m${i}` : "single_task", group, [[value], [value * 1.1]])
    );
  const { sheets: [, last], notes } = sheetsOfTasks(runsOf(0.8, 0.7654, 1.234, 123.4, 1234, 0));
  assert.deepEqual(texts(last), [
    "a | gain over single_task",
    "single_task | 0.840 ± 0.040 | – [absent]",
    "m1 | 0.804 ± 0.038 | +0.0363 ± 0.0017 [helped]",
    "m2 | 1.30 ± 0.06 [harmed] | −0.456 ± 0.022 [harmed]",
    "m3 | 130 ± 6 [harmed] | −128.7 ± 6.1 [harmed]",
    "m4 | 1296 ± 62 [harmed] | −1294.9 ± 61.7 [harmed]",
    "m5 | 0.00 ± 0.00 [best] | +0.840 ± 0.040 [helped]",
  ]);
  assert.ok(notes[0].startsWith("RMSE on the test rows, lower is better; mean ±"));
});

Deno.test("sheets: an error that is only rounding is shown as zero", () => {
  const group = { name: "g", tasks: { a: "rmse" } } as const;
  const { sheets: [, last] } = sheetsOfTasks(planTasks("single_task", group, [[1e-300], [2e-300]]));
  assert.match(texts(last)[1], /^single_task \| 0\.00 ± 0\.00/);
});

Deno.test("sheets: metrics of several units have no mean, and the notes say so", () => {
  const group = { name: "both", tasks: { tag: "accuracy", value: "rmse" } } as const;
  const { sheets: all, notes } = sheetsOfTasks([
    ...planTasks("single_task", group, [[0.8, 2]]),
    ...planTasks("hard_sharing", group, [[0.84, 1.8]]),
  ]);
  assert.deepEqual(all.map(({ title }) => title.split(":")[0]), [
    "last",
    "validation",
    "Negative transfer against single_task, last",
    "Negative transfer against single_task, validation",
    "Gain over single_task by task, last",
  ]);
  assert.deepEqual(texts(all[0]), [
    "tag (accuracy) | value (RMSE)",
    "single_task | 80.0 | 2.00",
    "hard_sharing | 84.0 [best] | 1.80 [best]",
  ]);
  assert.equal(
    texts(all[2])[1],
    "hard_sharing | +7.5 | – [absent] | – [absent] | – [absent] | 2 | 0 of 2 | tag (+5.0 %)",
  );
  assert.deepEqual(notes.slice(0, 2), [
    "On the test rows: accuracy in %, higher is better (tag); RMSE, lower is better (value); " +
    "of one seed (0): one run has no standard error.",
    "There is no mean over the tasks: their metrics differ in direction or unit.",
  ]);
});

Deno.test("sheets: tasks of many groups are shown as the groups' means, and counted each", () => {
  const groups = ["p=0", "p=0.25", "p=0.5", "p=0.75", "p=1"].map((name) => ({
    name,
    tasks: { [`${name},a`]: "rmse", [`${name},b`]: "rmse" } as const,
  }));
  const { sheets: all, notes } = sheetsOfTasks(groups.flatMap((group, i) => [
    ...planTasks("single_task", group, [[1, 1]]),
    ...planTasks("hard_sharing", group, [i === 4 ? "diverged" : [1.02 - i / 100, 1 - i / 100]]),
  ]));
  assert.deepEqual(
    texts(all[1]),
    [
      "p=0 | p=0.25 | p=0.5 | p=0.75 | p=1 | mean | gain over single_task",
      "single_task | 1.00 [best] | 1.00 [best] | 1.00 | 1.00 | 1.00 [best] | 1.00 [best] | – [absent]",
      "hard_sharing | 1.01 | 1.00 [best] | 0.990 [best] | 0.980 [best] | diverged [absent] | " +
      "diverged [absent] | – [absent]",
    ],
  );
  // The gains on a are −2, −1, 0 and 1 %, on b 0, 1, 2 and 3 %.
  assert.equal(
    texts(all[3])[1],
    "hard_sharing | diverged [absent] | diverged [absent] | – [absent] | – [absent] | – [absent] | 10 | 2 of 8 | " +
      "p=0,a (−2.0 %)",
  );
  assert.equal(all[5].title, "Gain over single_task by group, last");
  assert.ok(notes[1].startsWith("Each column is the mean over the tasks of one group"));
});

Deno.test("sheets: five seeds earn stars, one problem a verdict, and the notes say what they are", () => {
  const { sheets: [, last, , transfer], notes } = sheetsOf([
    ...plan("source_only", { "a-b": [0.5, 0.51, 0.52, 0.53, 0.54] }),
    ...plan("dann", { "a-b": [0.6, 0.61, 0.63, 0.63, 0.64] }),
    ...plan("mmd", { "a-b": [0.5, 0.51, 0.521, 0.529, 0.54] }),
  ]);
  assert.deepEqual(texts(last), [
    "a-b | gain over source_only",
    "source_only | 52.0 ± 0.7 | – [absent]",
    "dann | 62.2 ± 0.7 [best] | +10.2 ± 0.2*** [helped]",
    "mmd | 52.0 ± 0.7 | 0.0 ± 0.0",
  ]);
  assert.deepEqual(texts(transfer), [
    "gain [95 %] | verdict | seeds harmed",
    "dann | +10.2 [+9.6, +10.8] [helped] | helped | 0 of 5",
    "mmd | 0.0 [−0.1, +0.1] | neutral | 1 of 5",
  ]);
  assert.ok(
    notes.some((note) => note.startsWith("*, **, ***: p < 0.05, 0.01, 0.001 by the paired")),
  );
  assert.ok(!notes.some((note) => note.startsWith("Gains of fewer")));
});

Deno.test("sheets: say what they are of", () => {
  assert.ok(
    sheetsOf(runs).of.startsWith("Protocol: suite example version 1; dataset example version 1; "),
  );
});

Deno.test("sheets: any selection rule has its title, and a sentence names each that is a bound", () => {
  const planned = underRules(runs, {
    entropy: { title: "the most certain checkpoint", bound: false, better: 0 },
    hindsight: { title: "the best checkpoint of all", bound: true, better: 0.05 },
    worst_case: { title: "the best on the worst class", bound: true, better: 0.01 },
  });
  const { sheets: all, notes } = sheetsOf(planned);
  assert.deepEqual(all.map(({ title }) => title).slice(1, 5), [
    "entropy: the most certain checkpoint",
    "hindsight: the best checkpoint of all",
    "worst_case: the best on the worst class",
    "Negative transfer against source_only, entropy",
  ]);
  assert.deepEqual(all[0].heads, ["entropy", "hindsight (bound)", "worst_case (bound)"]);
  const best = ({ rows }: Sheet) =>
    rows.filter(({ cells }) => cells.some(({ mark }) => mark === "best")).length;
  assert.deepEqual(all.slice(1, 4).map(best), [1, 0, 0]);
  const bound = "reads hidden labels: all of its results are bounds, neither ranked nor starred.";
  assert.deepEqual(notes.filter((note) => note.endsWith(bound)), [
    `hindsight ${bound}`,
    `worst_case ${bound}`,
  ]);
});

Deno.test("sheets: have the words of any setting, and the metric that it has", () => {
  const cities = described(ofTasks, () => ({
    words: {
      ...{ problem: "city", problems: "cities" },
      ...{ tested: "rows of other years", held: "rows of last year" },
    },
    relativeGains: false,
  }));
  const { sheets: all, notes } = sheetsOfTasks(cities);
  assert.equal(all[0].title, "Average over 2 cities, by selection rule");
  assert.equal(all[5].title, "Gain over single_task by city, last");
  assert.deepEqual([all[3].heads[0], all[3].heads.at(-1)], ["mean gain [95 %]", "worst city"]);
  assert.equal(
    notes[0],
    "Error on the rows of other years in %, lower is better; mean ± standard error over 2 seeds (0, 1).",
  );
  const said = notes.join("\n");
  assert.match(said, /of all combinations of cities and seeds, .* Worst city: by mean gain\.$/m);
  assert.match(said, /^unknown: cities without an interval/m);
  assert.doesNotMatch(said, /\b(tasks?|problems?|target|Δm)\b/);
});
