import assert from "node:assert/strict";
import { Resvg } from "@resvg/resvg-wasm";
import type { Plane } from "../../records/record.ts";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { transferStudy } from "../../tests/fixtures/transfer_runs.ts";
import { baselineStudy, oneSeedStudy, pairsStudy, tasksStudy } from "../../tests/fixtures/gains.ts";
import type { Figure } from "./figure.ts";
import { font, loadFaces } from "./fonts.ts";
import { figureKinds, figuresOf } from "./kinds.ts";
import { renderPng, renderSvg } from "./render.ts";

const long = "hard_sharing + scale_invariant + mgda@representation + fine-tuning";
const tasks = Object.fromEntries(
  Array.from({ length: 16 }, (_, i) => [`sports_outdoors_${i}`, "error" as const]),
);

/** Sixteen tasks and ten methods, one with a long name. */
const many = studyOf(
  ["single_task", "hard_sharing", long, ..."abcdefg"].flatMap((method, m) =>
    planTasks(
      method,
      { name: "all", tasks },
      [0, 1].map((seed) => Object.keys(tasks).map((_, i) => 0.3 + (m * i) % 7 / 100 + seed / 1000)),
    )
  ),
);

/** A grid so fine that the parts clipped at the panels' edges would not extend beyond the page. */
const grid = Array.from({ length: 51 }, (_, i) => i / 50);
const plane: Plane = {
  xs: grid,
  ys: grid,
  probability: grid.flatMap(() => grid),
  source: [[0.2, 0.2, 0]],
  target: [[0.8, 0.8, 1]],
};
const ofPlanes = studyOf(
  ["source_only", "a_method_with_a_long_name (weight=0.5)"].flatMap((method) =>
    plan(method, { "0-35": [0.5, 0.6] })
  ),
  { views: new Map([["source_only-0-35-0", { plane }]]) },
);

const studies = [tasksStudy(), pairsStudy(), oneSeedStudy(), many, ofPlanes, transferStudy()];
const figures = studies.flatMap((study) =>
  figureKinds.flatMap((kind) => kind.draw(study).map((figure) => ({ kind, study, figure })))
);
const drawings = Promise.all(
  figures.map(async ({ figure }): Promise<[Figure, string]> => [
    figure,
    await renderSvg(figure.spec),
  ]),
);

Deno.test("figureKinds: each is named, and compares nothing with nothing but a baseline", () => {
  const names = figureKinds.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const places = figureKinds.map(({ place }) => place);
  assert.deepEqual(places, [...new Set(places)].toSorted((a, b) => a - b));
  for (const { name, describe, draw } of figureKinds) {
    assert.match(name, /^[a-z_]+$/);
    assert.match(describe, /^[A-Z].*[^.]\.$/);
    // It compares selection rules, which a single method has too.
    if (name !== "selection_gaps") assert.deepEqual(draw(baselineStudy()), [], name);
  }
});

Deno.test("figureKinds: figures of a study differ in name, and are named after their kind", () => {
  assert.ok(figures.length > 12);
  for (const { kind, figure } of figures) {
    assert.ok(figure.name.startsWith(kind.name));
    assert.match(figure.name, /^[\w.-]+$/);
    assert.match(figure.title, /\b(last|oracle|by selection rule|by training step)\b/);
  }
  for (const study of studies) {
    const names = figures.filter((other) => other.study === study).map(({ figure }) => figure.name);
    assert.equal(new Set(names).size, names.length);
  }
});

Deno.test("figureKinds: figures have the width of a paper's columns, and only numbers that are", async () => {
  for (const [{ name }, svg] of await drawings) {
    assert.ok(["336", "672"].includes(svg.match(/width="([\d.]+)"/)![1]), name);
    assert.doesNotMatch(svg.replaceAll(/url\([^)]*\)/g, ""), /NaN|undefined|Infinity/, name);
  }
});

Deno.test("figureKinds: all letters are at least seven points in print", async () => {
  for (const [{ name }, svg] of await drawings) {
    const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
    assert.ok(Math.min(...sizes) * 72 / 96 >= 7, name);
  }
});

Deno.test("figureKinds: nothing is drawn beyond the page", async () => {
  const { normal, bold } = await loadFaces();
  // This initialises the renderer.
  await renderPng('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
  for (const [{ name }, svg] of await drawings) {
    // Groups have areas that are not painted, of the width that Vega assumes for texts.
    const painted = svg.replaceAll(/<path class="background"(?![^>]*(?:fill|stroke)=)[^>]*>/g, "");
    const drawing = new Resvg(painted, {
      font: { fontBuffers: [normal, bold], defaultFontFamily: font },
    });
    const box = drawing.getBBox()!;
    const sides = [box.x, box.y, drawing.width - box.width, drawing.height - box.height];
    assert.ok(sides.every((side) => Math.abs(side) < 1), `${name}: ${sides}`);
    box.free();
    drawing.free();
  }
});

Deno.test("figuresOf: leaves out what is taller than three pages, and says so", () => {
  const methods = Array.from({ length: 200 }, (_, i) => `method_${i}`);
  const study = studyOf(
    ["source_only", ...methods].flatMap((method) => plan(method, { "a-b": [0.5, 0.6] })),
  );
  const told: string[] = [];
  const names = figuresOf(study, (line) => told.push(line)).map(({ name }) => name);
  assert.ok(!names.includes("gain_intervals"));
  assert.match(
    told.join("\n"),
    /^Left out: figure gain_intervals of example: 201 methods on 1 problems would make it \d+ pixels tall/m,
  );
  const few: string[] = [];
  assert.ok(figuresOf(many, (line) => few.push(line)).length > 3);
  assert.deepEqual(few, []);
});
