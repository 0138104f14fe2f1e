import assert from "node:assert/strict";
import type { Plane } from "../../records/record.ts";
import { withLastCheckpoint } from "../../tests/fixtures/changes.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import decisionBoundariesKind, { decisionBoundaries } from "./decision_boundaries.ts";
import { renderPng, renderSvg } from "./render.ts";

/** A model that decides by the sign of x, over [−2, 2] × [−1, 1]. */
const xs = Array.from({ length: 17 }, (_, i) => -2 + i / 4);
const ys = Array.from({ length: 9 }, (_, i) => -1 + i / 4);
const plane: Plane = {
  xs,
  ys,
  probability: ys.flatMap(() => xs.map((x) => 1 / (1 + Math.exp(-4 * x)))),
  source: [[-1, 0.5, 0], [1, -0.5, 1]],
  target: [[-0.5, 0.5, 0], [0.5, -0.5, 1], [1.5, 0, 1]],
};
const panels = ["source_only", "dann"].map((title) => ({
  title,
  subtitle: "target accuracy 81.3 %",
  plane,
}));

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

Deno.test("decisionBoundaries: draws titles, legend and all points", async () => {
  const svg = await renderSvg(decisionBoundaries(panels));
  for (const text of ["source_only", "dann", "source, class 0", "target, class 1", "x₁", "x₂"]) {
    assert.ok(svg.includes(`>${text}</text>`), text);
  }
  assert.equal(count(svg, />target accuracy 81\.3 %</g), 2);
  // Two source and three target points in each panel, and the four signs of the legend.
  assert.equal(count(svg, /stroke="white" stroke-width="0\.6"/g), 2 * 5);
});

/** Returns the panels of a figure. */
const drawingOf = (spec: unknown) =>
  (spec as {
    vconcat: [unknown, { columns: number; concat: { width: number; height: number }[] }];
  }).vconcat[1];

Deno.test("decisionBoundaries: has the same scale on both axes", () => {
  const { concat } = drawingOf(decisionBoundaries(panels));
  // The plane is twice as wide as high.
  assert.deepEqual(concat.map(({ width, height }) => Math.abs(width / height - 2) < 0.01), [
    true,
    true,
  ]);
});

Deno.test("decisionBoundaries: breaks many panels into rows", () => {
  assert.equal(drawingOf(decisionBoundaries([...panels, ...panels])).columns, 2);
  assert.equal(drawingOf(decisionBoundaries([...panels, ...panels, ...panels])).columns, 3);
});

Deno.test("decisionBoundaries: of a study, are those of the models that were kept", async () => {
  const runs = withLastCheckpoint([
    ...plan("source_only", { "0-35": [0.7, 0.8] }),
    ...plan("dann", { "0-35": ["diverged", 0.9] }),
    ...plan("mmd", { "0-35": [0.6, 0.6] }),
  ]);
  const kept = ["source_only-0-35-0", "dann-0-35-0", "dann-0-35-1"];
  const views = new Map(kept.map((id) => [id, { plane }]));
  const [{ name, title, spec }, ...others] = decisionBoundariesKind.draw(studyOf(runs, { views }));
  assert.deepEqual(others, []);
  assert.equal(name, "decision_boundaries_0-35");
  assert.equal(title, "Decision boundaries of example, 0-35, after the last step, seeds 0, 1");
  const svg = await renderSvg(spec);
  for (
    const text of [
      "target accuracy 70.0 %",
      "target accuracy 90.0 %",
      "The models after the last step, one each, of seeds 0, 1.",
      "Without a model: 1 of 3 methods.",
    ]
  ) assert.ok(svg.includes(`>${text}</`), text);
  assert.deepEqual(decisionBoundariesKind.draw(studyOf(runs)), []);
});

Deno.test("decisionBoundaries: rejects nothing to draw", () => {
  assert.throws(() => decisionBoundaries([]), RangeError);
});

Deno.test("renderSvg: gives the same bytes for the same figure", async () => {
  const spec = decisionBoundaries(panels);
  assert.equal(await renderSvg(spec), await renderSvg(spec));
});

Deno.test("renderPng: has the size of the drawing times the scale", async () => {
  const svg = await renderSvg(decisionBoundaries(panels));
  const [, width, height] = svg.match(/width="([\d.]+)" height="([\d.]+)"/)!.map(Number);
  const png = await renderPng(svg, 0.5);
  // PNG: the signature, then the header chunk with width and height at bytes 16 and 20.
  assert.deepEqual([...png.slice(1, 4)], [..."PNG"].map((letter) => letter.charCodeAt(0)));
  const view = new DataView(png.buffer, png.byteOffset);
  assert.ok(Math.abs(view.getUint32(16) - width / 2) <= 1);
  assert.ok(Math.abs(view.getUint32(20) - height / 2) <= 1);
});

Deno.test("renderPng: draws text, which vanishes without a font", async () => {
  const drawing = (content: string) =>
    renderPng(`<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20">${content}</svg>`);
  const text = (weight: string) =>
    drawing(`<text y="15" font-family="DejaVu Sans" font-weight="${weight}">accuracy</text>`);
  const [none, normal, bold] = await Promise.all([drawing(""), text("normal"), text("bold")]);
  assert.notDeepEqual(normal, none);
  assert.notDeepEqual(bold, normal);
});
