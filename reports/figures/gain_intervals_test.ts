import assert from "node:assert/strict";
import { plan } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import {
  baselineStudy,
  oneSeedStudy,
  pairsStudy,
  rowsWith,
  tasksStudy,
  textsOf,
} from "../../tests/fixtures/gains.ts";
import gainIntervals from "./gain_intervals.ts";
import { renderSvg } from "./render.ts";

const specOf = (study: ReturnType<typeof tasksStudy>) => gainIntervals.draw(study)[0].spec;

/** Returns each point once. */
const pointsOf = (study: ReturnType<typeof tasksStudy>) => {
  const rows = rowsWith(specOf(study), "gain");
  return rows.filter(({ key }, i) => rows.findIndex((row) => row.key === key) === i);
};

Deno.test("gainIntervals: of few methods and problems, has a row for each problem and their mean", () => {
  const rounded = pointsOf(tasksStudy()).map(({ key, gain, lower, upper, verdict }) => [
    key,
    ...[gain, lower, upper].map((value) => Number((value as number).toFixed(3))),
    verdict,
  ]);
  // 6 ± 4.302653/√3, and so on; for two seeds 3 ± 12.706205 and, on average, 1 ± 12.706205/3.
  assert.deepEqual(rounded, [
    ["hard_sharing\nbooks", 6, 3.516, 8.484, "helped"],
    ["hard_sharing\ndvd", -2, -4.484, 0.484, "neutral"],
    ["hard_sharing\nmusic", -2.1, -2.348, -1.852, "harmed"],
    ["hard_sharing\n", 0.633, 0.551, 0.716, "helped"],
    ["mmoe\nbooks", 0, 0, 0, "neutral"],
    ["mmoe\ndvd", 0, 0, 0, "neutral"],
    ["mmoe\nmusic", 3, -9.706, 15.706, "neutral"],
    ["mmoe\n", 1, -3.235, 5.235, "neutral"],
  ]);
});

Deno.test("gainIntervals: of many, has a row for each method: the mean over the problems", () => {
  assert.deepEqual(pointsOf(pairsStudy()).map(({ key, gain, verdict }) => [key, gain, verdict]), [
    ["up", 3.5, "helped"],
    ["down", -3.5, "harmed"],
    ["bound †", 20, "helped"],
  ]);
});

Deno.test("gainIntervals: verdicts have a shape each beside their colour", () => {
  const { range, domain } = JSON.parse(
    JSON.stringify(specOf(tasksStudy())).match(/"shape":\{"scale":(\{.*?\})/)![1],
  );
  const shapeOf = (verdict: string) => range[domain.indexOf(verdict)];
  assert.deepEqual(["harmed", "neutral", "helped"].map(shapeOf), [
    "triangle-down",
    "circle",
    "triangle-up",
  ]);
  assert.equal(new Set(range).size, 4);
});

Deno.test("gainIntervals: writes means, intervals and seeds, and why there are none", async () => {
  const texts = textsOf(await renderSvg(specOf(tasksStudy())));
  for (
    const text of [
      "Gain over single_task: each of 3 tasks",
      "hard_sharing",
      "books",
      "mean [95 %]",
      "−2.1 [−2.3, −1.9]",
      "3",
      "2/3",
      "diverged",
      "gain over single_task, points",
    ]
  ) assert.ok(texts.includes(text), text);
});

Deno.test("gainIntervals: one seed has a mean alone", async () => {
  const one = oneSeedStudy();
  assert.deepEqual(pointsOf(one).map(({ gain, lower, verdict }) => [gain, lower, verdict]), [
    [2, null, "unknown"],
    [3, null, "unknown"],
    [4, null, "unknown"],
    [3, null, "unknown"],
  ]);
  const texts = textsOf(await renderSvg(specOf(one)));
  assert.ok(texts.includes("+3.0"));
  assert.ok(!texts.some((text) => text.includes("[")));
});

Deno.test("gainIntervals: long names make the figure as wide as two columns", async () => {
  const widthOf = async (method: string) => {
    const study = studyOf(
      ["source_only", method].flatMap((name) => plan(name, { "a-b": [0.5, 0.51] })),
    );
    return Number((await renderSvg(specOf(study))).match(/width="(\d+)"/)![1]);
  };
  assert.equal(await widthOf("dann"), 336);
  assert.equal(await widthOf("a_method_with_a_name_that_is_long"), 672);
});

Deno.test("gainIntervals: draws nothing without a rival or without any mean gain", () => {
  assert.deepEqual(gainIntervals.draw(baselineStudy()), []);
  const failed = studyOf([
    ...plan("source_only", { "a-b": [0.5] }),
    ...plan("dann", { "a-b": ["failed"] }),
  ]);
  assert.deepEqual(gainIntervals.draw(failed), []);
});
