import assert from "node:assert/strict";
import { underRules } from "../../tests/fixtures/changes.ts";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { renderSvg } from "./render.ts";
import selectionGaps from "./selection_gaps.ts";

// The oracle's accuracy is a point above the last step's.
const study = studyOf([
  ...plan("source_only", { "a-b": [0.5, 0.6], "b-a": [0.7, 0.8] }),
  ...plan("dann", { "a-b": [0.5, "diverged"], "b-a": [0.5, 0.6] }),
  ...plan("mmd", { "a-b": [0.5, 0.6], "b-a": [0.5, "not_run"] }),
  ...plan("target_only", { "a-b": [0.9, 0.9], "b-a": [0.9, 0.9] }),
]);

interface Drawn {
  readonly vconcat: readonly [object, {
    readonly vconcat: readonly [
      { readonly layer: readonly { readonly data: { readonly values: readonly object[] } }[] },
    ];
  }];
}

const layersIn = (spec: object) => (spec as Drawn).vconcat[1].vconcat[0].layer;
const rounded = (values: readonly object[]) =>
  values.map((value) =>
    Object.values(value).map((v) => typeof v === "number" ? Number(v.toFixed(9)) : v)
  );

Deno.test("selectionGaps: draws the mean of each rule for each method, and from the least to the greatest", () => {
  const [{ name, spec }] = selectionGaps.draw(study);
  assert.equal(name, "selection_gaps");
  const [lines, points, texts] = layersIn(spec).map(({ data }) => rounded(data.values));
  assert.deepEqual(lines, [
    ["source_only", 65, 66],
    // The mean over the pairs, for the seed that has both.
    ["mmd", 50, 51],
    ["target_only †", 90, 91],
  ]);
  assert.deepEqual(points.slice(0, 2), [["source_only", "last", 65], [
    "source_only",
    "oracle",
    66,
  ]]);
  assert.deepEqual(texts, [
    ["source_only", "+1.0"],
    ["dann", "diverged"],
    ["mmd", "+1.0 (1/2)"],
    ["target_only †", "+1.0"],
  ]);
});

Deno.test("selectionGaps: names the rules, what is on the right, and what is no result", async () => {
  const [{ spec, title }] = selectionGaps.draw(study);
  assert.equal(title, "example: accuracy by selection rule, mean over 2 problems");
  const svg = await renderSvg(spec);
  assert.match(svg, / width="336" /);
  for (
    const text of [
      "Accuracy by selection rule, mean over 2",
      "Means over 2 seeds.",
      "Right: oracle − last, points.",
      "oracle reads hidden labels: a bound, not a result.",
      "† An upper bound: it learns from data hidden from the others.",
      "last",
      "oracle",
      "accuracy, %",
    ]
  ) assert.ok(svg.includes(`>${text}<`), text);
});

Deno.test("selectionGaps: gives other units three digits, and signs as they are", () => {
  const group = { name: "g", tasks: { a: "rmse" } } as const;
  const [{ spec }] = selectionGaps.draw(
    studyOf(planTasks("hard_sharing", group, [[0.75], [0.85]])),
  );
  const [, , texts] = layersIn(spec).map(({ data }) => data.values);
  assert.deepEqual(texts, [{ method: "hard_sharing", text: "0.000" }]);
});

Deno.test("selectionGaps: draws nothing of one rule, of metrics that have no mean, and of no results", () => {
  const runs = plan("source_only", { "a-b": [0.5] });
  const one = runs.map((run) => {
    const protocol = { ...run.spec.protocol, selections: ["last"] } as typeof run.spec.protocol;
    const spec = { ...run.spec, protocol } as typeof run.spec;
    return { ...run, spec, record: { ...run.record!, spec } };
  });
  assert.deepEqual(selectionGaps.draw(studyOf(one)), []);
  const mixed = { name: "g", tasks: { a: "accuracy", b: "rmse" } } as const;
  assert.deepEqual(selectionGaps.draw(studyOf(planTasks("hard_sharing", mixed, [[0.5, 1]]))), []);
  assert.deepEqual(selectionGaps.draw(studyOf(plan("dann", { "a-b": ["failed"] }))), []);
});

Deno.test("selectionGaps: draws any rules, bounds hollow, in a key of several lines", async () => {
  const rule = (better: number, bound = false) => ({ title: "a checkpoint", bound, better });
  const rules = {
    "the_last_step_of_all": rule(0),
    "least_entropy_on_the_target": rule(0.01),
    "soft_neighbourhood_density": rule(0.02),
    "greatest_margin": rule(0.03),
    "hindsight": rule(0.04, true),
    "hindsight_of_the_worst_group": rule(0.05, true),
  };
  const [{ spec }] = selectionGaps.draw(
    studyOf(underRules(plan("source_only", { "a-b": [0.5, 0.5], "b-a": [0.5, 0.5] }), rules)),
  );
  const [lines, points] = layersIn(spec).map(({ data }) => rounded(data.values));
  assert.deepEqual(lines, [["source_only", 50, 55]]);
  assert.deepEqual(points.map(([, rule]) => rule), Object.keys(rules));
  const svg = await renderSvg(spec);
  const texts = svg.replaceAll(/<\/tspan><tspan[^>]*>/g, " ");
  for (const rule of ["hindsight", "hindsight_of_the_worst_group"]) {
    assert.ok(texts.includes(`${rule} reads hidden labels: a bound, not a result.`), rule);
  }
  // The signs of the key follow those of the drawing.
  const signs = [...svg.matchAll(
    /<path transform="translate\(([\d.]+),([\d.]+)\)" d="([^"]+)"(?: fill="([^"]+)")? stroke="([^"]+)"/g,
  )].slice(-6).map(([, x, y, shape, fill, stroke]) => ({ x: Number(x), y, shape, fill, stroke }));
  assert.equal(new Set(signs.map(({ shape, fill, stroke }) => `${shape}${fill}${stroke}`)).size, 6);
  assert.deepEqual(signs.map(({ fill }) => fill === undefined), [
    ...[false, false, false, false],
    ...[true, true],
  ]);
  assert.ok(new Set(signs.map(({ y }) => y)).size > 1);
  assert.ok(signs.every(({ x }) => x < 336));
});
