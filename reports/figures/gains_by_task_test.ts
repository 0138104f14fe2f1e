import assert from "node:assert/strict";
import { plan, planTasks } from "../_example_runs.ts";
import { compare } from "../comparison.ts";
import { gainsByTask, hasGainsByTask } from "./gains_by_task.ts";
import { renderSvg } from "./render.ts";

const upperBounds: ReadonlySet<string> = new Set();
const two = { name: "two", tasks: { books: "error", dvd: "error" } } as const;
const three = { name: "three", tasks: { ...two.tasks, music: "error" } } as const;

// As in the tests of compare: gains of +5.5 ± 0.5 and −1.5 ± 0.5 points, 2.0 ± 0.0 on average.
const runs = [
  ...planTasks("single_task", two, [[0.20, 0.10], [0.30, 0.10]]),
  ...planTasks("hard_sharing", two, [[0.15, 0.11], [0.24, 0.12]]),
  ...planTasks("mmoe", two, ["diverged", [0.24, 0.12]]),
];

interface Spec {
  readonly data: { readonly values: readonly object[] };
  readonly width: number;
  readonly height: number;
  readonly layer: readonly {
    readonly encoding: { readonly color?: { readonly scale: { readonly domain: number[] } } };
  }[];
}

const specOf = (planned: Parameters<typeof compare>[0]) =>
  gainsByTask(compare(planned, { upperBounds })) as unknown as Spec;

Deno.test("hasGainsByTask: asks for two methods beside the baseline, or three tasks together", () => {
  const has = (planned: Parameters<typeof compare>[0]) =>
    hasGainsByTask(compare(planned, { upperBounds }));
  const beside = (group: typeof two | typeof three, ...methods: string[]) =>
    methods.flatMap((method) => planTasks(method, group, ["not_run"]));
  assert.ok(has(runs));
  assert.ok(has(beside(three, "single_task", "mmoe")));
  assert.ok(!has(beside(two, "single_task", "mmoe")));
  assert.ok(!has(beside(three, "single_task")));
  assert.ok(!has(beside(three, "hard_sharing", "mmoe", "ple")));
  assert.ok(
    !has(["source_only", "dann", "mmd"].flatMap((method) => plan(method, { "a-b": [0.5] }))),
  );
});

Deno.test("gainsByTask: numbers are gains with standard errors, harm has a sign, what is missing says why", () => {
  const { data } = specOf(runs);
  assert.deepEqual(
    data.values.map((value) =>
      Object.values(value).map((x) => typeof x === "number" ? Number(x.toFixed(9)) : x)
    ),
    [
      ["hard_sharing", "books", 5.5, "+5.5", "± 0.5"],
      ["hard_sharing", "dvd", -1.5, "▼ −1.5", "± 0.5"],
      ["hard_sharing", "mean", 2, "+2.0", "± 0.0"],
      ["mmoe", "books", null, "diverged", ""],
      ["mmoe", "dvd", null, "diverged", ""],
      ["mmoe", "mean", null, "diverged", ""],
    ],
  );
});

Deno.test("gainsByTask: colours are centred at no gain", () => {
  const { layer } = specOf(runs);
  const [least, center, greatest] = layer[1].encoding.color!.scale.domain;
  assert.deepEqual([least, center], [-greatest, 0]);
  assert.ok(Math.abs(greatest - 5.5) < 1e-9);
});

Deno.test("gainsByTask: is relative where metrics are not all in percent", () => {
  const both = { name: "both", tasks: { tag: "accuracy", value: "rmse" } } as const;
  const spec = specOf([
    ...planTasks("single_task", both, [[0.8, 2]]),
    ...planTasks("hard_sharing", both, [[0.84, 1.8]]),
    ...planTasks("mmoe", both, [[0.8, 2.2]]),
  ]);
  assert.deepEqual(spec.data.values.map((value) => Object.values(value)[3]), [
    "+5.0",
    "+10.0",
    "+7.5",
    "0.0",
    "▼ −10.0",
    "▼ −5.0",
  ]);
});

Deno.test("gainsByTask: the longer of tasks and methods goes down", () => {
  const tall = specOf([
    ...planTasks("single_task", three, [[0.2, 0.1, 0.1]]),
    ...planTasks("mmoe", three, [[0.2, 0.1, 0.1]]),
  ]);
  assert.ok(tall.height > tall.width);
  const methods = ["single_task", "a", "b", "c", "d", "e", "f"];
  const wide = specOf(methods.flatMap((method) => planTasks(method, two, [[0.2, 0.1]])));
  assert.equal(wide.height / tall.height, 6 / 4);
});

Deno.test("gainsByTask: draws heads, labels and the unit", async () => {
  const svg = await renderSvg(gainsByTask(compare(runs, { upperBounds })));
  for (const text of ["Gain over single_task, points", "books", "mean", "▼ −1.5", "diverged"]) {
    assert.ok(svg.includes(`>${text}</`), text);
  }
  assert.ok(!svg.includes("NaN"));
});

Deno.test("gainsByTask: rejects nothing to see", () => {
  assert.throws(() => specOf(planTasks("mmoe", three, [[0.2, 0.1, 0.1]])), RangeError);
});
