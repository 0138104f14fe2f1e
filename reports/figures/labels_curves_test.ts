import assert from "node:assert/strict";
import { planTransfer, transferStudy } from "../../tests/fixtures/transfer_runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { pairsStudy, tasksStudy } from "../../tests/fixtures/gains.ts";
import { panelsOf, textsOf } from "../../tests/fixtures/panels.ts";
import labelsCurves from "./labels_curves.ts";

Deno.test("labelsCurves: has a panel for each depth, with the baseline among the lines", () => {
  const [{ name, spec, title }, ...others] = labelsCurves.draw(transferStudy());
  assert.deepEqual([name, others], ["labels_curves", []]);
  assert.match(title, /^Accuracy .* by the number of labels, %, of example_transfer, last: means/);
  const panels = panelsOf(spec);
  assert.deepEqual(panels.map(({ title }) => title), [
    ["A → B", "first layer copied"],
    ["A → B", "first 2 layers copied"],
  ]);
  assert.deepEqual(panels.map(({ level }) => level), [[], []]);
  assert.deepEqual(
    panels[1].labelled.filter(([method]) => /from_scratch|fine_tuning/.test(`${method}`)),
    [
      ["from_scratch", 10, 60],
      ["from_scratch", 100, 80],
      ["from_scratch", "all", 90],
      ["fine_tuning", 100, 85],
    ],
  );
  assert.deepEqual(panels.map(({ missing }) => missing.length), [0, 2]);
});

Deno.test("labelsCurves: labels stand on a logarithmic scale, all of them behind a break", async () => {
  const [{ spec }] = labelsCurves.draw(transferStudy());
  const [{ ticks, joined }, ...others] = panelsOf(spec);
  assert.deepEqual(ticks, [1, 2, 3]);
  // The line goes from 10 to 100 labels.
  assert.deepEqual(joined.from_scratch, [[60, 80], [90]]);
  assert.deepEqual(others[0].joined.fine_tuning, [[85]]);
  const text = await textsOf(spec);
  for (
    const what of [
      "Behind the dotted line, on no scale: all labels.",
      "Not drawn, of fewer than two numbers of labels: B → B (selffer).",
      "labels per class (logarithmic)",
      ">10<",
      ">100<",
      ">all<",
    ]
  ) assert.ok(text.includes(what), what);
});

Deno.test("labelsCurves: panels of a pair have one vertical scale, room for the strip included", () => {
  const [{ spec }] = labelsCurves.draw(transferStudy());
  const [first, second] = panelsOf(spec).map(({ scale }) => scale);
  assert.deepEqual(first, second);
  // The domain contains the baseline's 60 and 90 % and fine-tuning's 92 %.
  const [least, greatest] = first.domain;
  assert.ok(least > 50 && least < 60 && greatest > 90 && greatest <= 100);
  const [floor, top] = first.range;
  assert.ok(floor < panelsOf(spec)[0].height && top === 0);
});

Deno.test("labelsCurves: where no problem has all labels there is no break", async () => {
  const [{ spec }] = labelsCurves.draw(studyOf(
    planTransfer({ name: "fine_tuning", values: { depth: 1 } }, {
      "A-B 30": [0.5],
      "A-B 3": [0.4],
    }),
  ));
  const [{ ticks, joined }] = panelsOf(spec);
  assert.deepEqual(ticks, [Math.log10(3), Math.log10(30)]);
  assert.deepEqual(joined.fine_tuning, [[40, 50]]);
  assert.ok(!(await textsOf(spec)).includes("Behind the dotted line"));
});

Deno.test("labelsCurves: there is none of one number of labels, and none of other studies", () => {
  assert.deepEqual(
    labelsCurves.draw(studyOf(
      planTransfer({ name: "fine_tuning", values: { depth: 1 } }, {
        "A-B 30": [0.5],
        "A-B all": [0.5],
        "B-B 10": [0.5],
      }),
    )),
    [],
  );
  assert.deepEqual(labelsCurves.draw(tasksStudy()), []);
  assert.deepEqual(labelsCurves.draw(pairsStudy()), []);
});

Deno.test("labelsCurves: says that each pair has its own scale, where there are several", async () => {
  const specOf = (pairs: readonly string[]) =>
    labelsCurves.draw(
      studyOf([1, 2].flatMap((depth) =>
        planTransfer({ name: "fine_tuning", values: { depth } }, {
          ...Object.fromEntries(
            pairs.flatMap((pair) => [1, 5].map((labels) => [`${pair} ${labels}`, [0.5]])),
          ),
        })
      )),
    )[0].spec;
  const note = "Each pair has its own vertical scale.";
  assert.ok((await textsOf(specOf(["A-B", "B-A"]))).includes(note));
  assert.ok(!(await textsOf(specOf(["A-B"]))).includes(note));
});
