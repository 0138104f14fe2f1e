import assert from "node:assert/strict";
import { plan } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import {
  baselineStudy,
  pairsStudy,
  rowsWith,
  tasksStudy,
  textsOf,
} from "../../tests/fixtures/gains.ts";
import gainWaterfall from "./gain_waterfall.ts";
import { renderSvg } from "./render.ts";

interface Panel {
  readonly title: { readonly text: string[]; readonly subtitle: string };
  readonly layer: readonly {
    readonly data: { readonly values: readonly object[] };
    readonly encoding: { readonly x?: { readonly scale: { readonly domain: string[] } } };
  }[];
}

const panelsOf = (study: ReturnType<typeof tasksStudy>) =>
  (gainWaterfall.draw(study)[0].spec as unknown as {
    vconcat: [unknown, { concat: Panel[] }];
  }).vconcat[1].concat;

Deno.test("gainWaterfall: has a panel per method with the problems from the worst to the best", () => {
  const [sharing, mmoe] = panelsOf(tasksStudy());
  assert.deepEqual(sharing.title.text, ["hard_sharing"]);
  assert.deepEqual(sharing.layer[0].encoding.x!.scale.domain, ["music", "dvd", "books"]);
  assert.deepEqual(
    rowsWith(sharing.layer[0], "gain").map(({ problem, gain, lower, verdict, sign }) => [
      problem,
      gain,
      Number((lower as number).toFixed(3)),
      verdict,
      sign,
    ]),
    [
      ["music", -2.1, -2.348, "harmed", "▼"],
      ["dvd", -2, -4.484, "neutral", ""],
      ["books", 6, 3.516, "helped", "▲"],
    ],
  );
  assert.deepEqual(mmoe.title.text, ["mmoe"]);
});

Deno.test("gainWaterfall: tells the mean and the harmed and helped of the problems that are known", () => {
  const [sharing] = panelsOf(tasksStudy());
  assert.equal(sharing.title.subtitle, "mean +0.6; ▼ 1, ▲ 1 of 3");
  const broken = panelsOf(pairsStudy())[2];
  assert.equal(broken.title.subtitle, "▼ 0, ▲ 0 of 5; 1 without a gain");
});

Deno.test("gainWaterfall: signs of harm and help stand alone in their layers", () => {
  const [{ layer }] = panelsOf(tasksStudy());
  const problems = (index: number) => rowsWith(layer[index], "sign").map(({ problem }) => problem);
  assert.deepEqual(problems(3), ["music"]);
  assert.deepEqual(problems(4), ["books"]);
});

Deno.test("gainWaterfall: what has no gain stands last and says why", () => {
  const { layer } = panelsOf(pairsStudy())[2];
  assert.equal(layer[0].encoding.x!.scale.domain.at(-1), "a-b");
  assert.deepEqual(rowsWith(layer[5], "why"), [{ problem: "a-b", why: "failed", zero: 0 }]);
});

Deno.test("gainWaterfall: says which methods are left out, and why", async () => {
  assert.deepEqual(panelsOf(pairsStudy()).map(({ title }) => title.text[0]), [
    "up",
    "down",
    "broken",
  ]);
  const texts = textsOf(await renderSvg(gainWaterfall.draw(pairsStudy())[0].spec));
  assert.ok(texts.includes("Not shown: bound †, an upper bound."));
  const few = textsOf(await renderSvg(gainWaterfall.draw(tasksStudy())[0].spec));
  assert.ok(few.includes("Not shown, with fewer than 3 gains: ple."));
  const many = studyOf(
    ["source_only", ...Array.from({ length: 10 }, (_, i) => `method${i}`)].flatMap((method, i) => {
      const accuracies = [method === "source_only" ? 0.5 : 0.445 + i / 100];
      return plan(method, { "a-b": accuracies, "b-a": accuracies, "c-a": accuracies });
    }),
  );
  assert.deepEqual(
    panelsOf(many).map(({ title }) => title.text[0]),
    [0, 1, 2, 3, 6, 7, 8, 9].map((i) => `method${i}`),
  );
  const more = textsOf(await renderSvg(gainWaterfall.draw(many)[0].spec));
  assert.ok(more.includes("Not shown, with the mean gains nearest to zero: method4, method5."));
});

Deno.test("gainWaterfall: draws the unit, methods and problems", async () => {
  const texts = textsOf(await renderSvg(gainWaterfall.draw(tasksStudy())[0].spec));
  for (
    const text of [
      "Gain over single_task by task, from worst to best, points",
      ...["hard_sharing", "mmoe", "books", "dvd", "music", "▼", "▲"],
    ]
  ) assert.ok(texts.includes(text), text);
});

Deno.test("gainWaterfall: draws nothing without a rival or with fewer than three problems", () => {
  assert.deepEqual(gainWaterfall.draw(baselineStudy()), []);
  const two = ["source_only", "dann"].flatMap((method) =>
    plan(method, { "a-b": [0.5], "b-a": [0.5] })
  );
  assert.deepEqual(gainWaterfall.draw(studyOf(two)), []);
});
