import assert from "node:assert/strict";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import type { Study } from "../inference/study.ts";
import { terminalSummary } from "./summary.ts";

const plain = (studies: readonly Study[], width = 80) =>
  terminalSummary(studies, { color: false, width });

/** Five seeds on two pairs: dann gains 10 ± 1.57 and 20 points; mmd loses 10 on both; the bound is always right. */
const study = studyOf([
  ...plan("source_only", { "a-b": Array(5).fill(0.5), "b-a": Array(5).fill(0.6) }),
  ...plan("dann", { "a-b": [0.58, 0.59, 0.6, 0.61, 0.62], "b-a": Array(5).fill(0.8) }),
  ...plan("mmd", { "a-b": Array(5).fill(0.4), "b-a": Array(5).fill(0.5) }),
  ...plan("target_only", { "a-b": Array(5).fill(1), "b-a": Array(5).fill(1) }),
], { title: "A suite" });

const LEGEND = [
  "gain: mean [95 % interval], above zero: the method is better; ▲ helped, ▼",
  "harmed: the interval excludes zero",
];

Deno.test("terminalSummary: has the best rival, its gain, the cells, the runs and the seeds", () => {
  // The seeds' means differ by 0.5 points a step: ± t(4) √(0.625/5) = 2.776445 · 0.353553 = 0.98.
  assert.deepEqual(plain([study]).split("\n"), [
    "A suite",
    "  best      dann: accuracy 70.0 ± 0.4 %, mean over 2 problems, selection last",
    "  gain      +15.0 [+14.0, +16.0] points over source_only, ▲*** helped",
    "  cells     ▲ 2 helped, ▼ 2 harmed, 0 neutral of 4 (rival × problem); mmd harms",
    "            most, 2 of 2",
    "  runs      40 of 40 made, 0 failed, 0 diverged, 0 left; 5 seeds: 0-4",
    "",
    ...LEGEND,
    "",
  ]);
});

Deno.test("terminalSummary: fits its width and one screen, whatever the number of variants", () => {
  const variants = Array.from({ length: 60 }, (_, weight) => weight).flatMap((weight) =>
    plan({ name: "mmd", values: { weight } }, { "a-b": [weight / 99, "failed"], "b-a": [0.5] })
  );
  const many = studyOf([...plan("source_only", { "a-b": [0.5, 0.5], "b-a": [0.5] }), ...variants]);
  for (const width of [80, 120]) {
    const lines = plain([study, many], width).split("\n");
    assert.ok(lines.length <= 24, `${lines.length} lines`);
    assert.deepEqual(lines.filter((line) => line.length > width), []);
    assert.match(lines.join("\n"), /failed +mmd \(weight=0\) on a-b; [^]* and 57 more$/m);
  }
});

Deno.test("terminalSummary: colours say nothing alone", () => {
  const colored = terminalSummary([study], { color: true, width: 80 });
  assert.ok(colored.includes("\u001b["));
  // deno-lint-ignore no-control-regex
  assert.equal(colored.replace(/\u001b\[\d+m/g, ""), plain([study]));
});

Deno.test("terminalSummary: one seed has no interval, and is warned of", () => {
  const one = studyOf([
    ...plan("source_only", { "a-b": [0.5] }),
    ...plan("dann", { "a-b": [0.6] }),
  ]);
  const text = plain([one, { ...one, suite: "other" }]);
  assert.match(text, /gain +\+10\.0 points over source_only; no interval\n/);
  assert.match(text, /cells +none of 1 \(rival × problem\) has an interval\n/);
  assert.match(text, /runs +2 of 2 made, 0 failed, 0 diverged, 0 left; seed 0\n/);
  assert.match(
    text,
    /^! example, other: one seed has no interval and no verdict: `--seeds 5` or more$/m,
  );
});

Deno.test("terminalSummary: names the cells that failed, diverged or lack runs", () => {
  const text = plain([studyOf([
    ...plan("source_only", { "a-b": [0.5, 0.5], "b-a": [0.5, 0.5] }),
    ...plan("dann", { "a-b": ["failed", 0.6], "b-a": ["not_run", "not_run"] }),
    ...plan("mmd", { "a-b": [0.6, "not_run"], "b-a": ["diverged", 0.6] }),
    ...plan("cmd", { "a-b": ["failed", "failed"], "b-a": ["failed", 0.5] }),
  ])]);
  assert.match(text, /best +source_only, the baseline: accuracy 50\.0 /);
  assert.match(text, /runs +8 of 16 made, 4 failed, 1 diverged, 3 left; 2 seeds: 0, 1\n/);
  assert.match(text, /failed +dann on a-b; cmd on all 2\n/);
  assert.match(text, /diverged +mmd on b-a\n/);
  assert.match(text, /not run +dann on b-a\n/);
  assert.match(text, /partly +mmd on a-b \(1 of 2 seeds\)\n/);
  assert.match(text, /gain +none over source_only is known\n/);
  assert.match(text, /^! example: [^\n]* 5 seeds no gain has a star/m);
  assert.match(text, /^! example: the report says why runs failed; `--retry-failed`/m);
});

Deno.test("terminalSummary: where nothing beats the baseline, the gain is the best rival's", () => {
  const text = plain([studyOf([
    ...plan("source_only", { "a-b": [0.5, 0.6] }),
    ...plan("dann", { "a-b": [0.3, 0.4] }),
    ...plan("mmd", { "a-b": [0.4, 0.5] }),
  ])]);
  assert.match(text, /gain +mmd: −10\.0 \[[^\]]+\] points over source_only, ▼ harmed\n/);
});

Deno.test("terminalSummary: without a baseline there is a best and no gain", () => {
  const text = plain([studyOf([
    ...plan("dann", { "a-b": [0.3, 0.4] }),
    ...plan("mmd", { "a-b": [0.4, 0.5] }),
  ])]);
  assert.match(text, /best +mmd: accuracy 45\.0 /);
  assert.match(text, /gain +none: there are no runs of a baseline\n/);
  assert.doesNotMatch(text, /cells|! |gain:/);
});

Deno.test("terminalSummary: metrics of several units are compared by relative gains", () => {
  const group = { name: "g", tasks: { x: "accuracy", y: "rmse" } } as const;
  const text = plain([studyOf([
    ...planTasks("single_task", group, [[0.5, 2], [0.5, 2]]),
    ...planTasks("mmoe", group, [[0.5, 1], [0.5, 1]]),
  ])]);
  assert.match(text, /best +mmoe: by mean relative gain, selection last\n/);
  assert.match(text, /gain +\+25\.0 \[\+25\.0, \+25\.0\] % over single_task, ▲ helped\n/);
  assert.match(text, /cells +▲ 1 helped, ▼ 0 harmed, 1 neutral of 2 \(rival × task\)\n/);
});

Deno.test("terminalSummary: ties are all named; seeds that settings were chosen on are warned of", () => {
  const five = (value: number) => ({ "a-b": Array(5).fill(value) });
  const tied = studyOf([
    ...plan("source_only", five(0.5)),
    ...plan("dann", five(0.6)),
    ...plan("mmd", five(0.6)),
  ]);
  const text = plain([{ ...tied, comparison: { ...tied.comparison, tunedSeeds: [0, 3] } }], 120);
  assert.match(text, /best +dann; mmd: accuracy 60\.0 /);
  assert.match(text, /gain +dann: \+10\.0 /);
  assert.match(text, /^! example: The seeds 0, 3 are among those that the suite's settings were/m);
});
