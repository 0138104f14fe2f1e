import assert from "node:assert/strict";
import type { FeatureView, PlanePoint } from "../../records/record.ts";
import { withLastCheckpoint } from "../../tests/fixtures/changes.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import type { View } from "../inference/study.ts";
import featuresByAdaptation from "./features_by_adaptation.ts";
import { renderSvg } from "./render.ts";

const view = (size: number): FeatureView => ({
  source: [[0, 0, 0], [4 * size, 0, 1]],
  target: [[2 * size, size, 0], [2 * size, -size, 1], [size, size, 2]],
  explained: [0.754, 0.2],
});

const runs = withLastCheckpoint([
  ...plan("source_only", { "a-b": [0.5, 0.5], "b-a": [0.5, 0.5] }),
  ...plan("dann", { "a-b": [0.625, 0.5], "b-a": [0.5, 0.5] }),
  ...plan("mmd", { "a-b": ["failed", 0.5], "b-a": [0.5, 0.5] }),
]);
const views = new Map<string, View>([
  ["source_only-a-b-0", { features: { before: view(1), after: view(2) } }],
  ["dann-a-b-0", { features: { before: view(1), after: view(3) } }],
  ["mmd-a-b-1", { features: { before: view(5), after: view(4) } }],
  ["mmd-b-a-0", {}],
]);
const study = studyOf(runs, { views });

interface Panel {
  readonly layer: readonly {
    readonly data: { readonly values: readonly { readonly [field: string]: unknown }[] };
    readonly encoding: {
      readonly [channel: string]: { readonly scale: { readonly domain: number[] } };
    };
  }[];
}
const panelsIn = (spec: object) =>
  (spec as { vconcat: [object, { vconcat: [object, { concat: Panel[] }] }] })
    .vconcat[1].vconcat[1].concat;

Deno.test("featuresByAdaptation: draws what methods start from once, and each after training", async () => {
  const [{ name, spec, title }, ...more] = featuresByAdaptation.draw(study);
  assert.deepEqual(more, []);
  assert.equal(name, "features_by_adaptation_a-b");
  assert.match(title, /^Features of a-b before and after training, of example/);
  const widths = panelsIn(spec).map(({ layer }) =>
    Math.max(...layer[1].data.values.map(({ x }) => x as number)) / 4
  );
  assert.deepEqual(widths, [1, 2, 3, 5, 4]);
  const svg = await renderSvg(spec);
  assert.match(svg, / width="672" /);
  for (
    const text of [
      "untrained",
      "seed 0",
      "source_only",
      "seed 0: target 62.5 %",
      "mmd, seed 1",
      "→ 75 %, ↑ 20 %",
      "source, class 0",
      "target, class 2",
    ]
  ) assert.ok(svg.includes(`>${text}<`), text);
});

Deno.test("featuresByAdaptation: tells domains and classes apart, not by colour alone", () => {
  const [panel] = panelsIn(featuresByAdaptation.draw(study)[0].spec);
  const [target, source] = panel.layer.map(({ data }) => data.values);
  assert.deepEqual([source.length, target.length], [2, 3]);
  assert.equal(new Set(target.map(({ shape }) => shape)).size, 3);
  assert.deepEqual(source.map(({ shape }) => shape), target.slice(0, 2).map(({ shape }) => shape));
  assert.ok(source.every(({ fill }) => fill !== "white"));
  assert.ok(target.every(({ fill }) => fill === "white"));
  assert.deepEqual(target.slice(0, 2).map(({ stroke }) => stroke), source.map(({ fill }) => fill));
});

Deno.test("featuresByAdaptation: has the same scale on both axes, with all points inside", () => {
  for (const { layer } of panelsIn(featuresByAdaptation.draw(study)[0].spec)) {
    const [x, y] = ["x", "y"].map((axis) => layer[0].encoding[axis].scale.domain);
    assert.ok(Math.abs((x[1] - x[0]) - (y[1] - y[0])) < 1e-9);
    for (const point of layer.slice(0, 2).flatMap(({ data }) => data.values)) {
      assert.ok((point.x as number) > x[0] && (point.x as number) < x[1]);
      assert.ok((point.y as number) > y[0] && (point.y as number) < y[1]);
    }
  }
});

Deno.test("featuresByAdaptation: tells many classes apart, and draws points in one place", async () => {
  const points = Array.from({ length: 10 }, (_, label): PlanePoint => [0, 0, label]);
  const place: FeatureView = { source: points, target: points, explained: [0, 0] };
  const one = studyOf(plan("dann", { "a-b": [0.5] }), {
    views: new Map([["dann-a-b-0", { features: { before: place, after: place } }]]),
  });
  const [{ spec }] = featuresByAdaptation.draw(one);
  const [panel] = panelsIn(spec);
  const signs = panel.layer[0].data.values.map(({ shape, stroke }) => `${shape} ${stroke}`);
  assert.equal(new Set(signs).size, 10);
  assert.ok(!(await renderSvg(spec)).includes("NaN"));
});

Deno.test("featuresByAdaptation: draws nothing where no features were kept", () => {
  assert.deepEqual(featuresByAdaptation.draw(studyOf(runs)), []);
});
