import assert from "node:assert/strict";
import type { CurvePoint } from "../../records/record.ts";
import { changed } from "../../tests/fixtures/changes.ts";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { pageData } from "./data.ts";
import { placed } from "./placed_study.ts";

const curve: CurvePoint[] = [
  { step: 5, training: { loss: 2 / 3 }, tasks: { "a-b": { test: 0.123456 } } },
  {
    ...{ step: 10, training: { loss: NaN, penalty: 7 } },
    tasks: { "a-b": { validation: 1, test: 2 } },
  },
];
const runs = changed(
  [...plan("source_only", { "a-b": [1 / 3, 0.5] }), ...plan("dann", { "a-b": [0.7, "not_run"] })],
  () => ({ curve }),
);
const commands = new Map([[runs[0].id, "deno task bench"]]);
const data = pageData(
  placed({
    studies: [{ study: studyOf(runs, { commands }), figures: [] }],
    generatedBy: "",
  }),
);
const [study] = data.studies;

Deno.test("pageData: says once what runs have in common", () => {
  assert.equal(data.environments.length, 1);
  assert.equal(data.specs.length, 2);
  for (const [i, { spec, seed }] of study.runs.entries()) {
    assert.deepEqual({ ...data.specs[spec] as object, seed }, runs[i].spec);
  }
});

Deno.test("pageData: curves are columns with four digits, and null where there is no number", () => {
  assert.deepEqual(study.runs[0].record!.curve, {
    steps: [5, 10],
    series: {
      "test": [0.1235, 2],
      "training: loss": [0.6667, null],
      "validation": [null, 1],
      "training: penalty": [null, 7],
    },
  });
});

Deno.test("pageData: curves of several tasks are named after them", () => {
  const group = { name: "g", tasks: { t: "rmse", u: "rmse" } } as const;
  const runs = changed(planTasks("mmoe", group, [[1, 2]]), () => ({
    curve: [{ step: 5, training: {}, tasks: { t: { validation: 1, test: 2 }, u: { test: 3 } } }],
  }));
  const [{ runs: [{ record }] }] = pageData(
    placed({ studies: [{ study: studyOf(runs), figures: [] }], generatedBy: "" }),
  ).studies;
  assert.deepEqual(record!.curve.series, {
    "t: test": [2],
    "t: validation": [1],
    "u: test": [3],
  });
});

Deno.test("pageData: runs have their method, their command and their record, where there is one", () => {
  assert.deepEqual(study.runs.map(({ method }) => method), [0, 0, 1, 1]);
  assert.deepEqual(study.runs.map(({ command }) => command), [
    "deno task bench",
    undefined,
    undefined,
    undefined,
  ]);
  assert.deepEqual(study.runs.map(({ record }) => record?.status), ["ok", "ok", "ok", undefined]);
  assert.equal(study.runs[0].record!.metrics["a-b"].last!.accuracy, 0.3333333);
});

Deno.test("pageData: cells say by address what is known of them", () => {
  assert.equal(study.baseline, 0);
  assert.deepEqual(Object.keys(study.cells), [
    "example/source_only/a-b/last",
    "example/dann/a-b/last",
    "example/source_only/a-b/oracle",
    "example/dann/a-b/oracle",
  ]);
  const { title, facts, problems } = study.cells["example/dann/a-b/last"];
  assert.equal(title, "dann on a-b");
  assert.deepEqual(problems, [0]);
  assert.deepEqual(facts.slice(0, 4).map(([term, text]) => [data.terms[term], text]), [
    ["accuracy", "70.0 % (1/2)"],
    ["seeds", "1 of 2 have a result"],
    ["gain over source_only", "+36.7 points, paired on 1 seed"],
    [
      "verdict",
      "unknown: fewer than two seeds are paired with the baseline's, or a run failed or diverged",
    ],
  ]);
  const [term, text] = facts.at(-1)!;
  assert.deepEqual([data.terms[term], text], [
    "caution",
    "fewer than 5 seeds: read the interval, not the p values",
  ]);
});
