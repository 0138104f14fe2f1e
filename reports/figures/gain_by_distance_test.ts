import assert from "node:assert/strict";
import { withDistances } from "../../tests/fixtures/distances.ts";
import { pairsStudy, rowsWith, textsOf } from "../../tests/fixtures/gains.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import type { Study } from "../inference/study.ts";
import gainByDistance from "./gain_by_distance.ts";
import { renderSvg } from "./render.ts";

/**
 * The study of pairs with distances in the baseline's features: pair i at 1.5 − i/10, except the fourth, which has
 * none.
 */
function distantStudy(methods: readonly string[]): Study {
  const { runs } = pairsStudy();
  const pairs = [...new Set(runs.map(({ spec }) => spec.problem.name))];
  return studyOf(
    withDistances(
      runs.filter(({ spec }) => methods.includes(spec.method.name)),
      (pair) =>
        pair === pairs[3] ? undefined : { before: 1, after: 1.5 - pairs.indexOf(pair) / 10 },
    ),
  );
}

Deno.test("gainByDistance: a panel for each method by the distance in the baseline's features", async () => {
  const [{ name, title, spec }, ...others] = gainByDistance.draw(
    distantStudy(["source_only", "up", "down", "broken", "bound"]),
  );
  assert.deepEqual([name, others], ["gain_by_distance", []]);
  assert.match(
    title,
    /^Gain over source_only by the A-distance of the domains of example, points, last; up: ρ −1\.00 /,
  );
  const points = rowsWith(spec, "verdict").filter(({ lower }) => lower !== undefined);
  // Points and intervals are the same rows: up's five pairs first.
  assert.deepEqual(points.slice(0, 5).map(({ label, against, gain }) => [label, against, gain]), [
    ["5", 1.5, 1],
    ["4", 1.4, 2],
    ["3", 1.3, 3],
    ["2", 1.1, 5],
    ["1", 1, 6],
  ]);
  const texts = textsOf(await renderSvg(spec)).join(" ").replaceAll("\u00a0", " ");
  for (
    const text of [
      "Pairs: 1 c-b (1.00), 2 c-a (1.10), 3 b-a (1.30), 4 a-c (1.40), 5 a-b (1.50).",
      "up: ρ −1.00 over 5 pairs",
      "down: ρ +1.00 over 5 pairs",
      "broken: ρ – over 4 pairs",
      "bound †: ρ – over 5 pairs",
      "without a gain or a distance: up 1 of 6, down 1 of 6, broken 2 of 6, bound † 1 of 6.",
      "A-distance in source_only's features",
      "gain over source_only, points",
    ]
  ) assert.ok(texts.includes(text), text);
});

Deno.test("gainByDistance: one method is a column wide, with the pairs' names", async () => {
  const [{ spec }] = gainByDistance.draw(distantStudy(["source_only", "up"]));
  const svg = await renderSvg(spec);
  assert.match(svg, /^<svg[^>]* width="336"/);
  const texts = textsOf(svg);
  for (const pair of ["a-b", "a-c", "b-a", "c-a", "c-b"]) assert.ok(texts.includes(pair), pair);
  assert.ok(!texts.includes("b-c") && !texts.some((text) => text.startsWith("Pairs: ")));
  const two = await renderSvg(
    gainByDistance.draw(distantStudy(["source_only", "up", "down"]))[0].spec,
  );
  assert.match(two, /^<svg[^>]* width="672"/);
});

Deno.test("gainByDistance: panels and what is under and over them stand apart", async () => {
  const methods = ["source_only", "up", "down", "broken", "bound"];
  const svg = await renderSvg(gainByDistance.draw(distantStudy(methods))[0].spec);
  const panel =
    /translate\(([\d.]+),([\d.]+)\)"><path class="background"[^>]* d="M0.5,0.5h(\d+)v180/g;
  const panels = [...svg.matchAll(panel)].map(([, ...numbers]) => numbers.map(Number));
  assert.equal(panels.length, 4);
  const [[x, y, width], [right, level], [left, below], last] = panels;
  assert.deepEqual([level, left, ...last], [y, x, right, below, width]);
  // 180 pixels of the drawing, 40 of an axis, and a line of text; the labels of an axis beside it.
  assert.ok(below - y >= 180 + 40 + 13, `${y}, ${below}`);
  assert.ok(right - x - width >= 30, `${x}, ${right}`);
});

Deno.test("gainByDistance: names a method that has gone wrong on all", async () => {
  const study = distantStudy(["source_only", "up", "down"]);
  const runs = study.runs.map((run) => {
    const gone = { status: "failed", metrics: {}, domainDistance: undefined } as const;
    const failed = run.spec.method.name === "down" && run.record;
    return failed ? { ...run, record: { ...failed, ...gone } } : run;
  });
  const texts = textsOf(await renderSvg(gainByDistance.draw(studyOf(runs))[0].spec)).join(" ");
  assert.ok(texts.includes("without a gain or a distance: up 1 of 6, down 6 of 6."), texts);
});

Deno.test("gainByDistance: draws nothing of two pairs", () => {
  const study = distantStudy(["source_only", "up"]);
  const runs = study.runs.filter(({ spec }) => ["a-b", "a-c"].includes(spec.problem.name));
  assert.deepEqual(gainByDistance.draw(studyOf(runs)), []);
});
