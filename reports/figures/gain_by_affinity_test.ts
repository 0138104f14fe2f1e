import assert from "node:assert/strict";
import { pairsStudy, rowsWith, tasksStudy, textsOf } from "../../tests/fixtures/gains.ts";
import gainByAffinity from "./gain_by_affinity.ts";
import { renderSvg } from "./render.ts";

Deno.test("gainByAffinity: points are tasks with their mean cosine and relative gain", () => {
  const [{ spec }] = gainByAffinity.draw(tasksStudy());
  const points = rowsWith(spec, "verdict").filter(({ label }, i, all) =>
    all.findIndex((other) => other.label === label) === i
  );
  assert.deepEqual(
    points.map(({ label, against, gain, verdict }) => [
      label,
      against,
      Number((gain as number).toFixed(3)),
      verdict,
    ]),
    [
      ["books", 0.3, 20, "helped"],
      ["dvd", 0.1, -6.667, "neutral"],
      ["music", 0, -7, "harmed"],
    ],
  );
});

Deno.test("gainByAffinity: writes the rank correlation and all names", async () => {
  const [{ spec, title }] = gainByAffinity.draw(tasksStudy());
  assert.match(title, /^Gain of hard_sharing over single_task .*, last; rank correlation \+1\.00/);
  const texts = textsOf(await renderSvg(spec));
  for (
    const text of [
      "Spearman's rank correlation: +1.00 over 3 tasks.",
      "In percent of the value of single_task on the same seed.",
      "mean cosine with the other tasks' gradients",
      "gain over single_task, %",
      ...["books", "dvd", "music"],
    ]
  ) assert.ok(texts.includes(text), text);
});

Deno.test("gainByAffinity: names stand inside the drawing, and no two at one place", () => {
  const [{ spec }] = gainByAffinity.draw(tasksStudy());
  const places = rowsWith(spec, "far").map(({ x, y }) => [x, y] as [number, number]);
  const own = places.slice(0, 3);
  assert.equal(new Set(own.map(String)).size, 3);
  for (const [x, y] of own) assert.ok(x >= 0 && x < 336 && y > 0 && y < 230, `${x}, ${y}`);
});

Deno.test("gainByAffinity: draws nothing where no cosines were recorded, or of two tasks", () => {
  assert.deepEqual(gainByAffinity.draw(pairsStudy()), []);
  const study = tasksStudy();
  const runs = study.runs.map((run) => ({
    ...run,
    ...run.record ? { record: { ...run.record, curve: [] } } : {},
  }));
  assert.deepEqual(gainByAffinity.draw({ ...study, runs }), []);
});
