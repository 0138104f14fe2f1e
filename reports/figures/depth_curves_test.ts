import assert from "node:assert/strict";
import type { PlannedRun } from "../../records/record.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { planTransfer, transferStudy } from "../../tests/fixtures/transfer_runs.ts";
import { tasksStudy } from "../../tests/fixtures/gains.ts";
import depthCurves from "./depth_curves.ts";
import { panelsOf, textsOf } from "../../tests/fixtures/panels.ts";

Deno.test("depthCurves: is one figure, named after what it shows", () => {
  const [{ name, title }, ...others] = depthCurves.draw(transferStudy());
  assert.deepEqual([name, others], ["depth_curves", []]);
  assert.equal(
    title,
    "Accuracy on the target's test rows by the number of layers copied, %, of example_transfer, " +
      "last: means over the seeds",
  );
});

Deno.test("depthCurves: has a panel for each pair and number of labels, the baseline across each", () => {
  const [{ spec }] = depthCurves.draw(transferStudy());
  const panels = panelsOf(spec);
  assert.deepEqual(panels.map(({ title }) => title), [
    ["A → B", "10 labels per class"],
    ["A → B", "100 labels per class"],
    ["A → B", "all labels"],
    ["B → B (selffer)", "all labels"],
  ]);
  assert.deepEqual(panels.map(({ level }) => level), [[60], [80], [90], [90]]);
  assert.deepEqual(panels[1].points, [
    ["from_scratch", 0, 80],
    ["feature_extraction", 1, 82],
    ["feature_extraction", 2, 78],
    ["fine_tuning", 1, 83],
    ["fine_tuning", 2, 85],
    ["l2_sp (alpha=0.01)", 1, 80.1],
    ["l2_sp (alpha=0.01)", 2, 80.1],
    ["l2_sp (alpha=0.1)", 1, 81],
    ["l2_sp (alpha=0.1)", 2, 81],
  ]);
});

Deno.test("depthCurves: what has no result is a sign, and is named", async () => {
  const [{ spec }] = depthCurves.draw(transferStudy());
  assert.deepEqual(panelsOf(spec).map(({ missing }) => missing), [
    [["fine_tuning", 2, "diverged"]],
    [],
    [["fine_tuning", 2, "not run"]],
    [["l2_sp (alpha=0.1)", 1, "failed"], ["l2_sp (alpha=0.1)", 2, "failed"]],
  ]);
  const text = await textsOf(spec);
  for (
    const note of [
      "Selection: last; means over 3 seeds with 95 % Student intervals of the difference to from_scratch on " +
      "the same seeds.",
      "Across the panels: from_scratch, which copies nothing.",
      "Each panel has its own vertical scale.",
      "fine_tuning, diverged (A-B 10, n=2); fine_tuning, not run (A-B all, n=2); " +
      "l2_sp (alpha=0.1), failed (B-B all, n=1; B-B all, n=2).",
      "Hollow: fine_tuning, 2 of 3 seeds (A-B 100, n=2).",
      "Selffer: source and target are the same, so a loss is not due to a change of domain.",
      "layers copied, n",
    ]
  ) assert.ok(text.includes(note), note);
});

Deno.test("depthCurves: of many missing results it says how many", async () => {
  const problems = ["A-B 10", "A-B 100", "A-B 1000", "A-B all"];
  const all = (fate: number | "failed") =>
    Object.fromEntries(problems.map((name) => [name, [fate]]));
  const [{ spec }] = depthCurves.draw(studyOf([
    ...planTransfer("from_scratch", all(0.6)),
    ...planTransfer({ name: "fine_tuning", values: { depth: 1 } }, all(0.7)),
    ...planTransfer({ name: "fine_tuning", values: { depth: 2 } }, all("failed")),
  ]));
  const text = await textsOf(spec);
  assert.ok(text.includes("On grey, no result: fine_tuning, failed in 4 cells."));
  assert.ok(text.includes("one seed, so there are no intervals."));
  assert.ok(text.includes("Across the panels: from_scratch, which copies nothing."));
  assert.ok(!text.includes("A point without an interval"));
});

