import assert from "node:assert/strict";
import { Resvg } from "@resvg/resvg-wasm";
import { experiment, experimentRuns, paper, runs } from "../../tests/fixtures/reproductions.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { reproduce, type ReproducedTable } from "../reproduction/reproduction.ts";
import { rowsWith, textsOf } from "../../tests/fixtures/gains.ts";
import { font, loadFaces } from "./fonts.ts";
import { publishedBesideOurs } from "./published_beside_ours.ts";
import { renderPng, renderSvg } from "./render.ts";

const tableOf = (planned = runs): ReproducedTable =>
  reproduce(paper, new Map([[experiment, { ...experimentRuns, runs: planned }]])).tables[0];

const figureOf = (table = tableOf()) => publishedBesideOurs(table)!;
const svgOf = (table = tableOf()) => renderSvg(figureOf(table).spec);

/** A table of many methods with long names, on rows with long names. */
function large(): ReproducedTable {
  const table = tableOf();
  const arms = Object.fromEntries(
    Array.from({ length: 7 }, (_, i) => [
      `a_method_with_a_name_${i}`,
      "hard_sharing + scale_invariant + mgda@representation",
    ]),
  );
  const [cell] = table.cells;
  const cells = Object.keys(arms).flatMap((column) =>
    Array.from({ length: 9 }, (_, i) => ({
      ...cell,
      column,
      row: `sports and outdoor equipment, part ${i}`,
    }))
  );
  return { ...table, arms, cells, columns: {} };
}

Deno.test("publishedBesideOurs: has for every number of ours the published one, the interval, the tolerance", () => {
  const values = rowsWith(figureOf().spec, "published");
  const rounded = values.map(({ row, verdict, ...numbers }) => [
    row,
    ...Object.values(numbers).map((value) => (value as number).toFixed(1)),
    verdict,
  ]);
  // The published number, ours, its interval, and ours minus and plus the tolerance of both.
  assert.deepEqual(rounded, [
    ["a-b", "79.0", "79.2", "77.3", "81.1", "74.9", "83.4", "reproduced"],
    ["b-a", "72.1", "66.2", "65.7", "66.7", "63.2", "69.2", "outside"],
    ["mean over rows", "75.5", "72.7", "71.5", "73.9", "69.7", "75.6", "within_tolerance"],
    ["a-b", "84.2", "84.0", "81.5", "86.5", "78.7", "89.3", "reproduced"],
  ]);
});

Deno.test("publishedBesideOurs: verdicts have a shape each beside their colour, and are named", async () => {
  const { domain, range } = JSON.parse(
    JSON.stringify(figureOf().spec).match(/"shape":\{[^{]*"scale":(\{.*?\})/)![1],
  );
  const shapes = ["reproduced", "within_tolerance", "outside"]
    .map((verdict) => range[domain.indexOf(verdict)]);
  assert.deepEqual(shapes, ["circle", "diamond", "triangle-up"]);
  const texts = textsOf(await svgOf());
  for (const text of ["published", "✓ reproduced", "≈ within tolerance", "✗ outside"]) {
    assert.ok(texts.includes(text), text);
  }
  assert.ok(!texts.includes("partial"));
});

Deno.test("publishedBesideOurs: says of what it is, over how many seeds, and what it leaves out", async () => {
  const texts = textsOf(await svgOf());
  for (
    const text of [
      "Ganin et al. 2016 Table 1(a): published numbers beside ours",
      "Ours: means over 3 seeds with 95 % intervals; checkpoints: last.",
      "Not run: svm, c-a.",
      "nn",
      "ours: source_only",
      "dann",
      "mean over rows",
    ]
  ) assert.ok(texts.includes(text), text);
  assert.ok(!texts.includes("ours: dann"));
  assert.match(figureOf().title, /^Ganin et al\. 2016 Table 1\(a\): .*, last$/);
});

Deno.test("publishedBesideOurs: seeds that are not all done have a mean without a tolerance", async () => {
  const partial = tableOf(plan("dann", { "a-b": [0.8, 0.82, "not_run"] }));
  const [value, ...others] = rowsWith(figureOf(partial).spec, "published");
  assert.equal(others.length, 0);
  assert.deepEqual([value.verdict, value.ours, value.least, value.most], ["partial", 81, 81, 81]);
  const texts = textsOf(await svgOf(partial));
  assert.ok(texts.includes("Ours: means over 2 seeds with 95 % intervals; checkpoints: last."));
  assert.ok(!texts.some((text) => text.startsWith("Pale:")));
});

Deno.test("publishedBesideOurs: draws nothing where there is nothing of ours", () => {
  const none = tableOf(plan("dann", { "a-b": ["not_run", "failed"] }));
  assert.equal(publishedBesideOurs(none), undefined);
});

Deno.test("publishedBesideOurs: is as wide as a column or two, and nothing goes beyond the page", async () => {
  const { normal, bold } = await loadFaces();
  // This initialises the renderer.
  await renderPng('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
  const one = tableOf(plan("dann", { "a-b": [0.8, 0.82, 0.81] }));
  for (const [table, width] of [[one, "336"], [tableOf(), "672"], [large(), "672"]] as const) {
    const svg = await svgOf(table);
    assert.equal(svg.match(/width="([\d.]+)"/)![1], width);
    assert.doesNotMatch(svg.replaceAll(/url\([^)]*\)/g, ""), /NaN|undefined|Infinity/);
    const painted = svg.replaceAll(/<path class="background"(?![^>]*(?:fill|stroke)=)[^>]*>/g, "");
    const drawing = new Resvg(painted, {
      font: { fontBuffers: [normal, bold], defaultFontFamily: font },
    });
    const box = drawing.getBBox()!;
    const sides = [box.x, box.y, drawing.width - box.width, drawing.height - box.height];
    assert.ok(sides.every((side) => Math.abs(side) < 1), `${sides}`);
    box.free();
    drawing.free();
  }
});
