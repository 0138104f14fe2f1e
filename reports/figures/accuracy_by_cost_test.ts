import assert from "node:assert/strict";
import { changed } from "../../tests/fixtures/changes.ts";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import accuracyByCost from "./accuracy_by_cost.ts";
import { renderSvg } from "./render.ts";

/** Seconds of training by method. */
const seconds: { readonly [method: string]: number } = {
  source_only: 1,
  dann: 4,
  mmd: 5,
  cmd: 2,
  coral: 3,
  target_only: 0.5,
};
const runs = changed([
  ...plan("source_only", { "a-b": [0.5, 0.6] }),
  ...plan("dann", { "a-b": [0.8, 0.8] }),
  ...plan("mmd", { "a-b": [0.7, 0.7] }),
  ...plan("cmd", { "a-b": [0.6, "not_run"] }),
  ...plan("coral", { "a-b": ["diverged", 0.9] }),
  ...plan("target_only", { "a-b": [0.9, 0.9] }),
], ({ spec }) => ({
  seconds: { data: 9, compile: 9, evaluate: 9, train: seconds[spec.method.name] },
}));
const study = studyOf(runs);

interface View {
  readonly layer: readonly {
    readonly data: { readonly values: readonly { readonly [field: string]: unknown }[] };
    readonly encoding: { readonly x: { readonly scale: { readonly type: string } } };
  }[];
}
const viewIn = (spec: object) => (spec as { vconcat: [object, View] }).vconcat[1];

Deno.test("accuracyByCost: draws each method at its training time and mean, with its standard error", () => {
  const [{ name, spec }, ...more] = accuracyByCost.draw(study);
  assert.equal(name, "accuracy_by_cost_seconds");
  assert.deepEqual(more, []);
  const { layer } = viewIn(spec);
  const round = (value: unknown) => Number((value as number).toFixed(9));
  const points = layer[3].data.values.map(({ cost, value, low, high, kind, fill }) => [
    cost,
    ...[value, low, high].map(round),
    kind,
    fill !== "white",
  ]);
  // In the order of the metric, the best first; points on the front are filled.
  assert.deepEqual(points, [
    [0.5, 90, 90, 90, "upper bound", false],
    [4, 80, 80, 80, "method", true],
    [5, 70, 70, 70, "method", false],
    [2, 60, 60, 60, "method", true],
    [1, 55, 50, 60, "baseline", true],
  ]);
  const front = layer[0].data.values.map(({ cost, value }) => [cost, round(value)]);
  assert.deepEqual(front.slice(0, 3), [[1, 55], [2, 60], [4, 80]]);
  assert.equal(layer[0].encoding.x.scale.type, "log");
});

Deno.test("accuracyByCost: says where it was measured, what the signs mean, and what is missing", async () => {
  const [{ spec, title }] = accuracyByCost.draw(study);
  assert.equal(
    title,
    "Accuracy on a-b against training time per run, of example, last: " +
      "the Pareto front is source_only, cmd (1/2), dann",
  );
  const svg = await renderSvg(spec);
  assert.match(svg, / width="672" /);
  for (
    const text of [
      "Measured on device wasm, 1 thread, a processor, linux.",
      "Square: the baseline, source_only.",
      "(k/n): k of n planned seeds.",
      "No point: coral (diverged).",
      "target_only †",
      "cmd (1/2)",
      "training time per run, s (logarithmic)",
      "accuracy, %",
      "0.5",
      "5",
    ]
  ) assert.ok(svg.includes(`>${text}<`), text);
});

Deno.test("accuracyByCost: never mixes environments without a word", async () => {
  const mixed = changed(runs, ({ spec, environment }) => ({
    environment: { ...environment, threads: 1 + spec.seed },
  }));
  const svg = await renderSvg(accuracyByCost.draw(studyOf(mixed))[0].spec);
  assert.ok(
    svg.includes("Measured in 2 environments, whose numbers do not compare: device wasm, 1"),
  );
});

Deno.test("accuracyByCost: draws memory where it was recorded", async () => {
  const some = changed(
    runs,
    ({ spec }) =>
      spec.method.name === "mmd"
        ? {}
        : { memory: { peakBytes: (100 + seconds[spec.method.name]) * 2 ** 20 } },
  );
  const [, { name, spec }] = accuracyByCost.draw(studyOf(some));
  assert.equal(name, "accuracy_by_cost_memory");
  const { layer } = viewIn(spec);
  assert.deepEqual(layer[3].data.values.map(({ cost }) => cost), [100.5, 104, 102, 101]);
  assert.equal(layer[0].encoding.x.scale.type, "linear");
  const svg = await renderSvg(spec);
  assert.ok(svg.includes("mmd (no peak memory recorded)"));
  assert.ok(svg.includes(">peak memory, MiB<"));
});

Deno.test("accuracyByCost: numbers many methods and names them below", async () => {
  const many = Array.from(
    { length: 10 },
    (_, i) =>
      changed(plan(`method${i}`, { "a-b": [0.5 + i / 100] }), () => ({
        seconds: { data: 0, compile: 0, evaluate: 0, train: 1 + i },
      })),
  ).flat();
  const [{ spec }] = accuracyByCost.draw(studyOf(many));
  const svg = await renderSvg(spec);
  for (const text of ["1 method9: 59.0, 10 s", "10 method0: 50.0, 1 s", "7"]) {
    assert.ok(svg.replaceAll("  ", " ").includes(`>${text}<`), text);
  }
});

Deno.test("accuracyByCost: takes relative improvements where metrics differ", () => {
  const group = { name: "g", tasks: { age: "rmse", smokes: "accuracy" } } as const;
  const tasks = changed([
    ...planTasks("single_task", group, [[2, 0.5]]),
    ...planTasks("mmoe", group, [[1, 0.5]]),
  ], () => ({ seconds: { data: 0, compile: 0, evaluate: 0, train: 1 } }));
  const [{ spec, title }] = accuracyByCost.draw(studyOf(tasks));
  assert.match(title, /^Improvement over single_task, mean over 2 tasks, against/);
  assert.deepEqual(viewIn(spec).layer[3].data.values.map(({ value }) => value), [25, 0]);
});

Deno.test("accuracyByCost: draws nothing of one method", () => {
  assert.deepEqual(accuracyByCost.draw(studyOf(plan("dann", { "a-b": [0.5] }))), []);
});