Deno.test("depthCurves: says where one seed is all there is", async () => {
  const [{ spec }] = depthCurves.draw(
    studyOf(
      [1, 2].flatMap((depth) =>
        planTransfer({ name: "fine_tuning", values: { depth } }, {
          "A-B 10": [0.7, depth === 1 ? 0.71 : "not_run"],
        })
      ),
    ),
  );
  const text = await textsOf(spec);
  assert.ok(text.includes("A point without an interval is of one seed."));
  assert.ok(text.includes("Hollow: fine_tuning, 1 of 2 seeds (A-B 10, n=2)."));
});

Deno.test("depthCurves: without the baseline there is no level and no tick for it", async () => {
  const [{ spec }] = depthCurves.draw(
    studyOf(
      [1, 2].flatMap((depth) =>
        planTransfer({ name: "fine_tuning", values: { depth } }, { "A-B 10": [0.7, 0.8] })
      ),
    ),
  );
  const [{ level, ticks }] = panelsOf(spec);
  assert.deepEqual([level, ticks], [[], [1, 2]]);
  assert.ok(!(await textsOf(spec)).includes("Across the panels"));
});

Deno.test("depthCurves: pairs that differ in their labels alone fill rows, more than a page are named", async () => {
  const pairs = ["A-B", "B-A", "C-A"];
  const fates = (all: readonly string[]) =>
    Object.fromEntries(
      all.flatMap((pair) => [10, 20, 30].map((labels) => [`${pair} ${labels}`, [0.5]])),
    );
  const specOf = (all: readonly string[]) =>
    depthCurves.draw(
      studyOf([1, 2].flatMap((depth) =>
        planTransfer({ name: "fine_tuning", values: { depth } }, fates(all))
      )),
    )[0].spec;
  assert.equal(panelsOf(specOf(pairs)).length, 9);
  assert.equal(panelsOf(specOf(pairs))[0].columns, 3);
  assert.equal(panelsOf(depthCurves.draw(transferStudy())[0].spec)[0].columns, 4);
  const many = specOf([...pairs, "C-B", "D-A", "D-B"]);
  assert.equal(panelsOf(many).length, 16);
  assert.ok(
    (await textsOf(many)).includes(
      "Not drawn for want of room: D → B, 20 labels per class; D → B, 30 labels per class.",
    ),
  );
});

Deno.test("depthCurves: there is none of one depth, and none of other studies", () => {
  const lone = [
    ...planTransfer("from_scratch", { "A-B 10": [0.6] }),
    ...planTransfer({ name: "fine_tuning", values: { depth: 1 } }, { "A-B 10": [0.7] }),
  ];
  assert.deepEqual(depthCurves.draw(studyOf(lone)), []);
  assert.deepEqual(depthCurves.draw(tasksStudy()), []);
  assert.deepEqual(depthCurves.draw(studyOf(plan("source_only", { "a-b": [0.5] }))), []);
});

Deno.test("depthCurves: of another metric, has its name, unit and direction", async () => {
  const runs: PlannedRun[] = JSON.parse(
    JSON.stringify(transferStudy().runs).replaceAll('"accuracy"', '"rmse"'),
  );
  const [{ title, spec }] = depthCurves.draw(studyOf(runs));
  assert.match(title, /^RMSE on the target's test rows by the number of layers copied, of /);
  const [{ points, scale }] = panelsOf(spec);
  assert.deepEqual(points.find(([method, depth]) => method === "fine_tuning" && depth === 1), [
    ...["fine_tuning", 1],
    0.68,
  ]);
  // The means are from 0.6 to 0.8, and no error is below zero.
  const [least, greatest] = scale.domain;
  assert.ok(least >= 0 && least < 0.6 && greatest > 0.8 && greatest < 2, `${scale.domain}`);
  assert.ok((await textsOf(spec)).includes("Lower is better."));
});
