import assert from "node:assert/strict";
import { changed } from "../../tests/fixtures/changes.ts";
import { type Fate, plan, planTasks } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { renderSvg } from "./render.ts";
import trainingCurves from "./training_curves.ts";

/** Two checkpoints; the first is at 40 % on seed 0 and at 50 % on seed 1. */
const curved = (method: string, fates: readonly Fate[], problem = "a-b") =>
  changed(plan(method, { [problem]: fates }), ({ spec }) => ({
    curve: [1, 2].map((checkpoint) => {
      const test = 0.3 + 0.1 * (checkpoint + spec.seed);
      const tasks = { [problem]: { test, validation: test + 0.2 } };
      return { step: 10 * checkpoint, training: {}, tasks };
    }),
  }));

const study = studyOf([
  ...curved("source_only", [0.5, 0.5]),
  ...curved("dann", [0.5, "diverged"]),
  ...curved("target_only", [0.9, 0.9]),
]);

interface Panel {
  readonly layer: readonly { readonly data: { readonly values: readonly object[] } }[];
}
interface Drawn {
  readonly vconcat: readonly [object, {
    readonly vconcat: readonly [object, { readonly concat: readonly Panel[] }];
  }];
}
const panelsIn = (spec: object) => (spec as Drawn).vconcat[1].vconcat[1].concat;
const rounded = (values: readonly object[]) =>
  values.map((value) =>
    Object.values(value).map((v) => typeof v === "number" ? Number(v.toFixed(9)) : v)
  );

Deno.test("trainingCurves: draws the mean over the seeds with a band, on test and on validation rows", () => {
  const [test, validation, ...more] = trainingCurves.draw(study);
  assert.deepEqual(more, []);
  assert.deepEqual([test.name, validation.name], [
    "training_curves_test",
    "training_curves_validation",
  ]);
  const [band, line, symbols] = panelsIn(test.spec)[0].layer.map(({ data }) =>
    rounded(data.values)
  );
  assert.deepEqual(line.slice(0, 4), [
    ["source_only", 10, 45, 40, 50, true],
    ["source_only", 20, 55, 50, 60, true],
    ["dann", 10, 40, 40, 40, true],
    ["dann", 20, 50, 50, 50, true],
  ]);
  assert.equal(symbols.length, 6);
  assert.deepEqual(band, line);
  const [, points] = panelsIn(validation.spec)[0].layer.map(({ data }) => rounded(data.values));
  assert.deepEqual(points[0], ["source_only", 10, 65, 60, 70, true]);
});

Deno.test("trainingCurves: says what it draws, and what it leaves out", async () => {
  const [{ spec, title }, validation] = trainingCurves.draw(study);
  assert.equal(
    title,
    "Accuracy on the target's test rows by training step, %, of example: mean over the seeds",
  );
  const svg = await renderSvg(spec);
  assert.match(svg, / width="336" /);
  for (
    const text of [
      "Mean over 2 seeds; bands: ± standard error.",
      "No checkpoint is chosen by these rows, except by oracle.",
      "Without runs that did not end well: dann, 1 of 2 diverged.",
      "target_only †",
      "a-b",
      "training step",
    ]
  ) assert.ok(svg.includes(`>${text}<`), text);
  const other = await renderSvg(validation.spec);
  assert.ok(other.includes(">An upper bound † holds out rows of its own training data.<"));
});

Deno.test("trainingCurves: draws eight methods, and names the others", async () => {
  const methods = Array.from({ length: 10 }, (_, i) => `method${i}`);
  const runs = methods.flatMap((method, i) => curved(method, [0.9 - 0.05 * i]));
  const [{ spec }] = trainingCurves.draw(studyOf(runs));
  const [, line] = panelsIn(spec)[0].layer.map(({ data }) => rounded(data.values));
  assert.deepEqual([...new Set(line.map(([method]) => method))], methods.slice(0, 8));
  const svg = await renderSvg(spec);
  assert.ok(svg.includes(">Not drawn, after the best: method8, method9.<"));
  assert.ok(svg.includes(">One seed (0).<"));
});

Deno.test("trainingCurves: has a panel for each problem, with its unit where units differ", async () => {
  const tasks = { age: "rmse", smokes: "accuracy" } as const;
  const runs = changed(planTasks("hard_sharing", { name: "g", tasks }, [[2, 0.5]]), () => ({
    curve: [1, 2].map((step) => ({
      step,
      training: {},
      tasks: {
        age: { test: 3 - step, validation: 3 },
        smokes: { test: step / 4, validation: 0.1 },
      },
    })),
  }));
  const [{ spec }] = trainingCurves.draw(studyOf(runs));
  const lines = panelsIn(spec).map(({ layer }) =>
    rounded(layer[1].data.values).map(([, , mean]) => mean)
  );
  assert.deepEqual(lines, [[2, 1], [25, 50]]);
  const svg = await renderSvg(spec);
  assert.match(svg, / width="672" /);
  for (
    const text of [
      "age: RMSE (lower is better)",
      "smokes: accuracy, %",
      "Metrics on the test rows by training step",
    ]
  ) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
});

Deno.test("trainingCurves: names the problems that it has no panel for", async () => {
  const runs = Array.from(
    { length: 18 },
    (_, i) => i === 3 ? plan("dann", { "p3-q": ["failed"] }) : curved("dann", [0.5], `p${i}-q`),
  ).flat();
  const [{ spec }] = trainingCurves.draw(studyOf(runs));
  assert.equal(panelsIn(spec).length, 16);
  assert.ok((await renderSvg(spec)).includes(">Not drawn: p3-q, p17-q.<"));
});

Deno.test("trainingCurves: draws no curve of one checkpoint, nor of none", () => {
  const runs = curved("dann", [0.5]);
  const once = changed(runs, ({ curve }) => ({ curve: curve.slice(0, 1) }));
  assert.deepEqual(trainingCurves.draw(studyOf(once)), []);
  assert.deepEqual(trainingCurves.draw(studyOf(plan("dann", { "a-b": [0.5] }))), []);
});
